"""Commands that show: read, articles, stories, status."""

from __future__ import annotations

import json as jsonlib
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from scnfeed.cli.app import ConfigOption, JsonOption, app, opened, out, print_json, print_line, settings
from scnfeed.cli.collect import TOLD
from scnfeed.errors import ReadError
from scnfeed.model import Article, Reading, Run
from scnfeed.plain import plain
from scnfeed.read import read

_FIELDS = (
    "url canonical_url language direction title published updated kind content_html content_text summary authors images"
    " attachments topics translations machine_translated reading_minutes events"
).split()


def reading_json(reading: Reading) -> dict[str, Any]:
    """The contract's JSON of a Reading."""
    whole = plain(reading)
    return {
        **{name: whole[name] for name in _FIELDS},
        "sources": dict(reading.sources),
        "doubts": list(reading.doubts),
    }


@app.command("read")
def read_command(
    source: Annotated[
        str, typer.Argument(metavar="FILE_OR_URL", help="A saved page or text dump, or the address of a kept page.")
    ],
    url: Annotated[str | None, typer.Option("--url", help="The address the file was saved from.")] = None,
    site: Annotated[str | None, typer.Option("--site", help="The site it is from.")] = None,
    save_case: Annotated[
        str | None,
        typer.Option("--save-case", metavar="NAME", help="Keep the page as tests/pages/NAME, to be corrected."),
    ] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Say what one page says, every value with the place it came from."""
    chosen = settings()
    origin = chosen.site(site) if site else None
    body, address, headers = _page(source, url)
    try:
        reading = read(body, address, site=origin, headers=headers)
    except ReadError as error:
        raise ReadError(f"{source}: {error}", source) from None
    if save_case:
        print_line(f"{_save_case(save_case, body, address, site, reading)}: correct what the page does not say")
    if json:
        print_json(reading_json(reading))
        return
    table = Table(show_header=True, header_style="bold", expand=False)
    for column in ("field", "value", "from"):
        table.add_column(column, overflow="fold")
    for name in _FIELDS:
        value = getattr(reading, name)
        if value not in (None, "", (), {}):
            shown = value if isinstance(value, str) else jsonlib.dumps(plain(reading)[name], ensure_ascii=False)
            table.add_row(name, shown[:300] + ("…" if len(shown) > 300 else ""), str(reading.sources.get(name, "")))
    for doubt in reading.doubts:
        table.add_row("doubt", doubt, "")
    out.print(table)


_CASE = "title published updated kind language direction authors machine_translated".split()


def _save_case(name: str, body: bytes, url: str | None, site: str | None, reading: Reading) -> Path:
    """Write the page and what was read of it as a folder of tests/pages; never over one that is there."""
    folder = Path("tests/pages") / name
    whole = plain(reading)
    events = [{key: event[key] for key in ("start", "end", "place", "certain")} for event in whole["events"]]
    expected = {**{field: whole[field] for field in _CASE}, "events": events, "sources": dict(reading.sources)}
    case = {"url": url, "site": site, "expected": expected}
    if name != Path(name).name or folder.exists():
        raise ReadError(f"{folder}: give the case a plain name that is not taken", name)
    folder.mkdir(parents=True)
    suffix = "html" if b"<" in body[:2000] else "txt"
    (folder / f"input.{suffix}").write_bytes(body)
    (folder / "expected.json").write_text(jsonlib.dumps(case, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return folder


def _page(source: str, url: str | None) -> tuple[bytes, str | None, dict[str, str]]:
    if source.startswith(("http://", "https://")):
        with opened(settings()) as store:
            page = store.page(source)
        if page is None:
            raise ReadError(
                f"{source}: no such page is kept: `scnfeed collect` its site first, or give a saved file", source
            )
        return page.body, url or page.final_url, dict(page.headers)
    try:
        return Path(source).read_bytes(), url, {}
    except OSError as error:
        raise ReadError(f"{source}: cannot be read: {error.strerror}", source) from None


@app.command("articles")
def articles_command(
    language: Annotated[list[str] | None, typer.Option("--language", help="Only these languages.")] = None,
    site: Annotated[list[str] | None, typer.Option("--site", help="Only these sites.")] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """What the store knows: with --json a line for each article."""
    with opened(settings()) as store:
        found = store.articles(sites=tuple(site or ()), languages=tuple(language or ()), withdrawn=True)
    if json:
        for article in found:
            print_json(plain(article))
        return
    table = Table("date", "from", "language", "kind", "title", "id")
    for article in found:
        table.add_row(_day(article), article.order_source, article.language, article.kind, _title(article), article.id)
    out.print(table)


def _day(article: Article) -> str:
    return str(article.published or (article.ordered or date.min))[:10]


def _title(article: Article) -> str:
    return f"{article.title} (withdrawn)" if article.withdrawn else article.title


@app.command("stories")
def stories_command(json: JsonOption = False, config: ConfigOption = None) -> None:
    """Which articles tell the same story: with --json a line for each story."""
    with opened(settings()) as store:
        stories = store.stories()
        titles = {article.id: article.title for article in store.articles(withdrawn=True)}
    for story in stories:
        if json:
            print_json(plain(story))
            continue
        print_line(titles.get(story.members[0].id, story.id))
        for member in story.members:
            print_line(f"  {member.language}  {member.relation:<12} {member.url or member.id}")


MOST_HELD = 10
"""Held pages that are named one by one."""
_FIGURES = ("requests", "pages", "unchanged", *TOLD)


def _came_of(run: Run) -> str:
    figures = ", ".join(f"{run.stats[name]:,.0f} {name}" for name in _FIGURES if run.stats.get(name))
    return "\n".join(filter(None, (figures, run.reason)))


@app.command("status")
def status_command(json: JsonOption = False, config: ConfigOption = None) -> None:
    """What ran, what is held and why, and how the letters stand."""
    with opened(settings()) as store:
        runs = store.runs(limit=20)
        newest = {run.site: run for run in reversed(runs) if run.job == "collect"}
        held = [one for run in newest.values() for _, one in store.decisions(run=run.id) if one.relation == "held"]
        letters: dict[str, int] = {}
        for delivery in store.deliveries():
            letters[delivery.state] = letters.get(delivery.state, 0) + 1
    if json:
        print_json({"runs": [plain(run) for run in runs], "held": [plain(one) for one in held], "letters": letters})
    else:
        table = Table("started", "job and site", "status", "what came of it")
        for run in runs:
            table.add_row(f"{run.started:%Y-%m-%d %H:%M}", f"{run.job} {run.site}", run.status, _came_of(run))
        for column in table.columns[:3]:
            column.no_wrap = True
        out.print(table)
        for one in held[:MOST_HELD]:
            print_line(f"held: {one.url}: {one.reason}")
        if len(held) > MOST_HELD:
            print_line(f"held: {len(held) - MOST_HELD} more, all of them with --json")
        print_line("letters: " + (", ".join(f"{count} {state}" for state, count in sorted(letters.items())) or "none"))
    if any(run.status in ("failed", "held") for run in newest.values()):
        raise typer.Exit(1)
