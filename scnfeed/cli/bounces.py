"""``scnfeed bounces``: mail that came back."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scnfeed.cli.app import ConfigOption, JsonOption, app, fail, now, opened, out, print_json, print_line, settings
from scnfeed.errors import ConfigError, MailError
from scnfeed.jobs.bounces import read_box, read_maildir, take
from scnfeed.model import BounceKind
from scnfeed.plain import plain

bounces = typer.Typer(help="Mail that came back: who is gone, who complained.", no_args_is_help=True)
app.add_typer(bounces, name="bounces")
Number = Annotated[int, typer.Argument(help="Its number, as `bounces list` prints it.")]


@bounces.command("read")
def read(
    source: Annotated[
        str,
        typer.Argument(metavar="[MAILDIR]", help="A Maildir, or - for one mail on standard input; else bounce_box."),
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Read what came back and do what it says: gone for good or complained, no more letters."""
    chosen, counts = settings(), Counter[BounceKind]()
    with opened(chosen) as store:
        if source == "-":
            found = take(chosen, store, sys.stdin.buffer.read(), now())
            counts.update([found.kind] if found else [])
        elif not source:
            if not chosen.mail.bounce_box:
                raise ConfigError("name a Maildir, or set [mail] bounce_box", "mail.bounce_box")
            counts = read_box(chosen, store, now())
        else:
            counts = read_maildir(chosen, store, Path(source), now())
        waiting = len(store.bounces(kind="unknown"))
    print_line(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing new")
    if counts["unknown"]:
        fail(f"{waiting} mails wait for a person: `scnfeed bounces list`, then `show` or `drop`", 1)


@bounces.command("list")
def list_bounces(
    everything: Annotated[bool, typer.Option("--all", help="Not only those that wait for a person.")] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Mails that a person has to look at, or with --all everything that came back."""
    table = Table("number", "read", "kind", "status")
    for column in ("person", "said"):
        table.add_column(column, overflow="fold")
    with opened(settings()) as store:
        for one in store.bounces(kind=None if everything else "unknown"):
            person = store.subscriber(one.subscriber)
            who = person.address if person else one.subscriber
            if json:
                print_json(plain(one) | {"address": person.address if person else None})
            table.add_row(str(one.number), f"{one.at:%Y-%m-%d %H:%M}", one.kind, one.status, who, one.said[:80])
    if not json:
        out.print(table)


@bounces.command("show")
def show(number: Number, config: ConfigOption = None) -> None:
    """The mail itself, as far as it was kept."""
    with opened(settings()) as store:
        found = next((one for one in store.bounces() if one.number == number), None)
    if found is None:
        raise MailError(f"There is no bounce {number}; see `scnfeed bounces list`.", str(number))
    print_line(found.source or found.said)


@bounces.command("drop")
def drop(number: Number, config: ConfigOption = None) -> None:
    """You have seen it: forget it."""
    with opened(settings()) as store:
        store.drop_bounce(number)
    print_line(f"dropped {number}")
