"""The guard refuses what is not ours, however it is spelled."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from scnfeed.crawl import Plan, crawl
from scnfeed.crawl.guard import PublicResolver, reachable
from scnfeed.sites import STRONG_CITIES
from scnfeed.sites.addresses import on_site
from tests.crawl.loopback import Answer, Loopback


@pytest.mark.parametrize(
    "url",
    [
        "https://strongcitiesnetwork.org/news/a/",
        "http://www.strongcitiesnetwork.org/",
        "https://STRONGCITIESNETWORK.org.:443/robots.txt",
    ],
)
def test_the_site_and_its_aliases_are_ours(url: str) -> None:
    assert on_site(url, STRONG_CITIES)


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1/",
        "https://strongcitiesnetwork.org:8443/",
        "https://strongcitiesnetwork.org.evil.example/",
        "https://evil.example/?https://strongcitiesnetwork.org/",
        "https://169.254.169.254:80@strongcitiesnetwork.org/",
        "https://evil.example\\@strongcitiesnetwork.org/",
        "file:///etc/passwd",
        "ftp://strongcitiesnetwork.org/",
    ],
)
def test_every_other_address_is_refused(url: str) -> None:
    assert not on_site(url, STRONG_CITIES)


@pytest.mark.parametrize(
    "number",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "4000::1"),
        *("fec0::1", "64:ff9b:1::7f00:1", "::7f00:1", "2001:0:7f00:1::", "::ffff:0:7f00:1", "fd00:ec2::254"),
    ],
)
def test_numbers_that_are_not_public_are_not_connected_to(number: str) -> None:
    assert not reachable(number)


@pytest.mark.parametrize(
    "number",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "fe80::1",
        "0.0.0.0",
        "::",
        "240.0.0.1",
        "fd00:ec2::254",
    ],
)
def test_a_private_site_reaches_private_numbers_but_none_that_is_no_host(number: str) -> None:
    assert reachable("127.0.0.1", private=True) and reachable("10.1.2.3", private=True)
    assert not reachable(number, private=True)


@pytest.mark.parametrize("number", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public_numbers_are_reached_however_a_network_wraps_them(number: str) -> None:
    assert reachable(number)


def test_a_name_that_leads_to_a_private_number_is_not_connected_to() -> None:
    with Loopback({}, Answer("<p>secret</p>")) as server:
        home = server.home.replace("127.0.0.1", "localhost")
        site = replace(server.site, home=home, private=False)
        result = asyncio.run(crawl(Plan(site=site, now=datetime(2024, 6, 10, tzinfo=UTC))))
        assert not result.ok
        assert "not at a public address" in result.reason
        assert server.requests == []


class Names:
    """A resolver whose answers a test writes down: for each question the next numbers of the row."""

    def __init__(self, *row: tuple[str, ...]) -> None:
        self.row = list(row)
        self.nameResolver = self

    def resolveHostName(self, receiver: Any, name: str, *rest: Any) -> None:
        receiver.resolutionBegan(None)
        for number in self.row.pop(0):
            kind = IPv6Address if ":" in number else IPv4Address
            receiver.addressResolved(kind("TCP", number, 80))
        receiver.resolutionComplete()


class Heard:
    """What a connection would be made to."""

    def __init__(self) -> None:
        self.numbers: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: Any) -> None:
        pass

    def addressResolved(self, address: Any) -> None:
        self.numbers.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


def asked(resolver: PublicResolver, name: str = "news.example") -> list[str]:
    heard = Heard()
    resolver.resolveHostName(heard, name, 80)
    assert heard.complete
    return heard.numbers


def test_a_name_that_turns_from_public_to_loopback_is_not_followed_there() -> None:
    names: Any = Names(("93.184.216.34",), ("127.0.0.1",), ("::1", "2606:4700:4700::1111", "::ffff:10.0.0.1"))
    resolver = PublicResolver(names, 0)
    assert asked(resolver) == ["93.184.216.34"]
    assert asked(resolver) == []
    assert asked(resolver) == ["2606:4700:4700::1111"]


def test_a_private_site_may_be_reached_but_no_metadata_address() -> None:
    names: Any = Names(("127.0.0.1", "169.254.169.254", "fe80::1%eth0", "::1"))
    resolver = PublicResolver(names, 0)
    resolver.private = True
    assert asked(resolver) == ["127.0.0.1", "::1"]
