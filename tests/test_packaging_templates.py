"""What `scnfeed init` writes is what this checkout runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["scheduler.py", "spiders/settings.py", "scrapy.cfg"])
def test_a_new_deployment_has_our_own_timetable_and_manners(name: str) -> None:
    copy = ROOT / "scnfeed" / "jobs" / "templates" / f"{name}.txt"
    assert copy.read_text(encoding="utf-8").strip() == (ROOT / name).read_text(encoding="utf-8").strip()
