"""Letters handed over, and taken out of a long outbox: see `benchmarks.letters`."""

from __future__ import annotations

import resource
import smtplib
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from statistics import median

from sqlalchemy import insert

from benchmarks.bulletin import DOMAIN, NOW, SENDER, cpu, issue, people, token, told
from benchmarks.sink import sink
from scnfeed.digest.letter import Letters
from scnfeed.mail.rules import Rules
from scnfeed.mail.sending import send
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.model import Issue, Notice, Section
from scnfeed.plain import dumps
from scnfeed.store import Store
from scnfeed.store.schema import subscribers

FROM = f"bounce+1-0123456789@{DOMAIN}"


def handing_over(letters: int, rounds: int) -> dict[str, float]:
    """smtplib, our transport, our transport with the outbox: the same letter, the same server, a connection each."""
    [reader] = people(1)
    message = bytes(Letters(issue(), SENDER).to(reader, token(reader)))
    times: dict[str, list[float]] = {"smtplib": [], "ours": [], "with the outbox": []}
    with sink() as port:  # it talks to one at a time
        for _ in range(rounds):
            times["smtplib"].append(cpu(partial(_smtplib, port, message, reader.address, letters), letters))
            times["ours"].append(cpu(partial(_ours, port, message, reader.address, letters), letters))
            times["with the outbox"].append(_with_outbox(port, message, letters))
    medians = {name: median(taken) for name, taken in times.items()}
    shown = "; ".join(f"{name} {value:.3f} ms" for name, value in medians.items())
    told(f"send, {letters} letters of {len(message) // 1024} kB: {shown}")
    ours, outbox = (medians["smtplib"] / medians[name] for name in ("ours", "with the outbox"))
    told(f"  of smtplib's letters a CPU second: ours {ours:.2f}, with the outbox {outbox:.2f}")
    return medians


def _smtplib(port: int, message: bytes, recipient: str, letters: int) -> None:
    server = smtplib.SMTP("127.0.0.1", port)
    server.ehlo()
    for _ in range(letters):
        server.sendmail(FROM, [recipient], message)
    server.close()


def _ours(port: int, message: bytes, recipient: str, letters: int) -> None:
    with SmtpTransport("127.0.0.1", port, tls="none") as transport:
        for _ in range(letters):
            transport.deliver(message, FROM, recipient)


def _with_outbox(port: int, message: bytes, letters: int) -> float:
    """CPU milliseconds a letter; that its row was made does not count."""
    with (
        tempfile.TemporaryDirectory(prefix="scnfeed-bench-") as folder,
        Store.open(f"sqlite:///{folder}/q.db") as store,
    ):
        fill(store, issue(), letters)
        began = time.process_time()
        with SmtpTransport("127.0.0.1", port, tls="none") as transport:
            ended = send(
                store,
                transport,
                lambda issue, reader: message,
                lambda: datetime.now(UTC),
                owner="bench",
                envelope=lambda delivery: FROM,
                rules=replace(Rules(), late=None),
            )
        taken = (time.process_time() - began) * 1000 / letters
    assert ended.sent == letters
    return taken


def fill(store: Store, found: Issue, letters: int, **word: object) -> None:
    """`letters` rows for `found`, and people where there are none."""
    readers = people(letters)
    if not store.subscribers():
        rows = [{"id": one.id, "address_key": one.address, "paused": False, "data": dumps(one)} for one in readers]
        with store._database.write() as connection:
            connection.execute(insert(subscribers), rows)
    store.freeze(found, readers, NOW, **word)  # type: ignore[arg-type]


def claiming(rows: int, claims: int) -> dict[str, float]:
    """A claim of 50 among few rows and among many; the memory of it all."""
    note = Section("look", notices=(Notice(NOW, "held", "x", "y"),))
    found: dict[str, float] = {}
    for name, count in (("10,000 rows", 10_000), (f"{rows:,} rows", rows)):
        folder = tempfile.TemporaryDirectory(prefix="scnfeed-bench-")
        with folder, Store.open(f"sqlite:///{folder.name}/q.db") as store:
            for n in range(count // 10_000):
                held = {"word": "held"} if n % 4 == 1 else {}
                fill(store, Issue(f"urn:uuid:{n}", NOW, "en", "editor", (note,), hash="h"), 10_000, **held)
            store.claim("first", NOW, 50)
            times = []
            for _ in range(claims):
                began = time.process_time()
                assert len(store.claim("bench", NOW, 50)) == 50
                times.append((time.process_time() - began) * 1000)
            found[name] = median(times)
    few, many = found.values()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told("claim of 50: " + "; ".join(f"{name} {value:.2f} ms" for name, value in found.items()))
    told(f"  {many / few:.2f} times as long; peak memory of this process {memory:.0f} MB")
    return found | {"MB": memory}
