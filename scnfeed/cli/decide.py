"""Commands about decisions: explain, overrule, replay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from scnfeed.cli.app import ConfigOption, JsonOption, app, now, opened, print_json, print_line, say, settings
from scnfeed.errors import ConfigError
from scnfeed.jobs.explain import Version, between, explain, sentences_of, version_lines, versions
from scnfeed.jobs.overrule import in_words, overrule, revoke
from scnfeed.jobs.replay import replay
from scnfeed.match.rulings import FIELDS, Ruling
from scnfeed.model import Decision
from scnfeed.plain import plain
from scnfeed.store import Store

rule = typer.Typer(no_args_is_help=True, help="An editor's word: stands above what was found, and can be taken back.")
app.add_typer(rule, name="overrule")

One = Annotated[str, typer.Argument(metavar="ID_OR_URL", help="An article's id or address.")]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="The other article's id or address.")]
Why = Annotated[str, typer.Option("--why", help="Why, for those who read the list later.")]


@app.command("explain")
def explain_command(
    subject: One,
    other: Annotated[str, typer.Argument(metavar="[OTHER]", help="Another article: how do the two compare?")] = "",
    every: Annotated[bool, typer.Option("--versions", help="Every kept version, and what each one changed.")] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Why an article was taken, changed, merged or kept apart: as it was decided, and worked out anew."""
    chosen = settings()
    with opened(chosen) as store:
        if every:
            _versions(versions(store, subject), json)
            return
        if other:
            decision = between(store, subject, other)
            if json:
                print_json(plain(decision))
            else:
                print_line(f"{decision.relation}: {decision.reason}")
            return
        article, taken = explain(chosen, store, subject)
    if json:
        for one in taken:
            today = plain(one.today) if one.today else None
            print_json({"at": one.at.isoformat(), **plain(one.decision), "today": today, "equal": one.equal})
        return
    print_line(article.title)
    for one in taken:
        for line in sentences_of(one):
            print_line(line)


def _versions(found: Sequence[Version], json: bool) -> None:
    for number, one in enumerate(found, 1):
        if json:
            print_json(plain(one))
            continue
        for line in version_lines(number, one):
            print_line(line)


@rule.command("merge")
def merge_command(one: One, other: Other, why: Why = "", config: ConfigOption = None) -> None:
    """Both tell one story: the first joins the second's."""
    with opened(settings()) as store:
        _told(store, overrule(store, "merge", one, other, now=now(), why=why))


@rule.command("split")
def split_command(one: One, other: Other, why: Why = "", config: ConfigOption = None) -> None:
    """The two are kept apart: the first gets a story of its own."""
    with opened(settings()) as store:
        _told(store, overrule(store, "split", one, other, now=now(), why=why))


@rule.command("same")
def same_command(one: One, other: Other, why: Why = "", config: ConfigOption = None) -> None:
    """Two pages are one article: the first stays, the second's page is only another address of it."""
    with opened(settings()) as store:
        _told(store, overrule(store, "same", one, other, now=now(), why=why))


@rule.command("withdraw")
def withdraw_command(one: One, why: Why = "", config: ConfigOption = None) -> None:
    """The article leaves the feeds, though its page is there."""
    with opened(settings()) as store:
        _told(store, overrule(store, "withdraw", one, now=now(), why=why))


@rule.command("set")
def set_command(
    one: One,
    setting: Annotated[str, typer.Argument(metavar="FIELD=VALUE", help=f"One of {', '.join(FIELDS)}.")],
    why: Why = "",
    config: ConfigOption = None,
) -> None:
    """A field has this value, whatever the page says."""
    field, equals, value = setting.partition("=")
    if not equals:
        raise ConfigError(f"{setting}: expected FIELD=VALUE, such as published=2026-03-21", setting)
    with opened(settings()) as store:
        _told(store, overrule(store, "set", one, field=field.strip(), value=value.strip(), now=now(), why=why))


@rule.command("list")
def list_command(json: JsonOption = False, config: ConfigOption = None) -> None:
    """Every ruling, the revoked too, oldest first."""
    with opened(settings()) as store:
        for one in store.rulings().all:
            if json:
                print_json({key: value for key, value in plain(one).items() if key != "before"})
            else:
                _told(store, one)


@rule.command("revoke")
def revoke_command(
    id: Annotated[str, typer.Argument(metavar="RULING", help="The ruling's id, as listed.")],
    config: ConfigOption = None,
) -> None:
    """Take a ruling back."""
    with opened(settings()) as store:
        _told(store, revoke(store, id, now=now()))


def _told(store: Store, ruling: Ruling) -> None:
    titles = [found.title for key in (ruling.article, ruling.other) if key and (found := store.article(key))]
    state = f"revoked {ruling.revoked:%Y-%m-%d}" if ruling.revoked else "stands"
    print_line(f"{ruling.id}  {ruling.at:%Y-%m-%d}  {state}  {' | '.join(titles)}: {in_words(ruling)}")


@app.command("replay")
def replay_command(
    run: Annotated[
        str, typer.Argument(metavar="[RUN]", help="A run's id, as `scnfeed status --json` lists them.")
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help="All runs.")] = False,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """What today's code would decide otherwise of the kept pages, as a diff. Nothing is written."""
    if bool(run) == everything:
        raise ConfigError("name a run, or say --all", "replay")
    chosen = settings()
    found = 0
    with opened(chosen) as store:
        for one in replay(chosen, store, run):
            found += 1
            if json:
                print_json({**plain(one), "run": one.run.id})
                continue
            print_line(f"@@ {one.run.started:%Y-%m-%d %H:%M}  {one.subject}")
            _side("-", one.stored)
            _side("+", one.today)
    say(f"{found} decisions would be others" if found else "every decision comes out as it was taken")


def _side(sign: str, decision: Decision | None) -> None:
    if decision is not None:
        print_line(f"{sign} {decision.relation:<12} {decision.reason}")
