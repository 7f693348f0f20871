"""Publishing as a job: private feeds, a hub, and only what changed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scnfeed.config import Config, FeedSettings, SiteSettings, load
from scnfeed.errors import ConfigError
from scnfeed.jobs.publish import publish
from scnfeed.model import Event
from scnfeed.store import Store
from tests.jobs.small import HOUR, NOW, article, corrected, remember


def names(config: Config, written: tuple[str, ...]) -> set[str]:
    return {name.rpartition(".")[0] for name in written if name.endswith((".rss", ".atom", ".json", ".ics"))}


def private(config: Config, *who: str) -> Config:
    feed = FeedSettings("en/floods", "Floods", languages=("en",), private=who)
    return replace(config, feeds=(feed,), web=replace(config.web, secret="a secret"))


def test_only_feeds_of_the_changed_article_are_made_anew(config: Config, small_store: Store) -> None:
    known = article("a")
    remember(small_store, known, article("b", language="ar"))
    publish(config, small_store)
    assert publish(config, small_store).files.written == ()
    remember(small_store, corrected(known, NOW + HOUR))
    written = publish(config, small_store).files.written
    assert names(config, written) == {
        *("en/news", "en/all", "all/news", "all/all"),
        *(f"{language}-else-en/all" for language in ("ar", "fr", "es") if f"{language}-else-en/all.rss" in written),
    }
    assert not [name for name in written if name.startswith("ar/")]


def addresses(config: Config) -> dict[str, str]:
    rows = (config.folder / "private-feeds.tsv").read_text(encoding="utf-8").splitlines()
    return {who: url for who, url in (row.split("\t") for row in rows) if url.endswith(".rss")}


def test_a_private_feed_has_an_address_for_each_person_and_none_for_others(config: Config, small_store: Store) -> None:
    remember(small_store, article("a"))
    publish(private(config, "Amal", "Omar"), small_store)
    told = addresses(config)
    assert set(told) == {"Amal", "Omar"} and len(set(told.values())) == 2
    for url in told.values():
        path = config.public / url.removeprefix("https://feeds.scnfeed.example/")
        assert b"Title a" in path.read_bytes() and url.encode() in path.read_bytes()
    assert (config.folder / "private-feeds.tsv").stat().st_mode & 0o077 == 0
    shown = [p for p in config.public.rglob("*") if p.is_file() and "private" not in p.parts]
    assert not [p for p in shown if b"floods" in p.read_bytes()]


def test_who_is_taken_off_the_list_has_no_feed_any_more_and_the_others_keep_theirs(
    config: Config, small_store: Store
) -> None:
    publish(private(config, "Amal", "Omar"), small_store)
    before = addresses(config)
    publish(private(config, "Omar"), small_store)
    assert addresses(config) == {"Omar": before["Omar"]}
    gone = config.public / before["Amal"].removeprefix("https://feeds.scnfeed.example/")
    assert not gone.exists() and not gone.parent.exists()
    publish(replace(private(config), feeds=()), small_store)
    assert not list(config.public.rglob("floods.*"))


def test_a_private_feed_without_a_secret_is_refused(config: Config, small_store: Store) -> None:
    open_to_all = replace(private(config, "Amal"), web=replace(config.web, secret=""))
    with pytest.raises(ConfigError, match="a private feed needs a secret: name a file in"):
        publish(open_to_all, small_store)
    assert not config.public.exists()


def test_an_item_that_must_be_left_out_is_told_at_each_publish_and_the_rest_stands(
    config: Config, small_store: Store
) -> None:
    event = Event(date(2024, 5, 9), date(2024, 5, 1), None, True, "It ends before it starts.")
    remember(small_store, article("good"), replace(article("bad"), events=(event,)))
    for _ in range(2):
        told = publish(config, small_store).left_out
        assert [id for id, _ in told] == ["urn:x:bad"] and "ends before it starts" in told[0][1]
    assert b"Title good" in (config.public / "en" / "all.rss").read_bytes()


def test_only_the_texts_of_a_site_that_wants_it_are_excerpts(config: Config, small_store: Store) -> None:
    (config.folder / "spiders").mkdir(exist_ok=True)
    site = 'from scnfeed.model import Site\n\nSITE = Site("other", "Other", "https://other.example/", text="excerpt")\n'
    (config.folder / "spiders" / "other.py").write_text(site)
    sites = dict(config.sites) | {"other": SiteSettings()}
    long = "<p>" + "</p><p>".join(f"Sentence {n} of it." for n in range(99)) + "</p>"
    text = " ".join(f"Sentence {n} of it." for n in range(99))
    whole = replace(article("whole"), content_html=long, content_text=text)
    cut = replace(article("cut"), site="other", content_html=long, content_text=text)
    remember(small_store, whole, cut)
    publish(replace(config, sites=sites), small_store)
    told = json.loads((config.public / "en" / "all.json").read_bytes())["items"]
    assert {one["id"]: "Sentence 98" in one["content_html"] for one in told} == {whole.id: True, cut.id: False}


def test_a_hub_that_is_not_there_keeps_nothing_from_being_published(config: Config, small_store: Store) -> None:
    told = publish(replace(config, publish=replace(config.publish, hub="http://127.0.0.1:1/")), small_store)
    assert b"http://127.0.0.1:1/" in (config.public / "en" / "news.rss").read_bytes()
    assert told.unannounced and "cannot be reached" in told.unannounced[0][1]


def test_the_settings_of_feeds_are_checked(tmp_path: Path) -> None:
    file = tmp_path / "scnfeed.toml"
    file.write_text(
        '[publish]\nhub = "hub"\nlongest = 5\nmoved = {"a.rss" = "../b"}\n'
        '[[feeds]]\nname = "x"\ntitle = "x"\nage = -1\n'
    )
    with pytest.raises(ConfigError) as wrong:
        load(file, {})
    for key in ("publish.hub", "publish.longest", "publish.moved.a.rss", "feeds.0.age"):
        assert key in str(wrong.value)
