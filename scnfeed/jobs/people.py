"""people: joining, leaving, coming back, being forgotten. What the pages and the command line both do."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from scnfeed.config import Config
from scnfeed.digest.address import ascii_domain, postable
from scnfeed.errors import ConfigError, MailError, ScnfeedError
from scnfeed.jobs import Mint
from scnfeed.jobs.letters import secret_of
from scnfeed.mail.tokens import suppression_mark
from scnfeed.model import Subscriber
from scnfeed.plain import NotPlain, parse, plain
from scnfeed.store import Store

LISTS = {"languages", "sites", "kinds"}
COLUMNS = (
    "address",
    "consent",
    "role",
    "languages",
    "rhythm",
    "time_zone",
    "hour",
    "sites",
    "kinds",
    "topics",
    "quiet",
)
"""Columns of an import; the first two must be there, lists are divided by spaces, topics by semicolons."""


def mark_of(config: Config, address: str) -> str:
    """The keyed hash of an address, whichever way its domain is written."""
    local, _, domain = address.strip().rpartition("@")
    return suppression_mark(secret_of(config), f"{local}@{ascii_domain(domain) or domain}")


def join(config: Config, store: Store, person: Subscriber, consent: str, *, again: bool = False) -> None:
    """Add a person who agreed; `consent` says when and how. Raises MailError for one who left and asked not `again`."""
    left = refuse_suppressed(config, store, person.address, again)
    known = store.subscriber_at(person.address) if left else None
    if known:
        store.agree(replace(person, id=known.id), consent, left, unasked=True)
    else:
        store.add_subscriber(person, consent, left)


def resume(config: Config, store: Store, address: str) -> None:
    """Letters again for who was paused; refused for who left, and for who was asked and did not say yes."""
    person = find(store, address)
    if asked := store.asked(person.id):
        raise MailError(f"{address}: was asked on {asked[:10]} and did not say yes yet", address)
    if left := store.suppressed(mark_of(config, person.address)):
        raise MailError(
            f"{address}: no letters since {left[1]:%Y-%m-%d} ({left[0]}); if they asked to come back: "
            f"`scnfeed people add {address} --again`",
            address,
        )
    store.pause_subscriber(address, False)


def refuse_suppressed(config: Config, store: Store, address: str, again: bool = False) -> str:
    """The mark under which an address was suppressed, if its owner asked to come back; empty where it never was."""
    mark = mark_of(config, address)
    found = store.suppressed(mark)
    if found and not again:
        raise MailError(
            f"{address}: no letters since {found[1]:%Y-%m-%d} ({found[0]}); say --again if they asked to come back",
            address,
        )
    return mark if found else ""


def leave(config: Config, store: Store, id: str, now: datetime, reason: str = "unsubscribed") -> bool:
    """No letters from the moment this returns. False where nobody has this id (any more)."""
    person = store.subscriber(id)
    return person is not None and store.leave(id, mark_of(config, person.address), reason, now)


def find(store: Store, address: str) -> Subscriber:
    if person := store.subscriber_at(address):
        return person
    raise MailError(f"{address} is no subscriber; see `scnfeed people list`.", address)


def about(config: Config, store: Store, address: str) -> dict[str, Any]:
    """Everything that is kept of a person: their choice, consent, letters, stories told, and whether they left."""
    person = find(store, address)
    left = store.suppressed(mark_of(config, person.address))
    return {
        "person": plain(person),
        "consent": store.fact(f"consent:{person.id}"),
        "asked": store.asked(person.id),
        "left": {"reason": left[0], "since": left[1].isoformat()} if left else None,
        "letters": [plain(row) for row in store.deliveries(subscriber=person.id)],
        "bounces": [plain(one) for one in store.bounces(subscriber=person.id)],
        "stories": store.sent_to(person.id),
    }


def erase(config: Config, store: Store, address: str, now: datetime) -> None:
    """Forget a person; only a keyed hash of the address stays, so that no import adds them again."""
    person = find(store, address)
    store.erase(person.id, mark_of(config, person.address), now)


@dataclass(frozen=True, slots=True)
class Imported:
    added: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    """Line or address, and why it was not added."""


def import_people(config: Config, store: Store, lines: Iterable[str], mint: Mint, now: datetime) -> Imported:
    """Add people from CSV with a header line (COLUMNS); each wrong row is told and keeps no other from its place.

    ``consent`` is the day on which the person agreed (``2024-05-31``), not in the future; nothing published before the
    import is told to them. Raises ConfigError for a header that lacks a column or has an unknown one.
    """
    added, refused = [], []
    for where, row in _rows(lines):
        try:
            person, consent = _person(row, mint, now)
            join(config, store, person, f"imported, agreed on {consent}")
        except ScnfeedError as error:
            refused.append((where, str(error)))
        else:
            added.append(person.address)
    return Imported(tuple(added), tuple(refused))


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, Mapping[str, str | None]]]:
    reader = csv.DictReader(lines, restkey="", strict=True)
    names = tuple(reader.fieldnames or ())
    if not {"address", "consent"} <= set(names) or not set(names) <= set(COLUMNS):
        raise ConfigError(f"the first line must name columns out of {', '.join(COLUMNS)}, the first two among them")
    try:
        for row in reader:
            yield f"line {reader.line_num}", row
    except csv.Error as error:
        raise ConfigError(f"line {reader.line_num}: is not CSV: {error}") from None


def _person(row: Mapping[str, str | None], mint: Mint, now: datetime) -> tuple[Subscriber, date]:
    if "" in row:
        raise MailError("has more fields than the first line names")
    given = {name: (value or "").strip() for name, value in row.items()}
    address, said = given.pop("address", ""), given.pop("consent", "")
    check_address(address)
    try:
        consent = date.fromisoformat(said)
    except ValueError:
        raise MailError(f"{address}: consent {said!r}: expected a day such as 2024-05-31", address) from None
    if datetime.combine(consent, time(), UTC) > now:
        raise MailError(f"{address}: consent {said!r}: is in the future", address)
    values: dict[str, Any] = {n: value.split() if n in LISTS else value for n, value in given.items() if value}
    values |= {"topics": [topic.strip() for topic in given.get("topics", "").split(";") if topic.strip()]}
    values |= {"quiet": quiet_hours(given.get("quiet", ""))}
    return person_of({"id": mint(), "address": address, "joined": now, **values}), consent


def person_of(values: dict[str, Any], fail: Callable[[str], ScnfeedError] = MailError) -> Subscriber:
    """The subscriber that `values` describe; the first mistake is told with its name and what was expected."""
    try:
        return parse(Subscriber, values)
    except NotPlain as wrong:
        first = wrong.mistakes[0]
        expected = first.expected.removeprefix("Input should be ")
        raise fail(f"{values['address']}: {first.key} {first.value!r}: expected {expected}") from None


def quiet_hours(said: str) -> tuple[int, int] | None:
    """``21-7`` as the hours from and until which no letter may come; nothing where nothing is said.

    >>> quiet_hours("21-7"), quiet_hours("")
    ((21, 7), None)
    """
    if not said:
        return None
    hours = re.fullmatch(r"(\d{1,2})\s*[-–]\s*(\d{1,2})", said.strip())
    start, end = (int(hour) for hour in hours.groups()) if hours else (24, 24)
    if start > 23 or end > 23 or start == end:
        raise ConfigError(f"quiet hours {said!r}: expected two different hours such as 21-7", "quiet")
    return start, end


def check_address(address: str) -> None:
    """Raises MailError for what cannot be an address: no one @, spaces, control characters, or parts left empty."""
    try:
        right = "." in postable(address).rpartition("@")[2]
    except MailError:
        right = False
    if not right:
        raise MailError(f"{address!r}: expected an e-mail address", address)
