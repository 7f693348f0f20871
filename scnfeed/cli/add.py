"""``scnfeed add``: another site in minutes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scnfeed.cli.app import (
    ConfigOption,
    JsonOption,
    app,
    err,
    fail,
    out,
    print_json,
    print_line,
    say,
    settings,
    settings_file,
)
from scnfeed.errors import ConfigError
from scnfeed.jobs.add import Added, add, shown_day
from scnfeed.jobs.check import check
from scnfeed.language.scripts import isolate
from scnfeed.model import Article
from scnfeed.plain import plain


@app.command("add")
def add_command(
    url: Annotated[str, typer.Argument(help="Address of the site, or of its page that lists news.")] = "",
    name: Annotated[str, typer.Option("--name", help="Name of the site here; by default from its host.")] = "",
    checked: Annotated[str, typer.Option("--check", metavar="NAME", help="Say what of a site no longer fits.")] = "",
    private: Annotated[bool, typer.Option("--private", help="A private or loopback address is meant.")] = False,
    browser: Annotated[bool, typer.Option("--browser", help="Its pages are drawn by JavaScript.")] = False,
    delay: Annotated[float, typer.Option("--delay", help="Seconds between two requests.", min=0)] = 2.0,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Look at a site, write spiders/NAME.py for it, and show what it would publish first."""
    chosen = settings()
    if bool(url) == bool(checked):
        raise ConfigError("expected either the address of a site or --check NAME", "add")
    if checked:
        _check(checked, json)
        return
    with err.status("") if err.is_terminal else _quiet(url) as status:

        def tell(asked: str) -> None:
            if status is not None:
                status.update(f"looking at {asked[:100]}")

        found = asyncio.run(
            add(url, chosen, settings_file(), name=name, private=private, browser=browser, delay=delay, tell=tell)
        )
    if json:
        print_json(_as_json(found))
        return
    out.print(table(found.items))
    for remark in found.remarks:
        say(f"Look: {remark}")
    print_line(str(found.file))
    if found.entered:
        say(f"Entered in {settings_file()} as [sites.{found.site.name}]. Now: scnfeed run {found.site.name}")
    else:
        say(f"Enter it in {settings_file()}:\n\n{found.entry}")


class _quiet:  # noqa: N801
    """Where there is no terminal: one line at the start."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        say(f"looking at {self._url} …")

    def __exit__(self, *error: object) -> None:
        pass


def table(items: tuple[Article, ...]) -> Table:
    """The first items: what they are called, their day, their language, and where the day is said."""
    rows = Table("title", "day", "language", "kind", "source of the day", title=f"The first {len(items)} items")
    for item in items:
        day, source = shown_day(item)
        rows.add_row(isolate(item.title), str(day or "unknown"), item.language, item.kind, source or "nowhere")
    return rows


def _as_json(found: Added) -> dict[str, object]:
    items = []
    for item in found.items:
        day, source = shown_day(item)
        said = {"url": item.url, "title": item.title, "day": str(day) if day else None}
        items.append({**said, "language": item.language, "kind": item.kind, "source": source})
    file, entry = str(found.file), {"entered": found.entered, "entry": found.entry}
    return {"site": plain(found.site), "file": file, **entry, "items": items, "remarks": list(found.remarks)}


def _check(name: str, json: bool) -> None:
    chosen = settings()
    if not json:
        say(f"looking at {name} …")
    wrong = asyncio.run(check(chosen.site(name), chosen))
    if json:
        print_json({"site": name, "wrong": wrong})
    elif not wrong:
        print_line(f"{name}: everything fits")
    else:
        for line in wrong:
            print_line(f"{name}: {line}")
    if wrong:
        fail(f"{name}: {len(wrong)} of what spiders/{name}.py says no longer fits" if not json else "", 1)


__all__ = ["Path", "add_command"]
