"""Commands that do the work: run, collect, ingest, publish, digest, send, serve, init."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
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
    progress,
    say,
    settings,
)
from scnfeed.config import Config
from scnfeed.digest.export import Style
from scnfeed.errors import ConfigError, ScnfeedError
from scnfeed.jobs.collect import Collected, collect
from scnfeed.jobs.deploy import write_deployment
from scnfeed.jobs.digest import digest, preview
from scnfeed.jobs.ingest import ingest
from scnfeed.jobs.look import write_exports, write_previews
from scnfeed.jobs.publish import PublishedTree, publish
from scnfeed.jobs.run import run
from scnfeed.jobs.send import deliver
from scnfeed.jobs.taken import counts
from scnfeed.model import Issue, Site, Subscriber
from scnfeed.plain import plain
from scnfeed.store import Store

Sites = Annotated[list[str] | None, typer.Argument(help="Names of sites; all that are switched on if none is given.")]
_TOLD = ("new", "changed", "moved", "duplicate", "translation", "withdrawn", "held")


def _sites(config: Config, names: list[str] | None) -> list[Site]:
    sites = [config.site(name) for name in names] if names else config.enabled_sites()
    if not sites:
        raise ConfigError("no site is switched on: add a table such as [sites.strong_cities] to scnfeed.toml", "sites")
    return sites


def _told(found: Collected) -> str:
    numbers = counts(found.changes)
    parts = [f"{numbers[name]} {name}" for name in _TOLD if numbers.get(name)]
    looked = int(found.run.stats.get("looked_at", 0))
    return f"{found.run.site}: {found.run.status}, {looked} pages looked at: {', '.join(parts) or 'nothing new'}"


@app.command("run")
def run_command(names: Sites = None, json: JsonOption = False, config: ConfigOption = None) -> None:
    """The main job, once: collect, publish, letters that are due."""
    chosen = settings()
    sites = _sites(chosen, names)
    with opened(chosen) as store, progress("collecting") as hear:
        ran = run(chosen, store, sites=sites, on_event=hear)
    if json:
        print_json(
            {
                "collected": [plain(one.run) for one in ran.collected],
                "written": list(ran.tree.files.written) if ran.tree else [],
                "issues": [issue.id for issue in ran.issues],
                "sent": plain(ran.sent) if ran.sent else None,
                "failures": [{"subject": subject, "reason": reason} for subject, reason in ran.failures],
            }
        )
    else:
        for found in ran.collected:
            print_line(_told(found))
        if ran.tree:
            print_line(_written(ran.tree))
        if ran.sent:
            print_line(f"letters: {ran.sent.sent} sent, {ran.sent.failed} refused, {ran.sent.unsure} in doubt")
    if ran.failures:
        fail("\n".join(f"{subject}: {reason}" for subject, reason in ran.failures), 1)


def _written(tree: PublishedTree) -> str:
    return f"published: {len(tree.files.written)} files written, {len(tree.files.unchanged)} unchanged"


@app.command("collect")
def collect_command(names: Sites = None, json: JsonOption = False, config: ConfigOption = None) -> None:
    """Fetch a site's new and changed pages, read them and decide what they are."""
    chosen = settings()
    failed = []
    with opened(chosen) as store:
        for site in _sites(chosen, names):
            try:
                with progress(f"collecting {site.name}") as hear:
                    found = asyncio.run(collect(site, store, now=now(), contact=chosen.brand.contact, on_event=hear))
            except ScnfeedError as error:
                failed.append(f"{site.name}: {error}")
                continue
            assert found is not None
            if json:
                print_json(_summary(found))
            else:
                print_line(_told(found))
            if not found.ok:
                failed.append(f"{site.name}: {found.run.status}: {found.run.reason}")
    if failed:
        fail("\n".join(failed), 1)


def _summary(found: Collected) -> dict[str, object]:
    """A run in figures, and each decision."""
    stats, numbers = found.run.stats, counts(found.changes)
    figures = {
        "pages": int(stats.get("pages", 0)),
        "unchanged": int(stats.get("unchanged", 0)) + int(stats.get("not_modified", 0)),
        **{name: numbers.get(name, 0) for name in _TOLD},
    }
    return {"run": plain(found.run), "summary": figures, "decisions": [plain(c.decision) for c in found.changes]}


@app.command("ingest")
def ingest_command(
    paths: Annotated[list[Path], typer.Argument(help="Saved pages or text dumps (*.html, *.txt), or folders of them.")],
    site: Annotated[str, typer.Option("--site", help="The site they are from.")] = "",
    urls: Annotated[Path | None, typer.Option("--urls", help="File with a line each: name, tab, address.")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Take saved pages or text dumps into the store, as if collected. Twice adds nothing."""
    chosen = settings()
    files = _files(paths)
    origin = chosen.site(site) if site else _sites(chosen, None)[0]
    with opened(chosen) as store:
        taken = ingest(files, origin, store, now=now(), urls=_addresses(urls))
    if json:
        print_json({"decisions": [plain(c.decision) for c in taken.changes], "refused": dict(taken.refused)})
    else:
        numbers = counts(taken.changes)
        told = ", ".join(f"{count} {name}" for name, count in sorted(numbers.items()))
        print_line(f"{origin.name}: {len(files)} files: {told or 'nothing new'}")
    if taken.refused:
        fail("\n".join(f"{name}: {reason}" for name, reason in taken.refused.items()), 1)


def _files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.iterdir() if p.suffix.lower() in (".html", ".htm", ".txt"))
        else:
            files.append(path)
    if not files:
        raise ScnfeedError(f"{paths[0]}: holds no *.html and no *.txt", str(paths[0]))
    return files


def _addresses(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}", str(file)) from None
    for row in rows:
        if len(row) != 2 or not row[1].startswith(("http://", "https://")):
            raise ConfigError(f"{file}: {row[0]!r}: expected a file name, a tab and an address", str(file))
    return {row[0]: row[1] for row in rows}


@app.command("publish")
def publish_command(json: JsonOption = False, config: ConfigOption = None) -> None:
    """Write feeds, calendars and pages; files whose content did not change are left alone."""
    chosen = settings()
    with opened(chosen) as store:
        tree = publish(chosen, store)
    if json:
        print_json({"written": list(tree.files.written), "unchanged": list(tree.files.unchanged)})
    else:
        print_line(f"{_written(tree)}, in {chosen.public}")
    if tree.left_out:
        fail("\n".join(f"left out: {article}: {reason}" for article, reason in tree.left_out), 1)


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


@app.command("serve")
def serve_command(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 is any that is free.", min=0, max=65535)
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Serve the published folder and, with a mail secret, the pages by which people leave, confirm and approve."""
    from scnfeed.web import serve
    from scnfeed.web.people import routes

    chosen = settings()
    with opened(chosen) as store:
        serve(
            chosen.public,
            host or chosen.web.host,
            chosen.web.port if port is None else port,
            on_start=lambda address: say(f"serving {chosen.public} at {address} (Ctrl-C stops)"),
            routes=routes(store, chosen) if chosen.mail.secret else (),
        )


@app.command("init")
def init_command(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write a new deployment: settings, a spider, the timetable."""
    for file in write_deployment(folder):
        print_line(str(file))
