"""publish: articles out of the store, feeds, calendars and pages into a folder that any web server can serve."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import scnfeed.feeds
import scnfeed.language
from scnfeed.config import Config
from scnfeed.errors import ConfigError
from scnfeed.feeds import Chosen, Press, choose, opml, render_chosen, render_feed, select
from scnfeed.feeds.defaults import default_feeds
from scnfeed.feeds.private import private_feeds
from scnfeed.feeds.select import has_certain_event
from scnfeed.jobs.archive import letters
from scnfeed.model import Article, Feed, Format, Site
from scnfeed.pages import front_page, index_page
from scnfeed.pages.icon import icon
from scnfeed.publish import Made, Published, publish_files, publish_tree
from scnfeed.publish.websub import announce
from scnfeed.store import Store

LATEST = 12
LETTERS = 1000
ICON = "icon.png"
ADDRESSES = "private-feeds.tsv"
"""Beside the settings: who has which private feed at which address."""


@dataclass(frozen=True, slots=True)
class PublishedTree:
    """What stands in the folder now, the items that had to be left out, and the hub's refusals, each with its
    reason.
    """

    files: Published
    left_out: tuple[tuple[str, str], ...]
    unannounced: tuple[tuple[str, str], ...] = ()


def publish(config: Config, store: Store) -> PublishedTree:
    """Write the published tree. Same articles, same bytes: nothing is touched when nothing changed, and a feed none of
    whose articles changed is not even made.

    Raises ConfigError when nobody said where the folder is served, PublishError when it cannot be written.
    """
    feeds, own = feeds_of(config), private_of(config)
    articles = store.articles(sites=tuple(site.name for site in config.enabled_sites()), withdrawn=True)
    left_out: list[tuple[str, str]] = []
    files = tree(feeds, articles, languages_of(config.enabled_sites()), config, left_out, [feed for _, feed in own])
    old = letters(store.told_issues(limit=LETTERS), config.brand_value, config.publish.base_url, config.templates)
    files |= {name: Made(partial(bytes, body)) for name, body in old.items()}
    moved, ended = config.publish.moved, config.publish.ended
    done = publish_tree(config.public, files, moved=moved, ended=ended)
    if own or (config.folder / ADDRESSES).exists():
        rows = [f"{who}\t{feed.address(format)}\n" for who, feed in own for format in feed.formats]
        publish_files(config.folder, {ADDRESSES: "".join(rows).encode()})
        (config.folder / ADDRESSES).chmod(0o600)
    base = config.publish.base_url.rstrip("/")
    feeds_written = [f"{base}/{name}" for name in done.written if Path(name).suffix in (".rss", ".atom", ".json")]
    unannounced = announce(config.publish.hub, feeds_written) if config.publish.hub else []
    return PublishedTree(done, tuple(dict.fromkeys(left_out)), tuple(unannounced))


def languages_of(sites: Sequence[Site]) -> list[str]:
    return list(dict.fromkeys(language for site in sites for language in site.languages))


def _asked(config: Config) -> Iterator[tuple[Feed, tuple[str, ...]]]:
    """The feeds of the settings, and who alone may have each."""
    excerpt = any(site.text == "excerpt" for site in config.enabled_sites())
    for one in config.feeds:
        feed = Feed(
            name=one.name,
            title=one.title,
            base_url=config.publish.base_url,
            languages=one.languages,
            once=one.once,
            kinds=one.kinds,
            sites=one.sites,
            topics=one.topics,
            places=one.places,
            words=one.words,
            without=one.without,
            limit=one.limit,
            age=one.age,
            excerpt=excerpt,
        )
        yield _branded(config, feed), one.private


def _branded(config: Config, feed: Feed) -> Feed:
    brand = config.brand_value
    told = replace(brand, logo=brand.logo or ICON)
    machine = config.publish.machine_translated
    return replace(feed, brand=told, hub=config.publish.hub, longest=config.publish.longest, machine_translated=machine)


def feeds_of(config: Config) -> list[Feed]:
    """Every feed to publish for everybody: those that need no setting, then the settings' own."""
    base = config.publish.base_url
    if not base:
        raise ConfigError(
            "publish.base_url is not set: say at which address the published folder will be served", "publish.base_url"
        )
    sites = config.enabled_sites()
    title = sites[0].title if len(sites) == 1 else config.brand.name
    found = default_feeds(languages_of(sites), base, config.brand_value, title)
    excerpt = any(site.text == "excerpt" for site in sites)
    default = [replace(_branded(config, feed), excerpt=excerpt) for feed in found]
    return [*default, *(feed for feed, holders in _asked(config) if not holders)]


def private_of(config: Config) -> list[tuple[str, Feed]]:
    """Holder and feed for each private feed; ConfigError without a secret to make their addresses of."""
    found = [(feed, holders) for feed, holders in _asked(config) if holders]
    if found and not config.web.secret:
        raise ConfigError(
            f"{found[0][0].name}: a private feed needs a secret: name a file in web.secret_file, or set "
            "SCNFEED_WEB_SECRET",
            "web.secret",
        )
    secret = config.web.secret.encode()
    return [(who, replace(own, hub="")) for feed, all in found for who, own in private_feeds(feed, all, secret).items()]


@cache
def _code() -> str:
    """A name of everything that turns articles into feeds: files made by another version are made anew."""
    rooms = (Path(str(room.__file__)).parent for room in (scnfeed.feeds, scnfeed.language))
    paths = sorted(path for room in rooms for path in room.glob("*.*") if path.suffix in (".py", ".toml"))
    versions = " ".join(version(name) for name in ("feedgen", "icalendar", "lxml", "babel"))
    return _digest([versions, *(path.read_text(encoding="utf-8") for path in paths)])


def _digest(parts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()


class _Keys:
    """Names of what files are made of; each article is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def _article(self, article: Article) -> str:
        if id(article) not in self._known:
            self._known[id(article)] = _digest([repr(article)])
        return self._known[id(article)]

    def of(self, feed: Feed, chosen: Chosen) -> str:
        said = (repr(feed), repr(sorted(chosen.twins)), str(len(chosen.articles)))
        return _digest([_code(), *said, *map(self._article, (*chosen.articles, *chosen.gone))])

    def of_calendar(self, feed: Feed, articles: Sequence[Article]) -> str:
        mine = [a for a in articles if not feed.languages or a.language in feed.languages]
        return _digest([_code(), repr(feed), *map(self._article, filter(has_certain_event, mine))])


def _files_of(
    feed: Feed, articles: Sequence[Article], keys: _Keys, press: Press, left_out: list[tuple[str, str]]
) -> Iterator[tuple[str, Made]]:
    bad: list[str] = []

    def on_bad(article: Article, error: Exception) -> None:
        bad.append(article.id)
        left_out.append((article.id, str(error)))

    chosen = choose(feed, articles)
    for format in feed.formats:
        made, key = _made(feed, articles, chosen, format, keys, press)
        yield f"{feed.name}.{format}", Made(partial(made, on_bad=on_bad), key, lambda: not bad)


def _made(
    feed: Feed, articles: Sequence[Article], chosen: Chosen, format: Format, keys: _Keys, press: Press
) -> tuple[partial[bytes], str]:
    if format == "ics":
        return partial(render_feed, feed, articles, format), keys.of_calendar(feed, articles)
    return partial(render_chosen, feed, chosen, format, press=press), keys.of(feed, chosen)


def tree(
    feeds: Sequence[Feed],
    articles: Sequence[Article],
    languages: Sequence[str],
    config: Config,
    left_out: list[tuple[str, str]],
    own: Sequence[Feed] = (),
) -> dict[str, Made]:
    """Every file of the published tree: path -> what it is made of, and how. `own` are the private feeds."""
    brand, base = config.brand_value, config.publish.base_url
    files: dict[str, Made] = {}
    keys, press = _Keys(), Press()
    for feed in (*feeds, *own):
        files.update(_files_of(feed, articles, keys, press, left_out))
    for language in languages:
        mine = [feed for feed in feeds if feed.languages[:1] == (language,)]
        newest = next((feed for feed in mine if feed.name == f"{language}/all"), None)
        events = next((feed for feed in mine if feed.name == f"{language}/events"), None)
        page = index_page(
            language,
            [feed for feed in feeds if feed in mine or not feed.languages],
            select(newest, articles)[:LATEST] if newest else [],
            brand,
            languages,
            base,
            select(events, articles) if events else [],
        )
        files[f"{language}/index.html"] = Made(page.encode)
    files["index.html"] = Made(front_page(languages, feeds, brand, base).encode)
    files["feeds.opml"] = Made(partial(opml, brand.name, feeds))
    files[ICON] = Made(partial(icon, brand.colour), _digest([_code(), brand.colour]))
    return files
