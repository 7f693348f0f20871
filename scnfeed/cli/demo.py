"""``scnfeed demo``: thirty days of the sample site, a line a day, and at the end what there is to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from scnfeed.cli.app import app, err, out, print_json, print_line, say
from scnfeed.jobs.demo import PORT, Day, configured, play
from scnfeed.jobs.publish import feeds_of
from scnfeed.language.scripts import clean
from scnfeed.model import Change
from scnfeed.plain import plain
from scnfeed.sample import DAYS
from scnfeed.store import Store

_MOST = 4
_ORDER = ("new", "changed", "moved", "withdrawn", "translation", "duplicate", "same")


@app.command("demo")
def demo_command(
    days: Annotated[int, typer.Option("--days", min=1, max=DAYS, help="How many days of the script.")] = DAYS,
    into: Annotated[Path, typer.Option("--into", help="Folder to make anew.")] = Path("demo"),
    port: Annotated[
        int, typer.Option("--port", help="Loopback port of the sample site; its addresses carry it.")
    ] = PORT,
    serve: Annotated[bool, typer.Option("--serve", help="Serve the published folder at the end.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for machines.")] = False,
) -> None:
    """Play the main job on the sample site, day by day. Nothing but 127.0.0.1 is reached."""
    say(f"Playing {days} days of the sample site into {into}/ (a real server on 127.0.0.1, nothing else is reached)")
    with _bars(days) as (hear, done):
        for day in play(into, days=days, port=port, on_event=hear):
            done()
            if json:
                print_json(_as_json(day))
            else:
                out.print(line(day), markup=False)
    if not json:
        _results(into)
    if serve:
        from scnfeed.web import serve as serve_folder

        web = configured(into).web
        serve_folder(
            configured(into).public,
            web.host,
            web.port,
            on_start=lambda address: say(f"serving at {address} (Ctrl-C stops)"),
        )


def line(day: Day) -> str:
    """One day in one line, told from the decisions that were stored: what happened to each story, and why."""
    head = f"day {day.number:>2}  {day.date:%d %b}  "
    letters = f" | {day.sent.sent} letters" if day.sent and day.sent.sent else ""
    if day.failures:
        return (
            head
            + "; ".join(f"{_state(reason)}, nothing changed: {reason.partition(': ')[2]}" for _, reason in day.failures)
            + letters
        )
    stories = _by_story(day.changes)
    if any(change.decision.relation == "new" and change.article and change.article.baseline for change in day.changes):
        copies = sum(change.decision.relation == "duplicate" for change in day.changes)
        return f"{head}baseline: {len(day.changes)} pages, {len(stories)} stories, {copies} copies merged; none is news"
    told = [one for one in map(_told, stories) if one]
    if not told:
        looked = int(day.collected.run.stats.get("looked_at", 0)) if day.collected else 0
        return f"{head}nothing new" + (f" ({looked} pages looked at again)" if looked else "") + letters
    more = f" | and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return head + " | ".join(told[:_MOST]) + more + letters


def _by_story(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes of each story together, the original's first."""
    stories: dict[str, list[Change]] = {}
    for change in changes:
        key = change.article.story if change.article else change.decision.article or change.decision.url
        stories.setdefault(key, []).append(change)
    return list(stories.values())


def _told(changes: list[Change]) -> str:
    """What happened to one story: the weightiest of its decisions, its languages, the reason; "" for nothing."""
    of = {name: [c for c in changes if c.decision.relation == name and c.article] for name in _ORDER}
    name = next((name for name in _ORDER if of[name]), "")
    if not name:
        held = [c.decision for c in changes if c.decision.relation == "held"]
        return f"held {held[0].url} ({held[0].reason})" if held else ""
    first = of[name][0]
    assert first.article
    joined = [c for c in changes if c.decision.relation in (name, "translation")]
    languages = dict.fromkeys(c.article.language for c in joined if c.article)
    reason = clean(first.decision.reason).removeprefix("first seen").lstrip("; ")
    copies = f"; {len(of['duplicate'])} copies merged" if name != "duplicate" and of["duplicate"] else ""
    if name == "same" and not reason.startswith("cosmetic"):
        return ""
    word = {"same": "not told", "duplicate": "merged", "translation": "joined"}.get(name, name)
    told = f"{word} “{_short(first.article.title)}” ({', '.join(languages)})"
    return told + (f": {reason}" if reason else "") + copies


def _state(reason: str) -> str:
    return "HELD" if reason.startswith("held") else "FAILED"


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:59].rsplit(" ", 1)[0] + "…"


def _as_json(day: Day) -> dict[str, object]:
    return {
        "day": day.number,
        "date": day.date.isoformat(),
        "run": plain(day.collected.run) if day.collected else None,
        "decisions": [plain(change.decision) for change in day.changes],
        "written": list(day.written),
        "letters": day.sent.sent if day.sent else 0,
        "failures": [reason for _, reason in day.failures],
    }


@contextmanager
def _bars(days: int) -> Iterator[tuple[Callable[[dict[str, object]], None], Callable[[], None]]]:
    if not err.is_terminal:
        yield (lambda event: None), (lambda: None)
        return
    columns = (TextColumn("{task.description:<6}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, redirect_stdout=True) as bars:
        all_days = bars.add_task("days", total=days)
        pages = bars.add_task("pages", total=None)

        def hear(event: dict[str, object]) -> None:
            if event.get("event") == "plan":
                bars.reset(pages, total=float(str(event.get("wanted", 0))))
            elif event.get("event") == "page":
                bars.advance(pages)

        yield hear, lambda: bars.advance(all_days)


def _results(folder: Path) -> None:
    config = configured(folder)
    table = Table("feed", "formats", "path", title="Feeds and calendars")
    for feed in feeds_of(config):
        table.add_row(feed.title, " ".join(feed.formats), f"{config.public / feed.name}.*")
    out.print(table)
    letters = Table("issue", "language", "for", "articles", title="Letters")
    with Store.open(config.store_url) as store:
        for issue in sorted(store.issues(limit=1000), key=lambda one: (one.dated, one.language, one.role)):
            letters.add_row(f"{issue.dated:%d %b %H:%M}", issue.language, issue.role, str(len(issue.articles)))
        delivered = sum(1 for delivery in store.deliveries() if delivery.state == "sent")
    out.print(letters)
    print_line(f"{delivered} letters in {config.path(config.mail.folder)}/")
    print_line(
        f"Open {config.public / 'index.html'}, or see it served: scnfeed --config {folder / 'scnfeed.toml'} serve"
    )
