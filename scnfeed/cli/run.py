"""A new deployment, and the main job: init, run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scnfeed.cli.app import (
    ConfigOption,
    JsonOption,
    app,
    fail,
    opened,
    print_json,
    print_line,
    progress,
    settings,
)
from scnfeed.cli.collect import Sites, sites_of, told
from scnfeed.cli.publish import written
from scnfeed.jobs.deploy import write_deployment
from scnfeed.jobs.run import run
from scnfeed.plain import plain


@app.command("init")
def init_command(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write a new deployment: settings, a spider, the timetable."""
    for file in write_deployment(folder):
        print_line(str(file))


@app.command("run")
def run_command(names: Sites = None, json: JsonOption = False, config: ConfigOption = None) -> None:
    """The main job, once: collect, publish, letters that are due."""
    chosen = settings()
    sites = sites_of(chosen, names)
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
            print_line(told(found))
        if ran.tree:
            print_line(written(ran.tree))
        if ran.sent:
            print_line(f"letters: {ran.sent.sent} sent, {ran.sent.failed} refused, {ran.sent.unsure} in doubt")
    if ran.failures:
        fail("\n".join(f"{subject}: {reason}" for subject, reason in ran.failures), 1)
