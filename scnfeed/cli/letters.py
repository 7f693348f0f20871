"""``scnfeed letters``: what waits, what is in doubt, a person's word on it; ``scnfeed doctor``: may letters go."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.table import Table

from scnfeed.cli.app import ConfigOption, JsonOption, app, fail, now, opened, out, print_json, print_line, say, settings
from scnfeed.digest.box import line
from scnfeed.digest.export import export
from scnfeed.digest.letter import render_text
from scnfeed.digest.view import subject
from scnfeed.errors import MailError
from scnfeed.jobs.approval import decide, drop
from scnfeed.jobs.people import find
from scnfeed.jobs.vouch import adopt
from scnfeed.model import Delivery, DeliveryState
from scnfeed.plain import plain

letters = typer.Typer(help="What waits, what is in doubt, and a word on it.", no_args_is_help=True)
app.add_typer(letters, name="letters")
Id = Annotated[str, typer.Argument(help="An issue, as `letters list` prints it: its id, or how that begins.")]
Address = Annotated[str, typer.Argument(help="E-mail address; without one everybody whose letter is in doubt.")]
SHORT = 8
"""Digits of an id that are printed for people."""


@letters.command("list")
def list_letters(json: JsonOption = False, config: ConfigOption = None) -> None:
    """The latest issues: who said what, and how their letters stand."""
    table = Table("issue", "dated", "subject", "word", "letters")
    with opened(settings()) as store:
        for issue in store.issues():
            counts = store.tally(issue.id)
            standing = store.standing(issue.id)
            word, why = (standing.word, standing.why) if standing else ("", "")
            if json:
                told = {"id": issue.id, "dated": issue.dated.isoformat(), "word": word, "letters": counts}
                told |= {"why": why, "preview_of": issue.preview.of if issue.preview else ""}
                print_json({**told, "subject": subject(issue), "hash": issue.hash})
            states = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
            table.add_row(_short(issue.id), f"{issue.dated:%Y-%m-%d %H:%M}", subject(issue), word, states)
    if not json:
        out.print(table)


def _short(id: str) -> str:
    return id.rpartition(":")[2][:SHORT]


@letters.command("doubt")
def doubt(
    failed: Annotated[bool, typer.Option("--failed", help="Those that were refused for good, too.")] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Letters of which nobody knows whether they arrived: to whom, since when, and why."""
    table = Table("issue", "since", "state", "why")
    table.add_column("address", overflow="fold")
    states: tuple[DeliveryState, ...] = ("unsure", "failed") if failed else ("unsure",)
    with opened(settings()) as store:
        for row in (row for state in states for row in store.deliveries(state=state)):
            person = store.subscriber(row.subscriber)
            if json:
                print_json(plain(row) | {"address": person.address if person else None})
            since = f"{row.at:%Y-%m-%d %H:%M}" if row.at else ""
            table.add_row(_short(row.issue), since, row.state, row.detail, person.address if person else "erased")
    if not json:
        out.print(table)


@letters.command("approve")
def approve(
    id: Id,
    seal: Annotated[str, typer.Option("--hash", help="Content hash of what you looked at; another is refused.")] = "",
    config: ConfigOption = None,
) -> None:
    """Let a held or late issue go."""
    _decide(id, "approved", seal)


@letters.command("hold")
def hold(id: Id, config: ConfigOption = None) -> None:
    """Keep an issue's waiting letters back until it is approved."""
    _decide(id, "held")


@letters.command("stop")
def stop(id: Id, config: ConfigOption = None) -> None:
    """Never send an issue's waiting letters."""
    _decide(id, "stopped")


def _decide(id: str, word: Literal["approved", "held", "stopped"], seal: str = "") -> None:
    chosen = settings()
    with opened(chosen) as store:
        id = store.issue_named(id)
        decide(chosen, store, id, word, now(), seal)
    print_line(f"{word} {id}")


@letters.command("show")
def show_command(id: Id, json: JsonOption = False, config: ConfigOption = None) -> None:
    """An issue as its readers get it, why it waits, and what is odd about it."""
    chosen = settings()
    with opened(chosen) as store:
        id = store.issue_named(id)
        issue, standing, preview = store.issue(id), store.standing(id), store.preview_of(id)
        assert issue and standing
        if json:
            print_line(export(issue, "json").rstrip())
            return
        why = standing.why or ("waits for approval" if standing.word else "nobody was asked")
        say(f"{standing.word or 'free to go'}; {why}; hash {standing.seal}")
        for finding in preview.findings if preview else ():
            told = line(finding, issue.language)
            say(f"- {told.text} {told.title.text if told.title else ''}".rstrip())
        print_line(render_text(issue, templates=chosen.templates))


@letters.command("drop")
def drop_command(
    id: Id,
    item: Annotated[str, typer.Argument(help="Id or address of an article, subject of a notice.")],
    config: ConfigOption = None,
) -> None:
    """Leave an item out of an issue that waits; what is left is another issue, which waits for approval."""
    chosen = settings()
    with opened(chosen) as store:
        new = drop(chosen, store, store.issue_named(id), item, now())
    print_line(f"waits: {new.id}" if new else "nothing is left to tell: no letter goes")


@letters.command("again")
def again(id: Id, address: Address = "", config: ConfigOption = None) -> None:
    """Send a letter that is in doubt or failed once more."""
    print_line(f"wait again: {', '.join(_settle(id, address, 'new', 'again'))}")


@letters.command("taken")
def taken(id: Id, address: Address = "", config: ConfigOption = None) -> None:
    """A letter in doubt did arrive."""
    print_line(f"sent: {', '.join(_settle(id, address, 'sent', 'arrived'))}")


def _settle(id: str, address: str, state: DeliveryState, said: str) -> list[str]:
    """Settle one person's letter, or every one of the issue that is in doubt; the addresses."""
    with opened(settings()) as store:
        id = store.issue_named(id)
        unsure = [row.subscriber for row in store.deliveries(id, "unsure")]
        whose = [find(store, address).id] if address else unsure
        if not whose:
            raise MailError(f"No letter of {id} is in doubt; see `scnfeed letters doubt`.", id)
        for subscriber in whose:
            store.mark(Delivery(id, subscriber), state, now(), f"{said}, by a person's word")
        people = [store.subscriber(subscriber) for subscriber in whose]
    return [person.address for person in people if person]


@letters.command("go")
def go(config: ConfigOption = None) -> None:
    """Send again after the server's answers paused all sending."""
    with opened(settings()) as store:
        store.note_fact("paused", "")
    print_line("sending goes on")


@app.command("doctor")
def doctor(
    take: Annotated[
        bool, typer.Option("--adopt", help="Letters go out from here from now on; what waited is in doubt.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Look at what keeps letters from going out: settings, keys, DNS records, login, a pause, a copied database."""
    from scnfeed.jobs.doctor import findings  # it brings a resolver along

    chosen = settings()
    with opened(chosen) as store:
        if take:
            doubtful = adopt(store, chosen, now())
            print_line(
                f"letters go out from here; {doubtful} that waited are in doubt: `scnfeed letters again` or `taken`"
            )
        found = list(findings(chosen, store))
    if found:
        fail("\n".join(found), 1)
    print_line("nothing keeps letters from going out")
