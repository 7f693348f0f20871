"""The published folder over HTTP: the door to starlette and uvicorn. Right types, validators, nothing else."""

from __future__ import annotations

from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from scnfeed.errors import PublishError

TYPES = {
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}


class Published(StaticFiles):
    """Files with the types that feed readers expect, to be asked for again after a quarter of an hour."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        suffix = Path(path).suffix or ".html"
        if response.status_code == 200 and suffix in TYPES:
            response.headers["Content-Type"] = TYPES[suffix]
        response.headers["Cache-Control"] = "public, max-age=900"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response


def application(folder: Path) -> Starlette:
    """An ASGI application that serves `folder`; PublishError when nothing is published there."""
    if not (folder / "index.html").is_file():
        raise PublishError(f"{folder}: nothing is published there yet: run `scnfeed publish` first", str(folder))
    files = Published(directory=folder, html=True)
    return Starlette(routes=[Mount("/", files)], middleware=[Middleware(GZipMiddleware, minimum_size=1024)])


def serve(folder: Path, host: str, port: int) -> None:
    """Serve until stopped by a signal."""
    uvicorn.run(application(folder), host=host, port=port, log_level="warning")
