"""The commands that show what is known."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scnfeed.config import load
from scnfeed.model import Change, Decision
from scnfeed.store import Store
from tests.cli.conftest import Command

CONTRACT = (
    "url canonical_url language direction title published updated kind content_html content_text summary authors images"
    " attachments topics translations machine_translated reading_minutes events sources doubts"
).split()
CASE = Path(__file__).parent.parent / "pages" / "html_en_where_when" / "input.html"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ADDRESS = "https://strongcitiesnetwork.org/news/a-page/"


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_read_gives_exactly_the_fields_of_the_contract(scnfeed: Command, here: Path) -> None:
    said = scnfeed("read", CASE, "--url", ADDRESS, "--site", "strong_cities", "--json")
    [told] = lines(said.out)
    assert (said.code, said.err) == (0, "")
    assert list(told) == CONTRACT
    assert told["url"] == ADDRESS and told["language"] == "en"
    assert isinstance(told["events"], list)
    assert all(list(event) == ["start", "end", "place", "certain", "sentence"] for event in told["events"])


def test_read_shows_people_where_each_value_stands(scnfeed: Command, here: Path) -> None:
    said = scnfeed("read", CASE, "--site", "strong_cities")
    assert said.code == 0
    assert all(word in said.out for word in ("field", "value", "from", "title"))


def test_read_finds_a_kept_page_by_its_address(scnfeed: Command, deployment: Path) -> None:
    first = lines(scnfeed("articles", "--json").out)[0]
    [told] = lines(scnfeed("read", str(first["url"]), "--site", "strong_cities", "--json").out)
    assert told["title"] == first["title"]


def test_a_page_that_was_never_kept_is_not_fetched(scnfeed: Command, here: Path) -> None:
    said = scnfeed("read", "https://example.org/")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("https://example.org/: no such page is kept")


def test_articles_are_a_line_each(scnfeed: Command, deployment: Path) -> None:
    everything = lines(scnfeed("articles", "--json").out)
    arabic = lines(scnfeed("--config", "scnfeed.toml", "articles", "--language", "ar", "--json").out)
    assert len({article["id"] for article in everything}) == len(everything) > 40
    assert {article["language"] for article in arabic} == {"ar"}
    assert 0 < len(arabic) < len(everything)
    table = scnfeed("articles").out
    assert str(arabic[0]["title"])[:12] in table


def test_stories_are_a_line_each_with_their_members(scnfeed: Command, deployment: Path) -> None:
    stories = lines(scnfeed("stories", "--json").out)
    assert all(list(story) == ["id", "members"] for story in stories)
    members = [member for story in stories for member in story["members"]]  # type: ignore[attr-defined]
    assert all(list(member) == ["id", "url", "language", "relation"] for member in members)
    assert {member["relation"] for member in members} <= {"preferred", "duplicate", "translation", "offered"}
    assert len(members) == len(lines(scnfeed("articles", "--json").out))
    assert str(members[0]["url"]) in scnfeed("stories").out


def test_explain_tells_why_by_id_and_by_address(scnfeed: Command, deployment: Path) -> None:
    article = lines(scnfeed("articles", "--json").out)[0]
    by_id = scnfeed("explain", str(article["id"]))
    assert by_id.code == 0 and by_id.out.startswith(f"{article['title']}\n")
    assert scnfeed("explain", str(article["url"])) == by_id
    assert all(one["reason"] for one in lines(scnfeed("explain", str(article["id"]), "--json").out))


def test_status_tells_what_ran(scnfeed: Command, deployment: Path) -> None:
    told = json.loads(scnfeed("status", "--json").out)
    assert [run["status"] for run in told["runs"]] == ["done", "done"]
    said = scnfeed("status")
    assert said.code == 0 and "letters: none" in said.out


def test_what_is_held_is_named_with_its_reason(scnfeed: Command, deployment: Path) -> None:
    odd = "its title reads [/b] :smile: [red]"
    with Store.open(load(deployment / "scnfeed.toml").store_url) as store:
        run = store.begin_run("collect", "strong_cities", "today", NOW, lambda: "run today")
        assert run
        held = [Change(Decision("held", odd, url=f"https://cities.example/{n}/"), None) for n in range(12)]
        store.apply(held, run=run.id, now=NOW)
        store.finish_run(run, "held", NOW, reason=odd, stats={"requests": 1234, "bytes": 9e6})
    said = scnfeed("status")
    assert said.code == 1 and "1,234 requests" in said.out and "9e+06" not in said.out
    assert f"held: https://cities.example/0/: {odd}\n" in said.out and "2 more" in said.out
    assert len(json.loads(scnfeed("status", "--json").out)["held"]) == 12


def test_brackets_in_a_title_are_no_markup_of_the_terminal(scnfeed: Command, deployment: Path) -> None:
    with Store.open(load(deployment / "scnfeed.toml").store_url) as store:
        [one, *_] = store.articles()
        renamed = replace(one, title="[/b] :smile:")
        store.apply([Change(Decision("changed", "", one.id), renamed)], run="", now=NOW)
    assert "[/b] :smile:" in scnfeed("articles").out


def test_an_unknown_article_is_told(scnfeed: Command, deployment: Path) -> None:
    said = scnfeed("explain", "urn:uuid:nobody")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("urn:uuid:nobody: no such article")
