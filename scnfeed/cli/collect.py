"""Commands that take pages in: collect, ingest."""

from __future__ import annotations

import asyncio
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
    settings,
)
from scnfeed.config import Config
from scnfeed.errors import ConfigError, ScnfeedError
from scnfeed.jobs.collect import Collected, collect
from scnfeed.jobs.ingest import ingest
from scnfeed.jobs.taken import counts
from scnfeed.model import Site
from scnfeed.plain import plain

Sites = Annotated[list[str] | None, typer.Argument(help="Names of sites; all that are switched on if none is given.")]
TOLD = ("new", "changed", "moved", "duplicate", "translation", "withdrawn", "held")


def sites_of(config: Config, names: list[str] | None) -> list[Site]:
    sites = [config.site(name) for name in names] if names else config.enabled_sites()
    if not sites:
        raise ConfigError("no site is switched on: add a table such as [sites.strong_cities] to scnfeed.toml", "sites")
    return sites


def told(found: Collected) -> str:
    numbers = counts(found.changes)
    parts = [f"{numbers[name]} {name}" for name in TOLD if numbers.get(name)]
    looked = int(found.run.stats.get("looked_at", 0))
    return f"{found.run.site}: {found.run.status}, {looked} pages looked at: {', '.join(parts) or 'nothing new'}"


@app.command("collect")
def collect_command(names: Sites = None, json: JsonOption = False, config: ConfigOption = None) -> None:
    """Fetch a site's new and changed pages, read them and decide what they are."""
    chosen = settings()
    failed = []
    with opened(chosen) as store:
        for site in sites_of(chosen, names):
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
                print_line(told(found))
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
        **{name: numbers.get(name, 0) for name in TOLD},
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
    origin = chosen.site(site) if site else sites_of(chosen, None)[0]
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
