"""``scnfeed store``: what is kept, and how much of it stays."""

from __future__ import annotations

from typing import Annotated

import typer

from scnfeed.cli.app import ConfigOption, JsonOption, app, now, opened, print_json, print_line, settings
from scnfeed.jobs.keep import prune

store_app = typer.Typer(name="store", help="Look after what is kept.", no_args_is_help=True)
app.add_typer(store_app)


@store_app.command("pages")
def pages_command(
    drop: Annotated[
        bool, typer.Option("--prune", help="Forget what the bounds say; once a day `run` does so.")
    ] = False,
    days: Annotated[int | None, typer.Option("--days", help="Instead of [store] keep_days.", min=0)] = None,
    megabytes: Annotated[int | None, typer.Option("--mb", help="Instead of [store] keep_mb.", min=0)] = None,
    json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Raw pages kept, so that a better reader can read the past again without one request: count, size, oldest."""
    chosen = settings()
    bounds = (
        chosen.store.keep_days if days is None else days,
        chosen.store.keep_mb if megabytes is None else megabytes,
    )
    if not drop and (days is not None or megabytes is not None):
        raise typer.BadParameter("--days and --mb go with --prune")
    with opened(chosen) as store:
        dropped = prune(store, now(), *bounds) if drop else 0
        kept = store.kept()
    oldest = kept["oldest"]
    if json:
        said = {"count": kept["count"], "bytes": kept["bytes"], "oldest": oldest.isoformat() if oldest else None}
        print_json({**said, "dropped": dropped} if drop else said)
        return
    if drop:
        print_line(f"{dropped} pages forgotten")
    since = f", the oldest of {oldest:%Y-%m-%d}" if oldest else ""
    print_line(f"{kept['count']} pages, {kept['bytes'] / 2**20:.1f} MB{since}")
