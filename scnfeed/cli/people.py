"""``scnfeed people``: who gets which letters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

import typer
from rich.table import Table

from scnfeed.cli.app import ConfigOption, JsonOption, app, fail, now, opened, out, print_json, print_line, settings
from scnfeed.errors import ConfigError, MailError
from scnfeed.jobs import mint_id
from scnfeed.jobs.asking import ask as send_question
from scnfeed.jobs.people import COLUMNS, about, check_address, erase, import_people, join, quiet_hours
from scnfeed.jobs.people import resume as resume_letters
from scnfeed.model import Subscriber
from scnfeed.plain import NotPlain, parse, plain

people = typer.Typer(help="Who gets which letters.", no_args_is_help=True)
app.add_typer(people, name="people")
_OPTIONS = {"role": "--role", "rhythm": "--rhythm", "kinds": "--kind"}
Address = Annotated[str, typer.Argument(help="E-mail address.")]


@people.command("add")
def add(
    address: Address,
    role: Annotated[str, typer.Option(help="reader, editor or operator.")] = "reader",
    language: Annotated[list[str] | None, typer.Option("--language", help="In order of preference; repeat it.")] = None,
    rhythm: Annotated[str, typer.Option(help="daily, weekdays, weekly or monthly.")] = "daily",
    time_zone: Annotated[str, typer.Option(help="Such as Africa/Nairobi.")] = "UTC",
    hour: Annotated[int, typer.Option(help="Local hour from which a letter may come.", min=0, max=23)] = 7,
    site: Annotated[list[str] | None, typer.Option("--site", help="Only these sites.")] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Only these kinds.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", help="Only these topics.")] = None,
    quiet: Annotated[str, typer.Option(help="Local hours without letters, such as 21-7.")] = "",
    again: Annotated[bool, typer.Option("--again", help="They left, and asked to come back.")] = False,
    ask: Annotated[
        bool, typer.Option("--ask", help="Mail them the question; no letters before they press its button.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Add a person who agreed to get letters, or with --ask one who is asked by mail first."""
    person = _described(
        {
            "address": address,
            "role": role,
            "languages": language or ["en"],
            "rhythm": rhythm,
            "time_zone": time_zone,
            "hour": hour,
            "sites": site or [],
            "kinds": kind or [],
            "topics": topic or [],
            "quiet": quiet_hours(quiet),
        }
    )
    chosen = settings()
    with opened(chosen) as store:
        if ask:
            send_question(chosen, store, person, now(), again=again)
            print_line(f"asked {address}: no letters before a yes, and forgotten after {chosen.mail.confirm_days} days")
        else:
            join(chosen, store, person, f"added by hand on {now():%Y-%m-%d}", again=again)
            print_line(f"added {address}")


def _described(values: dict[str, Any]) -> Subscriber:
    """The person as the options say; the first wrong one is told with what was expected."""
    zone, address = values["time_zone"], values["address"]
    if zone not in available_timezones():
        raise ConfigError(f"--time-zone {zone!r}: expected a name such as Africa/Nairobi", "--time-zone")
    try:
        check_address(address)
        return parse(Subscriber, {"id": mint_id(), "joined": now(), **values})
    except MailError as wrong:
        raise ConfigError(str(wrong), address) from None
    except NotPlain as wrong:
        first = wrong.mistakes[0]
        expected = first.expected.removeprefix("Input should be ")
        raise ConfigError(f"{_OPTIONS[first.key.partition('.')[0]]} {first.value!r}: expected {expected}") from None


@people.command("list")
def list_people(json: JsonOption = False, config: ConfigOption = None) -> None:
    """Everyone, the paused ones too."""
    with opened(settings()) as store:
        found = store.subscribers(paused=True)
        asked = {person.id for person in found if store.asked(person.id)}
    if json:
        for person in found:
            print_json(plain(person))
        return
    table = Table()
    for column in ("address", "role", "languages", "rhythm", "time zone", "hour", "paused"):
        table.add_column(column, overflow="fold")
    for person in found:
        languages = ", ".join(person.languages)
        paused = "asked" if person.id in asked else "paused" if person.paused else ""
        table.add_row(person.address, person.role, languages, person.rhythm, person.time_zone, str(person.hour), paused)
    out.print(table)


@people.command("pause")
def pause(
    address: Address,
    resume: Annotated[bool, typer.Option("--resume", help="Send letters again.")] = False,
    config: ConfigOption = None,
) -> None:
    """Send no letters for a while."""
    chosen = settings()
    with opened(chosen) as store:
        if resume:
            resume_letters(chosen, store, address)
        else:
            store.pause_subscriber(address, True)
    print_line(f"{'resumed' if resume else 'paused'} {address}")


@people.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help=f"CSV with a header line: {', '.join(COLUMNS)}.")],
    config: ConfigOption = None,
) -> None:
    """Add people who agreed elsewhere, each with the day of their consent. Who left before is not added again."""
    chosen = settings()
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}", str(file)) from None
    with opened(chosen) as store:
        done = import_people(chosen, store, lines, mint_id, now())
    print_line(f"{len(done.added)} added, {len(done.refused)} refused")
    if done.refused:
        fail("\n".join(f"{file}: {where}: {reason}" for where, reason in done.refused), 1)


@people.command("export")
def export(address: Address, config: ConfigOption = None) -> None:
    """Everything that is kept of a person, as JSON."""
    chosen = settings()
    with opened(chosen) as store:
        print_json(about(chosen, store, address))


@people.command("erase")
def erase_command(address: Address, config: ConfigOption = None) -> None:
    """Forget a person for good; a keyed hash stays, so that no import brings them back."""
    chosen = settings()
    with opened(chosen) as store:
        erase(chosen, store, address, now())
    print_line(f"erased {address}")


@people.command("remove")
def remove(address: Address, config: ConfigOption = None) -> None:
    """Remove a person."""
    with opened(settings()) as store:
        store.remove_subscriber(address)
    print_line(f"removed {address}")
