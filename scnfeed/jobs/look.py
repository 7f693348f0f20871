"""Letters for a look, the message with its HTML and text beside it; and for those who send with another mailer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from scnfeed.config import Config
from scnfeed.digest.export import Style, export
from scnfeed.digest.letter import render_html, render_text
from scnfeed.jobs.digest import preview
from scnfeed.jobs.letters import letterbox
from scnfeed.model import Issue, Subscriber
from scnfeed.publish import publish_files
from scnfeed.store import Store

WEEK = timedelta(days=7)


def write_previews(config: Config, letters: Sequence[tuple[Subscriber, Issue]]) -> list[Path]:
    """Write each letter as ``.eml``, ``.html`` and ``.txt`` into the folder ``preview`` beside the letters."""
    folder = config.path(config.mail.folder) / "preview"
    build = letterbox(config).message
    files: dict[str, bytes] = {}
    for number, (person, issue) in enumerate(letters, start=1):
        name = f"{number:02}-{issue.language}-{person.role}"
        files[f"{name}.html"] = render_html(issue, templates=config.templates).encode()
        files[f"{name}.txt"] = render_text(issue, templates=config.templates).encode()
        files[f"{name}.eml"] = build(issue, person)
    publish_files(folder, files)
    return [folder / name for name in files]


def write_exports(
    config: Config, store: Store, now: datetime, style: Style, languages: Sequence[str], since: date | None
) -> list[Path]:
    """Write what is told since a day (a week ago where none is given) in each language, as a reader of it gets it, into
    the folder ``export`` beside the letters. Nothing is frozen; who sends it by other means keeps their own list.
    """
    known = dict.fromkeys(a.language for a in store.articles())
    people = [Subscriber(f"export-{one}", f"{one}@export.invalid", languages=(one,)) for one in languages or known]
    found = preview(config, store, now, since=since or (now - WEEK).date(), people=people)
    files = {
        f"{now:%Y-%m-%d}-{issue.edition}.{style}": export(issue, style, config.templates).encode() for _, issue in found
    }
    folder = config.path(config.mail.folder) / "export"
    publish_files(folder, files)
    return [folder / name for name in files]
