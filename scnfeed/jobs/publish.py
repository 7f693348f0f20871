"""publish: articles out of the store, feeds, calendars and pages into a folder that any web server can serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scnfeed.config import Config
from scnfeed.errors import ConfigError
from scnfeed.feeds import opml, render_feed, select
from scnfeed.feeds.defaults import default_feeds
from scnfeed.jobs.archive import letters
from scnfeed.model import Article, Feed, Site
from scnfeed.pages import front_page, index_page
from scnfeed.publish import Published, publish_files
from scnfeed.store import Store

LATEST = 12
LETTERS = 1000


@dataclass(frozen=True, slots=True)
class PublishedTree:
    """What stands in the folder now, and the items that had to be left out, each with its reason."""

    files: Published
    left_out: tuple[tuple[str, str], ...]


def publish(config: Config, store: Store) -> PublishedTree:
    """Write the published tree. Same articles, same bytes: nothing is touched when nothing changed.

    Raises ConfigError when nobody said where the folder is served, PublishError when it cannot be written.
    """
    feeds = feeds_of(config)
    articles = store.articles(sites=tuple(site.name for site in config.enabled_sites()), withdrawn=True)
    left_out: list[tuple[str, str]] = []
    files = tree(feeds, articles, languages_of(config.enabled_sites()), config, left_out)
    files |= letters(store.issues(limit=LETTERS), config.brand_value, config.publish.base_url)
    return PublishedTree(publish_files(config.public, files), tuple(dict.fromkeys(left_out)))


def languages_of(sites: Sequence[Site]) -> list[str]:
    return list(dict.fromkeys(language for site in sites for language in site.languages))


def feeds_of(config: Config) -> list[Feed]:
    """Every feed to publish: those that need no setting, then the settings' own."""
    base = config.publish.base_url
    if not base:
        raise ConfigError(
            "publish.base_url is not set: say at which address the published folder will be served", "publish.base_url"
        )
    sites = config.enabled_sites()
    title = sites[0].title if len(sites) == 1 else config.brand.name
    found = default_feeds(languages_of(sites), base, config.brand_value, title)
    excerpt = any(site.text == "excerpt" for site in sites)
    own = [
        Feed(
            name=one.name,
            title=one.title,
            base_url=base,
            languages=one.languages,
            once=one.once,
            kinds=one.kinds,
            sites=one.sites,
            topics=one.topics,
            places=one.places,
            words=one.words,
            without=one.without,
            limit=one.limit,
            brand=config.brand_value,
            excerpt=excerpt,
        )
        for one in config.feeds
    ]
    return [*found, *own]


def tree(
    feeds: Sequence[Feed],
    articles: Sequence[Article],
    languages: Sequence[str],
    config: Config,
    left_out: list[tuple[str, str]],
) -> dict[str, bytes]:
    """Every file of the published tree: path -> bytes."""
    brand, base = config.brand_value, config.publish.base_url
    files: dict[str, bytes] = {}
    for feed in feeds:
        for format in feed.formats:
            files[f"{feed.name}.{format}"] = render_feed(
                feed, articles, format, on_bad=lambda article, error: left_out.append((article.id, str(error)))
            )
    for language in languages:
        mine = [feed for feed in feeds if feed.languages[:1] == (language,)]
        newest = next((feed for feed in mine if feed.name == f"{language}/all"), None)
        events = next((feed for feed in mine if feed.name == f"{language}/events"), None)
        files[f"{language}/index.html"] = index_page(
            language,
            [feed for feed in feeds if feed in mine or not feed.languages],
            select(newest, articles)[:LATEST] if newest else [],
            brand,
            languages,
            base,
            select(events, articles) if events else [],
        ).encode()
    files["index.html"] = front_page(languages, feeds, brand, base).encode()
    files["feeds.opml"] = opml(brand.name, feeds)
    return files
