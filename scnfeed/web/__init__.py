"""The published folder over HTTP: the door to starlette and uvicorn. Right types, validators, nothing else."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from scnfeed.errors import ConfigError, PublishError
from scnfeed.web.files import PublishedFiles


def application(folder: Path, routes: Sequence[BaseRoute] = ()) -> ASGIApp:
    """An ASGI application that serves `folder`, `routes` behind it; PublishError when nothing is published there."""
    if not (folder / "index.html").is_file():
        raise PublishError(f"{folder}: nothing is published there yet: run `scnfeed publish` first", str(folder))
    return PublishedFiles(folder, Starlette(routes=list(routes)))


def serve(
    folder: Path,
    host: str,
    port: int,
    on_start: Callable[[str], None] = lambda address: None,
    routes: Sequence[BaseRoute] = (),
) -> None:
    """Serve until stopped by a signal. Port 0 is any free one; `on_start` hears the address once it is listened at.

    Raises ConfigError when nobody can listen there.
    """
    files = application(folder, routes)
    with _listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        on_start(f"http://{shown}:{listener.getsockname()[1]}/")
        with suppress(KeyboardInterrupt):  # uvicorn passes the signal on that ended it
            uvicorn.Server(_settings(files)).run(sockets=[listener])


def _settings(files: ASGIApp) -> uvicorn.Config:
    """Without any part that files do not need; uvicorn takes httptools and uvloop by itself where they are there."""
    return uvicorn.Config(
        files,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
    )


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"{host}:{port}: nobody can listen there: {said}; name another with --host and --port, or in [web]",
            f"{host}:{port}",
        ) from None
