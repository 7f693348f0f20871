"""An editor's word stands: it is carried out, survives the next reading, is listed, and can be taken back.

And decisions are evidence: explained by figures that come out again, replayed without a difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from typer.testing import CliRunner

import scnfeed.cli.decide  # noqa: F401
from scnfeed.cli.app import app
from scnfeed.config import Config, load
from scnfeed.errors import ScnfeedError
from scnfeed.jobs.explain import explain
from scnfeed.jobs.ingest import Ingested, ingest
from scnfeed.jobs.overrule import overrule, revoke
from scnfeed.jobs.replay import replay
from scnfeed.match import compare as comparing
from scnfeed.model import Article
from scnfeed.store import Store
from tests.match.factory import FERRY, SCHOOL, SITE

NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAGES = {
    "ferries": ("Lamps and ladders", FERRY),
    "ferries-again": ("Lamps and ladders", FERRY.replace("Eleven hands", "Some hands")),
    "schools": ("Corners after dark", SCHOOL),
}


def page(title: str, text: str) -> str:
    body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="2025-03-04">'
        f"</head><body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


class Desk:
    """A store with three pages in it, and the way they come in."""

    def __init__(self, folder: Path, store: Store, config: Config) -> None:
        self.folder, self.store, self.config = folder, store, config
        self.ids = (f"urn:uuid:{n:04}" for n in count(1))
        self.now = NOW

    def read(self, **changed: tuple[str, str]) -> Ingested:
        self.now += HOUR
        paths = []
        for slug, (title, text) in (PAGES | {key.replace("_", "-"): value for key, value in changed.items()}).items():
            path = self.folder / f"{slug}.html"
            path.write_text(page(title, text), encoding="utf-8")
            paths.append(path)
        urls = {path.name: self.url(path.stem) for path in paths}
        return ingest(paths, SITE, self.store, now=self.now, mint=lambda: next(self.ids), urls=urls)

    def url(self, slug: str) -> str:
        return f"{SITE.home}news/{slug}/"

    def article(self, slug: str) -> Article:
        found = self.store.article(self.url(slug))
        assert found
        return found

    def rule(self, action: str, one: str, other: str = "", **given: str) -> str:
        self.now += HOUR
        pair = self.url(other) if other else ""
        said = overrule(self.store, action, self.url(one), pair, now=self.now, **given)  # type: ignore[arg-type]
        return said.id

    def revoke(self, id: str) -> None:
        self.now += HOUR
        revoke(self.store, id, now=self.now)

    def differences(self, run: str = "") -> list[str]:
        return [f"{one.stored} -> {one.today}" for one in replay(self.config, self.store, run)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = tmp_path / "scnfeed.toml"
    settings.write_text('[store]\nurl = "sqlite:///x.db"\n[sites.strong_cities]\nenabled = true\n')
    config = load(settings, {})
    with Store.open(config.store_url) as store:
        found = Desk(tmp_path, store, config)
        found.read()
        yield found


def test_what_was_merged_can_be_split_and_stays_apart(desk: Desk) -> None:
    assert desk.article("ferries").story == desk.article("ferries-again").story
    id = desk.rule("split", "ferries-again", "ferries", why="two crews")
    for _ in range(2):
        apart = desk.article("ferries-again")
        assert apart.story != desk.article("ferries").story and apart.relation == "preferred"
        desk.read(ferries_again=("Lamps and ladders", FERRY))
    desk.revoke(id)
    assert desk.article("ferries").story == desk.article("ferries-again").story


def test_what_was_kept_apart_can_be_merged_and_stays_together(desk: Desk) -> None:
    before = desk.article("schools").story
    id = desk.rule("merge", "schools", "ferries")
    desk.read(schools=("Corners after dark", SCHOOL + " It rained all day long there."))
    found = desk.article("schools")
    assert found.story == desk.article("ferries").story and found.relation == "duplicate"
    desk.revoke(id)
    assert desk.article("schools").story == before
    assert desk.article("schools").content_text.endswith("there."), "what was read since stays"


def test_a_withdrawn_article_stays_away_though_its_page_is_there(desk: Desk) -> None:
    id = desk.rule("withdraw", "schools")
    desk.read(schools=("Corners after dark", FERRY[:200] + SCHOOL))
    gone = desk.article("schools")
    assert gone.withdrawn and desk.url("schools") not in [one.url for one in desk.store.articles()]
    desk.revoke(id)
    back = desk.article("schools")
    assert back.withdrawn is None
    assert back.event_sequence > gone.event_sequence + 1, "a calendar that shows it cancelled takes only what is newer"


def test_a_field_that_an_editor_set_stays_as_set(desk: Desk) -> None:
    id = desk.rule("set", "schools", field="title", value="Where children do not walk")
    desk.rule("set", "schools", field="published", value="2025-02-01")
    desk.read()
    found = desk.article("schools")
    assert (found.title, found.published, found.revision) == ("Where children do not walk", date(2025, 2, 1), 0)
    assert found.ordered == datetime(2025, 2, 1, 12, tzinfo=UTC)
    desk.revoke(id)
    assert desk.article("schools").title == "Corners after dark"
    assert desk.article("schools").published == date(2025, 2, 1)


def test_two_pages_of_one_article_are_one(desk: Desk) -> None:
    desk.rule("same", "ferries", "schools")
    desk.read(schools=("Corners after dark", SCHOOL[:150]))
    assert desk.article("schools").withdrawn and desk.article("schools").story == desk.article("ferries").story
    assert desk.article("ferries").content_text.endswith(FERRY)


@pytest.mark.parametrize(
    ("action", "pair", "given", "told"),
    [
        ("merge", ("ferries", "nowhere"), {}, "no such article"),
        ("merge", ("ferries", "ferries"), {}, "the same article"),
        ("set", ("ferries", ""), {"field": "colour", "value": "red"}, "colour"),
        ("set", ("ferries", ""), {"field": "published", "value": "soon"}, "expected a day"),
        ("set", ("ferries", ""), {"field": "kind", "value": "poem"}, "expected news"),
        ("set", ("ferries", ""), {"field": "title", "value": "  "}, "title"),
    ],
)
def test_what_cannot_be_ruled_is_refused_and_changes_nothing(
    desk: Desk, action: str, pair: tuple[str, str], given: dict[str, str], told: str
) -> None:
    before = desk.store.articles(withdrawn=True)
    with pytest.raises(ScnfeedError, match=told):
        desk.rule(action, *pair, **given)
    assert desk.store.articles(withdrawn=True) == before and desk.store.rulings().all == ()


def test_a_ruling_is_revoked_once(desk: Desk) -> None:
    id = desk.rule("withdraw", "schools")
    desk.revoke(id)
    for gone in (id, "urn:uuid:none"):
        with pytest.raises(ScnfeedError, match="no such ruling"):
            desk.revoke(gone)


# ---- evidence ------------------------------------------------------------------------------------------------------


def test_every_stored_decision_comes_out_again_from_the_kept_pages(desk: Desk) -> None:
    desk.read(schools=("Corners after dark", SCHOOL.replace("in spring", "on 4 May 2025")))
    compared = 0
    for slug in PAGES:
        for one in explain(desk.config, desk.store, desk.url(slug))[1]:
            assert one.equal, one
            compared += one.today is not None
    assert compared >= 2


def _nothing_is_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("LITTLE_OWN", "NOTHING_OWN", "FEW_OWN", "SOME_OWN"):
        monkeypatch.setattr(comparing, bound, -1)
    monkeypatch.setattr(comparing, "WHOLLY", 2.0)


def test_an_explanation_says_so_when_the_code_decides_otherwise(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _nothing_is_one_text(monkeypatch)
    found = [one for one in explain(desk.config, desk.store, desk.url("ferries-again"))[1] if one.today]
    assert [one.equal for one in found] == [False]


def test_unchanged_code_replays_without_a_difference_through_edits_and_rulings(desk: Desk) -> None:
    desk.read(ferries=("Lamps and ladders", FERRY.replace("three lines", "four lines")))
    id = desk.rule("split", "ferries-again", "ferries")
    desk.rule("set", "schools", field="title", value="Where children do not walk")
    desk.read(schools=("Corners", SCHOOL))
    desk.revoke(id)
    desk.read()
    assert desk.differences() == []


def test_other_code_replays_with_its_differences_and_nothing_is_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.store.articles(withdrawn=True), desk.store.decisions()
    _nothing_is_one_text(monkeypatch)
    found = desk.differences()
    assert any("duplicate" in one and "different" not in one.partition(" -> ")[0] for one in found), found
    assert (desk.store.articles(withdrawn=True), desk.store.decisions()) == before


def test_a_run_is_replayed_by_its_id_and_an_unknown_one_is_refused(desk: Desk) -> None:
    [run] = desk.store.runs()
    assert desk.differences(run.id) == []
    with pytest.raises(ScnfeedError, match="no such run"):
        desk.differences("urn:uuid:none")


def test_the_commands_say_explain_overrule_list_revoke_and_replay(desk: Desk) -> None:
    settings = ["--config", str(desk.folder / "scnfeed.toml")]

    def said(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, [*settings, *words])
        assert result.exit_code == code, (words, result.output, result.exception)
        return result.stdout

    assert "comes out the same" in said("explain", desk.url("ferries-again"))
    assert "different" in said("explain", desk.url("ferries"), desk.url("schools"))
    desk.read(schools=("Corners at night", SCHOOL.replace("in spring", "on 4 May 2025")))
    told = said("explain", desk.url("schools"), "--versions")
    assert "  title\n  - Corners after dark\n  + Corners at night\n" in told
    assert "in spring." in told and "  + … there with the children on 4 May 2025." in told
    assert [
        json.loads(row)["article"]["revision"]
        for row in said("explain", desk.url("schools"), "--versions", "--json").splitlines()
    ] == [0, 1]
    ruled = said("overrule", "merge", desk.url("schools"), desk.url("ferries"), "--why", "one evening")
    assert "both tell one story (one evening)" in ruled
    id = ruled.split()[0]
    assert id in said("overrule", "list") and id in said("overrule", "list", "--json")
    assert "revoked" in said("overrule", "revoke", id)
    assert said("replay", "--all") == ""
    assert isinstance(CliRunner().invoke(app, [*settings, "explain", "nothing"]).exception, ScnfeedError)


def test_the_state_before_a_ruling_is_kept_whole(desk: Desk) -> None:
    before = desk.article("schools")
    desk.rule("withdraw", "schools")
    desk.revoke(desk.store.rulings().all[0].id)
    assert desk.article("schools") == replace(before, event_sequence=2)
