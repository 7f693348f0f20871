"""A small website of our own, in four languages, to try scnfeed on without a network."""

from __future__ import annotations

from scnfeed.sample.changes import DAYS, START
from scnfeed.sample.script import day_of, script
from scnfeed.sample.server import SampleSite
from scnfeed.sample.truth import Truth

__all__ = ["DAYS", "START", "SampleSite", "Truth", "day_of", "script"]
