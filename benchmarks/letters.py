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
import sys
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial

import dkim

from benchmarks.bulletin import DOMAIN, SENDER, compared, issue, people, token, told
from benchmarks.posting import claiming, handing_over
from scnfeed.digest.letter import Letters, render_letter
from scnfeed.mail.signing import SIGNED, Signer, new_key, sign
from scnfeed.model import Issue, Subscriber


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
