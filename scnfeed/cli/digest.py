"""Commands that write letters and deliver them: digest, send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from scnfeed.cli.app import (
    ConfigOption,
    JsonOption,
    app,
    fail,
    now,
    opened,
    print_json,
    print_line,
    say,
    settings,
)
from scnfeed.config import Config
from scnfeed.digest.export import Style
from scnfeed.errors import ConfigError
from scnfeed.jobs.digest import digest, preview
from scnfeed.jobs.look import write_exports, write_previews
from scnfeed.jobs.send import deliver
from scnfeed.model import Issue, Subscriber
from scnfeed.plain import plain
from scnfeed.store import Store


@app.command("digest")
def digest_command(
    show: Annotated[
        bool, typer.Option("--preview", help="Render the letters for a look; freeze and send nothing.")
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="With --preview: tell all from this day on."),
    ] = None,
    style: Annotated[
        Style | None, typer.Option("--export", help="Write html, md or json for your own mailer; freeze nothing.")
    ] = None,
    language: Annotated[list[str] | None, typer.Option("--language", help="With --export: these only.")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Freeze an issue for everyone whose letter is due; `send` delivers it."""
    chosen = settings()
    if since is not None and not show and not style:
        raise ConfigError(
            "--since goes with --preview and --export: what a letter tells depends on the last one", "--since"
        )
    with opened(chosen) as store:
        if style:
            _export(chosen, store, style, language or [], since.date() if since else None, json)
            return
        if show:
            _preview(chosen, preview(chosen, store, now(), since=since.date() if since else None), json)
            return
        issues = digest(chosen, store, now())
        held = {i.id: one.why for i in issues if (one := store.standing(i.id)) and one.word == "held"}
    if json:
        print_json([{"id": i.id, "language": i.language, "articles": [a.id for a in i.articles]} for i in issues])
    else:
        print_line(
            f"{len(issues)} issues frozen" + (f", {len(held)} of them wait: `scnfeed letters list`" if held else "")
        )
    if faults := [f"{id} is held: {why}" for id, why in held.items() if why]:
        fail("\n".join(faults), 1)


def _export(config: Config, store: Store, style: Style, languages: list[str], since: date | None, json: bool) -> None:
    files = write_exports(config, store, now(), style, languages, since)
    if json:
        print_json([str(file) for file in files])
    elif not files:
        say("nothing new: there is nothing to export")
    for file in files if not json else ():
        print_line(str(file))


def _preview(config: Config, found: list[tuple[Subscriber, Issue]], json: bool) -> None:
    files = write_previews(config, found)
    if json:
        print_json([str(file) for file in files])
        return
    if not files:
        say("nothing new: no letter would go out")
    for file in files:
        print_line(str(file))


@app.command("send")
def send_command(json: JsonOption = False, config: ConfigOption = None) -> None:
    """Deliver the letters that wait."""
    chosen = settings()
    with opened(chosen) as store:
        sent = deliver(chosen, store)
    if json:
        print_json(plain(sent))
    else:
        print_line(f"{sent.sent} sent, {sent.failed} refused, {sent.unsure} in doubt, {sent.left} wait")
    if sent.failed or sent.unsure:
        fail("some letters were not delivered: see `scnfeed status`", 1)
