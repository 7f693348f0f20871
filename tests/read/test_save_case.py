"""A page that was read is kept as a case with one command."""

from __future__ import annotations

# ruff: noqa: E501 (commands stand here as they are typed)
import json
import subprocess
import sys
from pathlib import Path

PAGE = (
    "<html lang=en><h1>Lamps</h1><p>Publication Date: 16/07/2021</p>"
    + "<p>The crews walked the quays for nights.</p>" * 6
)


def test_save_case_writes_the_page_and_what_it_says_and_never_over_another(tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text(PAGE, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "scnfeed",
        "read",
        "saved.html",
        "--url",
        "https://a.example/l/",
        "--save-case",
        "lamps",
    ]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    case = json.loads((tmp_path / "tests/pages/lamps/expected.json").read_text(encoding="utf-8"))
    assert (case["url"], case["expected"]["title"], case["expected"]["published"]) == ("https://a.example/l/", "Lamps", "2021-07-16")  # fmt: skip
    assert (tmp_path / "tests/pages/lamps/input.html").read_text(encoding="utf-8") == PAGE
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "not taken" in again.stdout + again.stderr
