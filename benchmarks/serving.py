"""``scnfeed serve`` beside nginx with the snippet of docs/serving.md: the server's CPU time for an answer.

A client in this process asks one after another over a few open connections; only what the server's process took counts
(``/proc``, so on Linux), and both serve the same folder. Every answer's status is checked.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import Row
from scnfeed.publish import Made, publish_tree

GUIDE = Path(__file__).parents[1] / "docs" / "serving.md"
FEED = b"<rss>" + b"words of a feed " * 3000 + b"</rss>"
"""48 kB, as a feed of fifty items has."""
FRAME = """daemon off; master_process off; pid {run}/pid; error_log {run}/error.log;
events {{ }}
http {{ access_log off; client_body_temp_path {run}; proxy_temp_path {run}; fastcgi_temp_path {run};
uwsgi_temp_path {run}; scgi_temp_path {run}; keepalive_requests 1000000;
{server}
}}
"""
OURS = "import sys, pathlib, scnfeed.web as web; web.serve(pathlib.Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]))"
CONNECTIONS = 8


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int) -> Iterator[int]:
    """The process id of the server once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise
                time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _ours(folder: Path, port: int) -> list[str]:
    return [sys.executable, "-c", OURS, str(folder), str(port)]


def _nginx(binary: str, folder: Path, port: int, run: Path) -> list[str]:
    snippet = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert snippet
    server = snippet[1].replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace("/srv/feeds/public", str(folder))
    (run / "nginx.conf").write_text(FRAME.format(run=run, server=server))
    return [binary, "-p", str(run), "-c", str(run / "nginx.conf"), "-e", str(run / "error.log")]


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Client:
    def __init__(self, port: int) -> None:
        self._lines = [socket.create_connection(("127.0.0.1", port), 60) for _ in range(CONNECTIONS)]

    def ask(self, request: bytes, status: bytes, times: int) -> None:
        """Ask over all connections in turn; every answer must have this status."""
        for start in range(0, times, CONNECTIONS):
            for line in self._lines[: times - start]:
                line.sendall(request)
            for line in self._lines[: times - start]:
                head = self._read(line)
                if not head.startswith(b"HTTP/1.1 " + status):
                    raise AssertionError(head[:200])

    @staticmethod
    def _read(line: socket.socket) -> bytes:
        found = line.recv(65536)
        while b"\r\n\r\n" not in found:
            found += line.recv(65536)
        head, _, body = found.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        left = (int(length[1]) if length and b" 304 " not in head[:15] else 0) - len(body)
        while left > 0:
            left -= len(line.recv(min(left, 262144)))
        return head

    def close(self) -> None:
        for line in self._lines:
            line.close()


def _request(*headers: str) -> bytes:
    return "\r\n".join(("GET /ar/news.rss HTTP/1.1", "Host: x", *headers, "", "")).encode()


def _tag(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        line.sendall(_request())
        head = Client._read(line)
    found = re.search(rb"(?i)etag: ([^\r\n]+)", head)
    assert found
    return found[1].decode()


def _measured(port: int, pid: int, times: int, rounds: int) -> dict[str, float]:
    """Milliseconds of the server's CPU for `times` answers, by status."""
    client, asked = Client(port), {"200": _request(), "304": _request(f"If-None-Match: {_tag(port)}")}
    taken: dict[str, list[float]] = {status: [] for status in asked}
    for status, request in asked.items():
        client.ask(request, status.encode(), 200)
        for _ in range(rounds):
            before = _cpu(pid)
            client.ask(request, status.encode(), times)
            taken[status].append((_cpu(pid) - before) * 1000)
    client.close()
    return {status: statistics.median(found) for status, found in taken.items()}


def serving(rounds: int = 3, times: int = 8_000) -> list[Row]:
    """So many answers, 200 with 48 kB and 304, by both; the goal is at most 4.5 times nginx."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx or not Path("/proc/self/stat").exists():
        return []
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="scnfeed-bench-") as name:
        run, folder = Path(name), Path(name, "public")
        run.chmod(0o755)
        publish_tree(folder, {path: Made(lambda: FEED) for path in ("index.html", "ar/news.rss")})
        for side in ("scnfeed serve", "nginx"):
            port = _free_port()
            command = _ours(folder, port) if side == "scnfeed serve" else _nginx(nginx, folder, port, run)
            with _running(command, port) as pid:
                found[side] = _measured(port, pid, times, rounds)
    return [
        Row(f"{times} answers {status}", side, found[side][status], rounds)
        for status in ("200", "304")
        for side in ("scnfeed serve", "nginx")
    ]


STAGES = (serving,)
