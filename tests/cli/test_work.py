"""The commands that do the work, on the sample site."""

from __future__ import annotations

import json
from pathlib import Path

from scnfeed.sample import SampleSite
from tests.cli.conftest import Command

CASE = Path(__file__).parent.parent / "pages" / "dump_ar_labels" / "input.txt"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_run_collects_publishes_and_sends_in_one_go(scnfeed: Command, deployment: Path, site: SampleSite) -> None:
    site.set_day(6)
    said = scnfeed("run")
    assert (said.code, said.err) == (0, "collecting …\n")
    assert "strong_cities: done" in said.out and "files written" in said.out
    assert "letters: 1 sent" in said.out
    assert len(list((deployment / "letters").glob("*.eml"))) == 1


def test_run_a_second_time_finds_nothing_new_and_touches_no_file(scnfeed: Command, deployment: Path) -> None:
    assert scnfeed("run").code == 0
    before = {p: p.stat().st_mtime_ns for p in (deployment / "public").rglob("*")}
    said = scnfeed("run", "strong_cities", "--json")
    told = json.loads(said.out)
    assert (said.code, told["written"], told["failures"]) == (0, [], [])
    assert {p: p.stat().st_mtime_ns for p in (deployment / "public").rglob("*")} == before


def test_collect_tells_each_decision(scnfeed: Command, deployment: Path, site: SampleSite) -> None:
    site.set_day(6)
    said = scnfeed("collect", "--json")
    told = json.loads(said.out)
    assert said.code == 0 and told["run"]["status"] == "done"
    assert told["decisions"] and all(one["relation"] and one["reason"] for one in told["decisions"])
    summary = told["summary"]
    assert set(summary) >= {"pages", "new", "unchanged", "held"} and summary["pages"] >= summary["new"] > 0
    assert sum(one["relation"] == "new" for one in told["decisions"]) == summary["new"]


def test_publish_twice_writes_once(scnfeed: Command, deployment: Path) -> None:
    before = contents(deployment / "public")
    said = scnfeed("publish")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("published: 0 files written, ")
    assert contents(deployment / "public") == before
    assert {"index.html", "en/news.rss", "ar/all.json", "all/events.ics", "feeds.opml"} <= before.keys()


def test_digest_freezes_once_and_send_delivers_once(scnfeed: Command, deployment: Path) -> None:
    assert scnfeed("digest").out == "1 issues frozen\n"
    assert scnfeed("digest").out == "0 issues frozen\n"
    assert scnfeed("send").out == "1 sent, 0 refused, 0 in doubt, 0 wait\n"
    assert scnfeed("send").out == "0 sent, 0 refused, 0 in doubt, 0 wait\n"
    letter = next((deployment / "letters").glob("*.eml")).read_bytes()
    assert b"To: ines@example.org" in letter


def test_a_preview_freezes_and_sends_nothing(scnfeed: Command, deployment: Path) -> None:
    said = scnfeed("digest", "--preview", "--since", "2020-01-01")
    shown = [Path(line) for line in said.out.splitlines()]
    assert said.code == 0 and {path.suffix for path in shown} == {".html", ".txt", ".eml"}
    assert all(path.is_file() for path in shown)
    assert scnfeed("digest").out == "1 issues frozen\n"


def test_a_letter_that_is_refused_is_told_and_kept(scnfeed: Command, deployment: Path) -> None:
    scnfeed("digest")
    (deployment / "letters").write_text("a file where the folder should be")
    said = scnfeed("send")
    assert said.out == "0 sent, 0 refused, 0 in doubt, 1 wait\n"
    status = json.loads(scnfeed("status", "--json").out)
    assert status["letters"] == {"new": 1}


def test_ingest_twice_adds_nothing(scnfeed: Command, here: Path) -> None:
    first = scnfeed("ingest", CASE, "--site", "strong_cities")
    assert (first.code, first.out) == (0, "strong_cities: 1 files: 1 new\n")
    kept = scnfeed("articles", "--json").out
    assert scnfeed("ingest", CASE.parent, "--site", "strong_cities", "--json").code == 0
    assert scnfeed("articles", "--json").out == kept
    assert json.loads(kept)["url"] is None


def test_ingest_takes_addresses_from_a_table(scnfeed: Command, here: Path) -> None:
    address = "https://strongcitiesnetwork.org/ar/news/%D9%86%D8%A8%D8%A3/"
    (here / "urls.tsv").write_text(f"{CASE.name}\t{address}\n")
    assert scnfeed("ingest", CASE, "--site", "strong_cities", "--urls", "urls.tsv").code == 0
    assert json.loads(scnfeed("articles", "--json").out)["url"] == address


def test_ingest_takes_what_can_be_read_and_names_the_rest(scnfeed: Command, here: Path) -> None:
    (here / "empty.html").write_bytes(b"")
    said = scnfeed("ingest", "empty.html", "missing.html", CASE, "--site", "strong_cities")
    assert said.code == 1
    assert "1 new" in said.out
    assert "empty.html" in said.err and "missing.html: cannot be read: No such file" in said.err
