"""The snippet in docs/serving.md, in a real nginx where there is one."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scnfeed.publish import Made, publish_tree
from tests.mail.servers import free_port

GUIDE = Path(__file__).parents[2] / "docs" / "serving.md"
FEED = b"<rss>" + b"words " * 1000 + b"</rss>"
FRAME = """daemon off; master_process off; pid {run}/pid; error_log {run}/error.log;
events {{ }}
http {{ access_log off; client_body_temp_path {run}; proxy_temp_path {run}; fastcgi_temp_path {run}; 
uwsgi_temp_path {run}; scgi_temp_path {run};
{server}
}}
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        pytest.skip("no nginx here")
    run, port = tmp_path_factory.mktemp("nginx"), free_port()
    folder = run / "public"
    files = ("index.html", "ar/news.rss", "ar/news.json", "private/abc/x.rss")
    publish_tree(folder, {name: Made(lambda: FEED) for name in files})
    (folder / ".half").write_text("half")
    snippet = re.search(r"```nginx\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert snippet
    server = snippet[1].replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace("/srv/feeds/public", str(folder))
    (run / "nginx.conf").write_text(FRAME.format(run=run, server=server))
    run.chmod(0o755)
    process = subprocess.Popen([nginx, "-p", str(run), "-c", str(run / "nginx.conf"), "-e", str(run / "error.log")])
    for _ in range(100):
        try:
            ask(port, "/")
            break
        except OSError:
            assert process.poll() is None, (run / "error.log").read_text()
            time.sleep(0.05)
    yield port
    process.terminate()
    process.wait(10)


def ask(port: int, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def test_types_and_headers_are_those_of_scnfeed_serve(port: int) -> None:
    for path, type in (("rss", "application/rss+xml"), ("json", "application/feed+json")):
        status, headers, body = ask(port, f"/ar/news.{path}")
        assert (status, body) == (200, FEED)
        assert headers["Content-Type"] == f"{type}; charset=utf-8"
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cache-Control"] == "public, max-age=900"


def test_the_compressed_twin_is_sent_to_who_takes_it(port: int) -> None:
    status, headers, body = ask(port, "/ar/news.rss", Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"], gzip.decompress(body)) == (200, "gzip", FEED)
    assert "Accept-Encoding" in headers["Vary"] and headers["Content-Type"].startswith("application/rss+xml")


def test_who_has_it_gets_304(port: int) -> None:
    _, headers, _ = ask(port, "/ar/news.rss")
    for name, value in (("If_None_Match", headers["ETag"]), ("If_Modified_Since", headers["Last-Modified"])):
        assert ask(port, "/ar/news.rss", **{name: value})[0] == 304


@pytest.mark.parametrize("path", ["/.half", "/ar/news.rss.gz", "/nothing"])
def test_nothing_hidden_is_served(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404


def test_private_feeds_are_for_no_shared_cache(port: int) -> None:
    headers = ask(port, "/private/abc/x.rss")[1]
    assert headers["Cache-Control"].startswith("private") and headers["X-Robots-Tag"] == "noindex"
