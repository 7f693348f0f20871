"""What the README shows works: its Python blocks run in order, and so do its commands that need no live site."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LIVE = (".venv/", "make ", "scnfeed add ", "scnfeed run example")
"""Commands that reach the live site, never end, or run these very tests."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = [
        line.partition(" #")[0].partition(" && ")[0].strip() for block in blocks("sh") for line in block.splitlines()
    ]
    return [line for line in lines if line and not line.startswith(LIVE)]


def test_the_python_blocks_run_in_order(tmp_path: Path) -> None:
    code = "\n".join(blocks("python"))
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:scnfeed", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[:2] == ["2024-07-16 label", "2024-06-03 Lisbon"]
    assert said[2:4] == ["1", "2023-09-21"]
    assert len(list((tmp_path / "letters").glob("*.eml"))) == 1


def test_the_commands_run_in_order(tmp_path: Path) -> None:
    shutil.copy(ROOT / "scnfeed.toml", tmp_path)
    saved = tmp_path / "saved-pages"
    saved.mkdir()
    for case in sorted((ROOT / "tests" / "pages").glob("dump_*")):
        shutil.copy(case / "input.txt", saved / f"{case.name}.txt")
    assert len(commands()) == 6
    for command in commands():
        words = [sys.executable, "-m", *shlex.split(command)]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"
    assert (tmp_path / "public" / "ar" / "news.rss").is_file()
    assert list((tmp_path / "letters" / "preview").glob("*.eml"))


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(((?!https?:)[^)#]+)\)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).is_file()


def test_every_setting_is_named() -> None:
    from dataclasses import fields

    from scnfeed import config

    tables = {
        "store": config.StoreSettings,
        "publish": config.PublishSettings,
        "brand": config.BrandSettings,
        "sites": config.SiteSettings,
        "feeds": config.FeedSettings,
        "digest": config.DigestSettings,
        "mail": config.MailSettings,
        "web": config.WebSettings,
    }
    for name, settings in tables.items():
        row = next(line for line in README.splitlines() if line.startswith(("| `[" + name, "| `[[" + name)))
        secret = {"password", "secret", "bounce_password"}
        missing = [one.name for one in fields(settings) if f"`{one.name}`" not in row and one.name not in secret]
        assert not missing, f"[{name}] {missing}"
