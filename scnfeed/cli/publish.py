"""Commands that put files before readers: publish, serve."""

from __future__ import annotations

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
    say,
    settings,
)
from scnfeed.jobs.publish import PublishedTree, publish


@app.command("publish")
def publish_command(json: JsonOption = False, config: ConfigOption = None) -> None:
    """Write feeds, calendars and pages; files whose content did not change are left alone."""
    chosen = settings()
    with opened(chosen) as store:
        tree = publish(chosen, store)
    if json:
        print_json({key: list(getattr(tree.files, key)) for key in ("written", "unchanged", "removed")})
    else:
        print_line(f"{written(tree)}, in {chosen.public}")
    if tree.left_out:
        fail("\n".join(f"left out: {article}: {reason}" for article, reason in tree.left_out), 1)


def written(tree: PublishedTree) -> str:
    removed = f", {len(tree.files.removed)} removed" if tree.files.removed else ""
    return f"published: {len(tree.files.written)} files written, {len(tree.files.unchanged)} unchanged{removed}"


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
