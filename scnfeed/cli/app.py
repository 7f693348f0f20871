"""The command line's frame: the app, ``--config`` before or after the command, and how things are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

from scnfeed import __version__
from scnfeed.config import Config, load
from scnfeed.store import Store

PANELS: Mapping[str, tuple[str, ...]] = {
    "To begin": ("demo", "init", "add", "doctor"),
    "The job and its parts": ("run", "collect", "ingest", "publish", "digest", "send", "serve"),
    "What is known, and why": ("status", "articles", "stories", "read", "explain", "replay"),
    "An editor's and an operator's word": ("overrule", "letters", "people", "bounces", "store"),
}
"""Every command, as a newcomer meets them."""


class Panelled(TyperGroup):
    """Commands in their panels and in that order, in whichever order their modules were imported."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for panel, names in PANELS.items():
            for name in names:
                if name in self.commands:
                    self.commands[name].rich_help_panel = panel  # type: ignore[attr-defined]

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        ordered = [name for names in PANELS.values() for name in names]
        return sorted(super().list_commands(ctx), key=ordered.index)


app = typer.Typer(
    name="scnfeed",
    cls=Panelled,
    help="News and event pages in; feeds, calendars and letters out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

_chosen: dict[str, Path | None] = {"config": None}
"""The settings file that this call named, before the command or after it."""


def _choose(value: Path | None) -> Path | None:
    if value is not None:
        _chosen["config"] = value
    return value


ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="PATH", help="Settings to use (default: scnfeed.toml).", callback=_choose),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def _version(value: bool) -> None:
    if value:
        print_line(f"scnfeed {__version__}")
        raise typer.Exit


@app.callback()
def frame(
    config: ConfigOption = None,
    version: Annotated[
        bool, typer.Option("--version", help="Say the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """News and event pages in; feeds, calendars and letters out."""
    _chosen["config"] = config


def settings() -> Config:
    """The settings that this call named, or the default file's."""
    return load(_chosen["config"])


def settings_file() -> Path:
    """Where these settings stand, or would."""
    return _chosen["config"] or Path("scnfeed.toml")


@contextmanager
def opened(config: Config) -> Iterator[Store]:
    with Store.open(config.store_url, pages=config.path(config.store.pages) if config.store.pages else None) as store:
        yield store


def now() -> datetime:
    return datetime.now(UTC)


def print_json(value: Any) -> None:
    """A result as one line of JSON, its letters escaped where the terminal lacks them."""
    poor = "utf" not in (sys.stdout.encoding or "utf-8").lower()
    sys.stdout.write(json.dumps(value, ensure_ascii=poor) + "\n")


def print_line(text: str) -> None:
    """A result, on stdout, as it is."""
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """Talk, on stderr."""
    err.print(text, markup=False)


def fail(text: str, code: int) -> NoReturn:
    """End with a sentence and an exit code: 1 something failed or is held, 2 usage or settings."""
    err.print(text, style="red", markup=False)
    sys.exit(code)


@contextmanager
def progress(label: str) -> Iterator[Callable[[dict[str, object]], None]]:
    """A live bar of a crawl on a terminal, a plain line at its start elsewhere; hand it the crawl's events."""
    if not err.is_terminal:
        say(f"{label} …")
        yield lambda event: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(label, total=None, told="looking for what is new")
        seen = Seen()

        def hear(event: dict[str, object]) -> None:
            seen.hear(event)
            bar.update(task, completed=seen.done, total=seen.wanted or None, told=seen.told())

        yield hear


@dataclass(slots=True)
class Seen:
    """What a crawl told of itself so far. Pages may be found on the way, so `wanted` is what was planned, or more."""

    wanted: int = 0
    done: int = 0
    new: int = 0
    unchanged: int = 0
    held: int = 0

    def hear(self, event: Mapping[str, object]) -> None:
        kind = event.get("event")
        if kind == "plan":
            self.wanted += int(str(event.get("wanted", 0)))
            self.unchanged += int(str(event.get("unchanged", 0)))
        elif kind in ("page", "same", "failed"):
            self.done += 1
            self.wanted = max(self.wanted, self.done)
            self.new += bool(event.get("new"))
            self.unchanged += kind == "same"
        elif kind == "decided":
            self.held += int(str(event.get("held", 0)))

    def told(self) -> str:
        return f"{self.done} pages · {self.new} new · {self.unchanged} unchanged · {self.held} held"
