"""Letters: built and signed, handed over, and taken out of a long outbox, each beside a peer, in one run.

    python -m benchmarks.letters [build] [send] [outbox] [--letters N] [--rows N]

Everything is CPU time of this process (user and system), the median of rounds in which the sides take turns:

- build: an issue of 12 articles as signed letters, ours for all N readers; the peers' chains (page rendered, inlined by
  css-inline, EmailMessage, dkimpy) for fewer, since each letter costs the same: one that renders and inlines for each
  reader, and one that does so once and puts the reader's token in.
- send: a letter of that issue over one kept connection to a server in another process: smtplib's `sendmail`, our
  transport, and our transport with the outbox (SQLite, synchronous=FULL, `sending` and the end of each committed).
- outbox: a claim of 50 at the end of N rows beside the same among a few, rows of a held issue standing before them.
"""

from __future__ import annotations

import argparse
import resource
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from statistics import median

import dkim

from benchmarks.sink import sink
from scnfeed.digest.compose import compose
from scnfeed.digest.headers import Sender
from scnfeed.digest.letter import Letters, render_letter
from scnfeed.mail.rules import Rules
from scnfeed.mail.sending import send
from scnfeed.mail.signing import SIGNED, Signer, new_key, sign
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.mail.tokens import unsubscribe_token
from scnfeed.model import Article, Brand, Issue, Notice, Section, Subscriber
from scnfeed.store import Store

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
DOMAIN = "news.harbour.example"
SENDER = Sender(
    f"Harbour Cities <digest@{DOMAIN}>",
    reply_to="desk@harbour.example",
    unsubscribe="https://harbour.example/u/{token}",
    mailto=f"bounce+leave@{DOMAIN}",
)
WORDS = "Mayors of harbour towns met for two days and agreed how quays are rebuilt before the floods of spring. "


def issue(language: str = "en") -> Issue:
    articles = [
        Article(
            "harbour",
            f"https://harbour.example/{language}/news/{n}/",
            language,
            "ltr",
            "news",
            f"{n}. A quay is rebuilt in the old harbour",
            "",
            WORDS * 3,
            published=date(2026, 3, 1),
            id=f"urn:uuid:{n}",
            story=f"s{n}",
            first_seen=NOW - timedelta(hours=1),
            ordered=NOW - timedelta(hours=n),
        )
        for n in range(1, 13)
    ]
    brand = Brand("Harbour Cities", postal_address="1 Quay, Harbour", contact="desk@harbour.example")
    found = compose(articles, people(1)[0], NOW, brand=brand, base_url="https://harbour.example")
    assert found is not None
    return found


def people(count: int) -> list[Subscriber]:
    return [Subscriber(f"urn:uuid:{n:036d}", f"reader{n}@town{n % 97}.example") for n in range(count)]


def token(person: Subscriber) -> str:
    return unsubscribe_token(b"a secret of many letters", person.id)


def chained(found: Issue, person: Subscriber, key: bytes, kind: str, ready: EmailMessage | None = None) -> bytes:
    """The letter by the usual chain; with `ready`, a letter to somebody else whose bodies only get another token."""
    pattern = ready or _parsed(render_letter(found, person, sender=replace(SENDER, token=token(person))))
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    for name, value in pattern.items():
        if name.lower() not in ("to", "message-id", "list-unsubscribe", "content-type", "mime-version"):
            message[name] = str(value)
    message["To"], message["Message-ID"] = person.address, f"<{person.id[-36:]}@{DOMAIN}>"
    message["List-Unsubscribe"] = f"<https://harbour.example/u/{token(person)}>"
    old = token(people(1)[0])
    for n, kind_of in enumerate(("plain", "html")):
        part = pattern.get_body((kind_of,))
        assert part is not None
        body = part.get_content().replace(old, token(person)) if ready else part.get_content()
        (message.set_content if n == 0 else message.add_alternative)(body, subtype=kind_of, cte="quoted-printable")
    raw = message.as_bytes()
    fields = [name.encode() for name in SIGNED]
    algorithm = b"rsa-sha256" if kind == "rsa" else b"ed25519-sha256"
    head: bytes = dkim.sign(
        raw, b"s1", DOMAIN.encode(), key, canonicalize=(b"relaxed", b"relaxed"), include_headers=fields,
        signature_algorithm=algorithm,
    )  # fmt: skip
    return head + raw


def _parsed(raw: bytes) -> EmailMessage:
    from email import message_from_bytes
    from email.policy import default

    found = message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def dkimpy_key(kind: str) -> tuple[bytes, bytes, str]:
    """The same key as PEM, as dkimpy wants it, and its record."""
    from base64 import b64encode

    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

    pem, record = new_key(kind)
    key = load_pem_private_key(pem, None)
    if kind == "rsa":
        old = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        return pem, old, record
    return pem, b64encode(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())), record


def cpu(work: Callable[[], object], letters: int) -> float:
    """CPU milliseconds a letter."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000 / letters


def compared(title: str, sides: Sequence[tuple[str, int, Callable[[], object]]], rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name, _, _ in sides}
    for _ in range(rounds):
        for name, letters, work in sides:
            times[name].append(cpu(work, letters))
    found = {name: median(taken) for name, taken in times.items()}
    told(f"{title}: " + "; ".join(f"{name} {value:.3f} ms" for name, value in found.items()))
    return found


def told(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def building(letters: int, peers: int, rounds: int) -> dict[str, dict[str, float]]:
    """Ours beside both chains, for each kind of key; what each makes is compared part for part and verified."""
    found, readers, results = issue(), people(letters), {}
    for kind in ("rsa", "ed25519"):
        pem, theirs, record = dkimpy_key(kind)
        signer = Signer(DOMAIN, "s1", pem)
        ready = _parsed(render_letter(found, readers[0], sender=replace(SENDER, token=token(readers[0]))))

        def ours(signer: Signer = signer) -> None:
            several = Letters(found, SENDER)
            for person in readers:
                letter = several.to(person, token(person))
                sign(letter.head, letter.body, [signer])

        def chain(once: EmailMessage | None, key: bytes = theirs, kind: str = kind) -> None:
            for person in readers[:peers]:
                chained(found, person, key, kind, once)

        same(found, readers[-1], signer, record, chained(found, readers[-1], theirs, kind, ready))
        results[kind] = compared(
            f"build and sign, {kind}, {letters} letters ({peers} of each chain)",
            [
                ("ours", letters, ours),
                ("rendered and inlined for each reader", peers, partial(chain, None)),
                ("rendered and inlined once", peers, partial(chain, ready)),
            ],
            rounds,
        )
        mine, *others = results[kind].values()
        told(f"  ours is {others[0] / mine:.1f} and {others[1] / mine:.1f} times as fast")
    return results


def same(found: Issue, person: Subscriber, signer: Signer, record: str, theirs: bytes) -> None:
    """Both letters have the same bodies, and both verify by dkimpy."""
    letter = Letters(found, SENDER).to(person, token(person))
    ours = sign(letter.head, letter.body, [signer])
    for raw in (ours, theirs):
        assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: record.encode())
    for kind in ("plain", "html"):
        bodies = [_parsed(raw).get_body((kind,)) for raw in (ours, theirs)]
        texts = [body.get_content().replace("\r\n", "\n").rstrip() for body in bodies if body is not None]
        assert len(texts) == 2 and texts[0] == texts[1]


def handing_over(letters: int, rounds: int) -> dict[str, float]:
    """smtplib, our transport, our transport with the outbox: the same letter, the same server."""
    found, [person, *_] = issue(), people(1)
    message = bytes(Letters(found, SENDER).to(person, token(person)))
    sender, recipient = f"bounce+1-0123456789@{DOMAIN}", person.address
    with sink() as port, tempfile.TemporaryDirectory(prefix="scnfeed-bench-") as folder:
        plain = smtplib.SMTP("127.0.0.1", port)
        plain.ehlo()

        def theirs() -> None:
            for _ in range(letters):
                plain.sendmail(sender, [recipient], message)

        def ours() -> None:
            with SmtpTransport("127.0.0.1", port, tls="none") as transport:
                for _ in range(letters):
                    transport.deliver(message, sender, recipient)

        def kept(number: list[int] = [0]) -> None:  # noqa: B006 - counts its rounds
            number[0] += 1
            with Store.open(f"sqlite:///{folder}/{number[0]}.db") as store:
                fill(store, found, letters)
                began = time.process_time()
                with SmtpTransport("127.0.0.1", port, tls="none") as transport:
                    ended = send(
                        store, transport, lambda issue, reader: message, lambda: datetime.now(UTC),
                        owner="bench", envelope=lambda delivery: sender, rules=replace(Rules(), late=None),
                    )  # fmt: skip
                outbox.append((time.process_time() - began) * 1000 / letters)
                assert ended.sent == letters

        outbox: list[float] = []
        plain.close()
        results: dict[str, list[float]] = {"smtplib": [], "ours": []}
        for _ in range(rounds):  # the server talks to one at a time
            plain = smtplib.SMTP("127.0.0.1", port)
            plain.ehlo()
            results["smtplib"].append(cpu(theirs, letters))
            plain.close()
            results["ours"].append(cpu(ours, letters))
            kept()
        medians = {name: median(taken) for name, taken in results.items()} | {"with the outbox": median(outbox)}
    told(
        f"send, {letters} letters of {len(message) // 1024} kB: "
        + "; ".join(f"{name} {value:.3f} ms" for name, value in medians.items())
    )
    base = medians["smtplib"]
    told(f"  of smtplib's letters a CPU second: ours {base / medians['ours']:.2f}, "
         f"with the outbox {base / medians['with the outbox']:.2f}")  # fmt: skip
    return medians


def fill(store: Store, found: Issue, letters: int, **word: object) -> None:
    """`letters` rows for `found`, and people where there are none."""
    from sqlalchemy import insert

    from scnfeed.plain import dumps
    from scnfeed.store.schema import subscribers

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


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.letters", description="Letters beside their peers.")
    parser.add_argument("parts", nargs="*", default=[], help="build, send, outbox (default: all)")
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args(arguments)
    parts = chosen.parts or ["outbox", "build", "send"]  # outbox first: memory is counted for the whole process
    if "outbox" in parts:
        claiming(chosen.rows, 40)
    if "build" in parts:
        building(chosen.letters, max(chosen.letters // 100, 1), chosen.rounds)
    if "send" in parts:
        handing_over(max(chosen.letters // 10, 1), chosen.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
