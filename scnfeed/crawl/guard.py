"""The guard: only this site's hosts over http and https, and only addresses that are public.

The name is checked before each request and each hop of a redirect; the number it resolves to is checked where the
connection takes it from, so a name that changes its number between the two (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from scnfeed.model import Site
from scnfeed.sites.addresses import on_site

logger = logging.getLogger(__name__)

MOVED = (301, 302, 303, 307, 308)
_NAT64 = IPv6Network("64:ff9b::/96")
_METADATA = IPv6Address("fd00:ec2::254")
"""Where a cloud tells a machine its secrets, beside 169.254.169.254: no host of a private network."""


class Refused(IgnoreRequest):
    """An address that is not ours to ask for."""


class Left(IgnoreRequest):
    """An address left for the next crawl: the budget is spent, or the site stopped answering."""


def reachable(number: str, private: bool = False) -> bool:
    """Whether a resolved IP address may be connected to: public, or private and loopback where the site allows that.

    >>> reachable("93.184.216.34"), reachable("127.0.0.1"), reachable("::ffff:127.0.0.1"), reachable("127.0.0.1", True)
    (True, False, False, True)
    """
    address = _inner(ip_address(number.partition("%")[0]))
    if address.is_loopback:
        return private
    if address.is_multicast or address.is_link_local or address.is_unspecified or address.is_reserved:
        return False
    if address == _METADATA:
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return private
    return address.is_global or (private and address.is_private)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address wraps: mapped, 6to4, NAT64 (RFC 4291, 3056, 6052)."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


class Guard:
    """Downloader middleware, first in line: refuses foreign addresses and stops when the budget is spent."""

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.site: Site = crawler.settings["SCNFEED_SITE"]
        self.stats = crawler.stats
        self.closed = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if not on_site(request.url, self.site):
            raise Refused(f"{request.url} is not on {self.site.home}")
        if self.closed or self.stats.get_value("downloader/request_count", 0) >= self.site.budget:
            raise Left(request.url)


class Frontier:
    """Downloader middleware, nearer to the network than redirects: where a page leads off its site, that is its answer,
    so that it can be told and remembered; the other host is not asked.
    """

    def __init__(self, site: Site) -> None:
        self.site = site

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Frontier:
        return cls(crawler.settings["SCNFEED_SITE"])

    def process_response(self, request: Request, response: Response) -> Response:
        if request.meta.get("page") and leads_away(response, self.site):
            request.meta["dont_redirect"] = True
        return response


def leads_away(response: Response, site: Site) -> str:
    """The address off the site to which an answer redirects, "" where it does not."""
    end = target(response) if response.status in MOVED else ""
    return end if end and not on_site(end, site) else ""


def target(response: Response) -> str:
    """Where a redirect leads."""
    return urljoin(response.url, (response.headers.get("Location") or b"").decode("latin-1"))


class PublicResolver(CachingHostnameResolver):
    """Resolves names (IPv4 and IPv6) for the connection itself: of a name's numbers only public ones are handed on.

    A connection is made to one of the numbers checked here and to nothing else, and a number written into an address
    takes the same way; so neither a rebound name nor an odd spelling gains anything.
    """

    private = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicResolver:
        resolver = super().from_crawler(crawler, reactor)
        resolver.private = crawler.settings.getbool("SCNFEED_PRIVATE")
        return resolver

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        receiver: Any = Checked(resolutionReceiver, hostName, self.private)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class Checked:
    """Passes on the numbers of a name that may be connected to."""

    def __init__(self, receiver: Any, name: str, private: bool) -> None:
        self._receiver, self._name, self._private = receiver, name, private

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if reachable(address.host, self._private):
            self._receiver.addressResolved(address)
        else:
            logger.warning("%s is at %s, which is not a public address", self._name, address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
