"""What the DNS says of a domain that sends: SPF, DKIM, DMARC, MX and PTR, and what to add. The door to dnspython.

Large receivers ask for all of them (RFC 7208, 6376, 7489, 5321).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Sequence

import dns.exception
import dns.resolver
import dns.reversename

from scnfeed.errors import MailError

Ask = Callable[[str, str], list[str]]
"""Name and type of a record -> its texts; none where there is none. Raises MailError when nobody answers."""
LOOKUPS = 10
"""Most records that an SPF record may make a receiver ask for (RFC 7208, section 4.6.4)."""
_COSTLY = ("include:", "a", "mx", "ptr", "exists:", "redirect=")


def asker(resolver: str = "", seconds: float = 5) -> Ask:
    """Asks the name server at ``host:port``, the system's where that is empty."""
    try:
        found = dns.resolver.Resolver(configure=not resolver)
    except dns.resolver.NoResolverConfiguration:
        raise MailError("no name server is known here: set [mail] resolver", "mail.resolver") from None
    found.lifetime = seconds
    if resolver:
        host, _, port = resolver.rpartition(":")
        found.nameservers, found.port = [host.strip("[]")], int(port)

    def ask(name: str, kind: str) -> list[str]:
        try:
            answer = found.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.EmptyLabel, dns.name.LabelTooLong):
            return []
        except dns.exception.DNSException as error:
            said = type(error).__name__
            raise MailError(
                f"{name}: the name server does not answer for {kind} ({said}); see [mail] resolver", name
            ) from None
        if kind == "TXT":
            return ["".join(piece.decode("utf-8", "replace") for piece in record.strings) for record in answer]
        return [record.to_text() for record in answer]

    return ask


def missing(
    domain: str, keys: Sequence[tuple[str, str]], bounces: str, hosts: Sequence[str], ask: Ask
) -> Iterator[str]:
    """What is missing or wrong, a sentence each, with what to add.

    `keys` are DKIM selectors with the records that they shall have, `bounces` is the domain of the envelope, `hosts`
    are the addresses or the names that letters leave from.
    """
    addresses = list(_addresses(hosts, ask))
    for envelope in dict.fromkeys((bounces, domain)):
        yield from _spf(envelope, addresses, ask)
        yield from _mx(envelope, ask)
    for selector, record in keys:
        yield from _dkim(f"{selector}._domainkey.{domain}", record, ask)
    yield from _dmarc(domain, ask)
    if not aligned(bounces, domain):
        yield f"mail.bounces is at {bounces}, letters come from {domain}: SPF does not count for DMARC; use one domain"
    for address in addresses:
        yield from _ptr(address, ask)


def aligned(one: str, other: str) -> bool:
    """Whether two domains are one of which the other is a part (relaxed alignment, RFC 7489 section 3.1)."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _addresses(hosts: Sequence[str], ask: Ask) -> Iterator[str]:
    """Addresses that are seen from outside: a server beside us tells nothing of where letters leave."""
    for host in hosts:
        try:
            found = [str(ipaddress.ip_address(host))]
        except ValueError:
            found = [] if host == "localhost" else [*ask(host, "A"), *ask(host, "AAAA")]
        yield from (one for one in found if not ipaddress.ip_address(one).is_loopback)


def _spf(domain: str, addresses: list[str], ask: Ask) -> Iterator[str]:
    records = [text for text in ask(domain, "TXT") if text.lower().split(" ")[0] == "v=spf1"]
    own = " ".join(f"ip{ipaddress.ip_address(one).version}:{one}" for one in addresses)
    if not records:
        yield f'{domain} has no SPF record: add TXT {domain} "v=spf1 {own or "include:<your relay>"} -all"'
        return
    if len(records) > 1:
        yield f"{domain} has {len(records)} SPF records: receivers take none of them; keep one"
        return
    terms = records[0].lower().split()[1:]
    if terms and terms[-1] in ("+all", "all"):
        yield f"{domain}: its SPF record lets everybody send ({terms[-1]}): end it with -all"
    if (count := _lookups(domain, ask, set())) > LOOKUPS:
        yield f"{domain}: its SPF record needs {count} look-ups, receivers make {LOOKUPS}: name addresses instead"
    listed = [term for term in terms if term.startswith(("ip4:", "ip6:"))]
    if not any(term.lstrip("+?~").startswith(_COSTLY) for term in terms):
        yield from (
            f"{domain}: its SPF record does not name {one}: add ip{ipaddress.ip_address(one).version}:{one}"
            for one in addresses
            if not any(_within(one, term.partition(":")[2]) for term in listed)
        )


def _within(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _lookups(domain: str, ask: Ask, seen: set[str]) -> int:
    """How many questions an SPF record costs, those of what it includes counted in; one that includes itself ends."""
    if domain in seen or len(seen) > 2 * LOOKUPS:
        return 0
    seen.add(domain)
    record = next((text for text in ask(domain, "TXT") if text.lower().startswith("v=spf1")), "")
    terms = [term.lstrip("+-?~") for term in record.lower().split()[1:]]
    costly = [term for term in terms if re.match(r"(include:|exists:|redirect=|(a|mx|ptr)([:/]|$))", term)]
    inner = [
        term.partition(":")[2] or term.partition("=")[2]
        for term in costly
        if term.startswith(("include:", "redirect="))
    ]
    return len(costly) + sum(_lookups(name, ask, seen) for name in inner)


def _dkim(name: str, record: str, ask: Ask) -> Iterator[str]:
    found, wanted = ask(name, "TXT"), _tags(record)
    add = f'add TXT {name} "{record}"'
    if not found:
        yield f"{name} has no DKIM record: {add}"
    elif len(found) > 1:
        yield f"{name} has {len(found)} records: keep the right one: {add}"
    elif not _tags(found[0]).get("p"):
        yield f"{name} says that its key is revoked: {add}"
    elif (_tags(found[0])["p"], _tags(found[0]).get("k", "rsa")) != (wanted["p"], wanted["k"]):
        yield f"{name} holds another key than the one that signs: {add}"


def _tags(record: str) -> dict[str, str]:
    pairs = (piece.partition("=") for piece in record.split(";"))
    return {name.strip(): re.sub(r"\s", "", value) for name, _, value in pairs}


def _dmarc(domain: str, ask: Ask) -> Iterator[str]:
    labels = domain.split(".")
    above = [".".join(labels[n:]) for n in range(len(labels) - 1)]
    records = next((found for name in above if (found := ask(f"_dmarc.{name}", "TXT"))), [])
    right = [text for text in records if text.replace(" ", "").lower().startswith("v=dmarc1")]
    if not right:
        yield f'{domain} has no DMARC record: add TXT _dmarc.{domain} "v=DMARC1; p=none; rua=mailto:dmarc@{domain}"'
    elif len(right) > 1:
        yield f"_dmarc of {domain} has {len(right)} records: receivers take none of them; keep one"
    elif _tags(right[0]).get("p") not in ("none", "quarantine", "reject"):
        yield f"{domain}: its DMARC record has no policy: add p=none, later p=quarantine or p=reject"


def _mx(domain: str, ask: Ask) -> Iterator[str]:
    records = ask(domain, "MX")
    if not records and not ask(domain, "A") and not ask(domain, "AAAA"):
        yield f"{domain} takes no mail: answers and bounces are lost; add MX {domain} with the host that takes them"
    elif any(record.split()[-1] == "." for record in records):
        yield f"{domain} says that it takes no mail (null MX): bounces are lost; name the host that takes them"


def _ptr(address: str, ask: Ask) -> Iterator[str]:
    kind = "A" if ipaddress.ip_address(address).version == 4 else "AAAA"
    names = [name.rstrip(".") for name in ask(dns.reversename.from_address(address).to_text(), "PTR")]
    if not names:
        yield f"{address} has no name (PTR): ask whoever gave you the address for one"
    elif not any(address in ask(name, kind) for name in names):
        yield f"{address} is called {names[0]} (PTR), and that name leads elsewhere: add {kind} {names[0]} {address}"
