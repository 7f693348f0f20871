"""``python -m trials.letters_sender FOLDER RECIPIENTS PORT [POLICY]``: one sender of letters, made to be killed.

RECIPIENTS is a file with an address a line; the server on loopback speaks without TLS. Waits are shortened to fractions
of a second. Ends when no letter waits, and writes ``held.txt``: addresses whose letter is in doubt.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scnfeed.digest.headers import Sender
from scnfeed.digest.letter import render_letter
from scnfeed.errors import StoreError
from scnfeed.mail.rules import Rules
from scnfeed.mail.sending import send
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.model import Issue, Notice, Section, Subscriber
from scnfeed.store import Store

RULES = Rules(
    header="Resend-Idempotency-Key",
    patience=timedelta(seconds=0.3),
    longest=timedelta(seconds=2),
    late=None,
    lease=8,
)
NOTICE = Notice(datetime(2026, 3, 2, 7, tzinfo=UTC), "held", "Harbour Cities", "3 of 240 pages were found")
ISSUE = Issue("urn:uuid:trial", NOTICE.at, "en", "editor", (Section("look", notices=(NOTICE,)),), hash="trial")
SENDER = Sender("Harbour Cities <digest@news.citynet.test>")


def main() -> None:
    folder, recipients, port = Path(sys.argv[1]), Path(sys.argv[2]).read_text().split(), int(sys.argv[3])
    rules = RULES if len(sys.argv) < 5 else _policy(sys.argv[4])
    with Store.open(f"sqlite:///{folder}/q.db", busy_seconds=30) as store:
        _freeze(store, recipients)
        with SmtpTransport("127.0.0.1", port, tls="none", timeout=5) as transport:
            _until_done(store, transport, rules)
        held = {row.subscriber for row in store.deliveries(state="unsure")}
        states = [row.state for row in store.deliveries()]
    (folder / "held.txt").write_text("\n".join(address for address in recipients if address in held))
    sys.stdout.write(f"{ {state: states.count(state) for state in sorted(set(states))} }\n")


def _policy(name: str) -> Rules:
    if name not in ("hold", "resend", "idempotency"):
        raise SystemExit(f"{name}: expected hold, resend or idempotency")
    return replace(RULES, doubt=name)  # type: ignore[arg-type]


def _freeze(store: Store, recipients: list[str]) -> None:
    if store.issue(ISSUE.id) is not None:
        return
    people = [Subscriber(address, address) for address in recipients]
    for person in people:
        with suppress(StoreError):  # there from an earlier start, or by the sender beside us
            store.add_subscriber(person)
    store.freeze(ISSUE, people, datetime.now(UTC))


def _until_done(store: Store, transport: SmtpTransport, rules: Rules) -> None:
    while any(row.state in ("new", "claimed", "sending") for row in store.deliveries()):
        send(
            store,
            transport,
            lambda issue, person: render_letter(issue, person, sender=SENDER),
            lambda: datetime.now(UTC),
            owner=f"sender-{time.monotonic_ns()}",
            envelope=lambda delivery: f"bounce+{delivery.number}-trial@news.citynet.test",
            rules=rules,
        )
        time.sleep(0.05)


if __name__ == "__main__":
    main()
