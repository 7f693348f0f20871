"""Letters for a look: the message as it would go out, and its HTML and text beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scnfeed.config import Config
from scnfeed.digest.letter import render_html, render_text
from scnfeed.jobs.letters import letterbox
from scnfeed.model import Issue, Subscriber
from scnfeed.publish import publish_files


def write_previews(config: Config, letters: Sequence[tuple[Subscriber, Issue]]) -> list[Path]:
    """Write each letter as ``.eml``, ``.html`` and ``.txt`` into the folder ``preview`` beside the letters."""
    folder = config.path(config.mail.folder) / "preview"
    build = letterbox(config).message
    files: dict[str, bytes] = {}
    for number, (person, issue) in enumerate(letters, start=1):
        name = f"{number:02}-{issue.language}-{person.role}"
        files[f"{name}.html"] = render_html(issue).encode()
        files[f"{name}.txt"] = render_text(issue).encode()
        files[f"{name}.eml"] = build(issue, person)
    publish_files(folder, files)
    return [folder / name for name in files]
