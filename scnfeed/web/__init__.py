"""The published folder over HTTP: the door to starlette and uvicorn. Right types, validators, nothing else."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from scnfeed.errors import ConfigError, PublishError

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


def serve(folder: Path, host: str, port: int, on_start: Callable[[str], None] = lambda address: None) -> None:
    """Serve until stopped by a signal. Port 0 is any free one; `on_start` hears the address once it is listened at.

    Raises ConfigError when nobody can listen there.
    """
    files = application(folder)
    with _listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        on_start(f"http://{shown}:{listener.getsockname()[1]}/")
        with suppress(KeyboardInterrupt):  # uvicorn passes the signal on that ended it
            uvicorn.Server(uvicorn.Config(files, log_level="warning")).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"{host}:{port}: nobody can listen there: {said}; name another with --host and --port, or in [web]",
            f"{host}:{port}",
        ) from None
