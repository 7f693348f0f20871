"""publish: articles out of the store, feeds, calendars and pages into a folder that any web server can serve."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import scnfeed.digest
import scnfeed.feeds
import scnfeed.language
import scnfeed.pages
from scnfeed.config import Config
from scnfeed.feeds import Chosen, Press, opml, render_chosen, render_feed
from scnfeed.feeds.select import standing
from scnfeed.jobs.archive import latest, letters
from scnfeed.jobs.history import History
from scnfeed.jobs.offers import ICON, feeds_of, languages_of, private_of
from scnfeed.jobs.shown import Shown, articles_of
from scnfeed.jobs.windows import Window, windows
from scnfeed.model import Article, Feed, Format, Issue
from scnfeed.pages import front_page, index_page
from scnfeed.pages.icon import icon
from scnfeed.publish import Made, Published, publish_files, publish_tree, read_manifest
from scnfeed.publish.websub import announce
from scnfeed.store import Store

__all__ = ["PublishedTree", "feeds_of", "publish"]

LATEST = 12
LETTERS = 1000
EVENTS = 1500
"""Articles that a calendar is made of: more do not fit into its file."""
ADDRESSES = "private-feeds.tsv"
"""Beside the settings: who has which private feed at which address."""
HIDDEN = ".private-feeds.json"
"""Beside the settings: the manifest of private feeds."""


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
    hidden = config.folder / HIDDEN
    before, mark = read_manifest(config.public, hidden), store.last_change()
    wanted = _asked([*feeds, *(feed for _, feed in own)], config)
    found, noted = windows(store, wanted, mark, before.mark)
    history = History(config, store, wanted, before, mark)
    tree = _Tree(config, store, found, history)
    issues = store.told_issues(limit=LETTERS)
    files = tree.feeds([*feeds, *(feed for _, feed in own)]) | tree.pages(feeds, latest(issues).keys())
    files |= _letters(config, issues)
    after = replace(history.after(), moved=config.publish.moved, ended=config.publish.ended)
    done = publish_tree(config.public, files, after, hidden=hidden)
    history.tidy()
    store.note_windows(noted, store.windows().keys() - wanted.keys(), mark)
    if own or (config.folder / ADDRESSES).exists():
        _tell_addresses(config, own)
    return PublishedTree(done, tuple(dict.fromkeys(tree.left_out)), tuple(_announced(config, done)))


def _asked(feeds: Sequence[Feed], config: Config) -> dict[str, Feed]:
    """What the store is asked, by name: each feed's selection within the enabled sites, and its calendar's."""
    sites = tuple(site.name for site in config.enabled_sites())
    wanted = {}
    for feed in feeds:
        within = replace(feed, sites=feed.sites or sites)
        wanted[feed.name] = within
        if "ics" in feed.formats:
            every = replace(within, kinds=feed.kinds or ("event",), limit=EVENTS, age=0)
            wanted[f"{feed.name}.ics"] = replace(every, uncertain=config.publish.uncertain_events == "mark")
    return wanted


def _tell_addresses(config: Config, own: Sequence[tuple[str, Feed]]) -> None:
    rows = [f"{who}\t{feed.address(format)}\n" for who, feed in own for format in feed.formats]
    publish_files(config.folder, {ADDRESSES: "".join(rows).encode()})
    (config.folder / ADDRESSES).chmod(0o600)


def _announced(config: Config, done: Published) -> list[tuple[str, str]]:
    """Tell the hub of the feeds that changed; what it would not take."""
    base = config.publish.base_url.rstrip("/")
    changed = [f"{base}/{name}" for name in done.written if Path(name).suffix in (".rss", ".atom", ".json")]
    return announce(config.publish.hub, changed) if config.publish.hub else []


@cache
def _code() -> str:
    """A name of everything that turns articles into files: files made by another version are made anew."""
    rooms = (scnfeed.feeds, scnfeed.language, scnfeed.pages, scnfeed.digest)
    found = (path for room in rooms for path in Path(str(room.__file__)).parent.rglob("*.*"))
    paths = sorted(path for path in found if path.suffix in (".py", ".toml", ".html", ".css", ".txt"))
    versions = " ".join(version(name) for name in ("feedgen", "icalendar", "lxml", "babel", "jinja2"))
    return digest([versions, *(path.read_text(encoding="utf-8") for path in paths)])


def digest(parts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return found.hexdigest()


def _letters(config: Config, issues: Sequence[Issue]) -> dict[str, Made]:
    spoken = languages_of(config.enabled_sites())[:1]
    old = letters(issues, config.brand_value, config.publish.base_url, config.templates, spoken)
    return {name: Made(partial(bytes, body)) for name, body in old.items()}


class _Tree:
    """Every file of the published tree: what it is made of, and how. An article is loaded when a file needs it."""

    def __init__(self, config: Config, store: Store, found: dict[str, Window], history: History) -> None:
        self._config, self._windows, self._history = config, found, history
        self._articles: dict[str, Article] = {}
        self._store, self._press = store, Press()
        self.left_out: list[tuple[str, str]] = []

    def feeds(self, feeds: Sequence[Feed]) -> dict[str, Made]:
        return {name: made for feed in feeds for name, made in self._feed(feed)}

    def _feed(self, feed: Feed) -> Iterator[tuple[str, Made]]:
        bad: list[str] = []

        def on_bad(article: Article, error: Exception) -> None:
            bad.append(article.id)
            self.left_out.append((article.id, str(error)))

        window = self._windows[feed.name]
        shown = current(feed, window)
        chosen = cache(partial(self._chosen, feed, shown, window))
        place = self._history.place(feed, window, chosen, on_bad, self._press)
        # not the newest page itself: nobody shall load all items again because one that left long ago was corrected
        said = [_code(), repr(feed), self._history.led(feed), *map(repr, shown), *map(repr, window.gone)]
        for format in feed.formats:
            if format == "ics":
                told = replace(feed, uncertain=self._config.publish.uncertain_events == "mark")
                yield f"{feed.name}.ics", self._calendar(told, on_bad, bad)
                continue
            make = partial(self._render, feed, chosen, format, on_bad, place)
            yield f"{feed.name}.{format}", Made(make, digest(said), lambda: not bad)

    def _render(self, feed: Feed, chosen: Callable[[], Chosen], format: Format, on_bad: object, place: object) -> bytes:
        return render_chosen(feed, chosen(), format, on_bad, self._press, place)  # type: ignore[arg-type]

    def _chosen(self, feed: Feed, shown: Sequence[Shown], window: Window) -> Chosen:
        gone = self.load([one.id for one in window.gone])
        self.load([one.id for one in shown])
        articles = standing(feed, articles_of(self._articles, shown), gone)
        return Chosen(tuple(articles), tuple(gone), frozenset(one.told for one in shown if one.twin))

    def _calendar(self, feed: Feed, on_bad: Callable[[Article, Exception], None], bad: list[str]) -> Made:
        window = self._windows[f"{feed.name}.ics"]
        told = [(one.id, one.changed) for one in window.shown] + [(one.id, one.changed) for one in window.gone]

        def make() -> bytes:
            return render_feed(feed, self.load([id for id, _ in told]), "ics", on_bad)

        return Made(make, digest([_code(), repr(feed), *map(repr, told)]), lambda: not bad)

    def load(self, ids: Sequence[str]) -> list[Article]:
        missing = [id for id in ids if id not in self._articles]
        self._articles |= {id: one.article for id, one in self._store.held(missing).items()} if missing else {}
        return [self._articles[id] for id in ids if id in self._articles]

    def pages(self, feeds: Sequence[Feed], lettered: Collection[str]) -> dict[str, Made]:
        """The pages for people, each with the newest letter where its language is `lettered`, the list of feeds to
        import, the picture of who has none.
        """
        config, languages = self._config, languages_of(self._config.enabled_sites())
        brand, base = config.brand_value, config.publish.base_url
        files = {
            f"{language}/index.html": self._index(language, feeds, languages, language in lettered)
            for language in languages
        }
        files["index.html"] = Made(lambda: front_page(languages, feeds, brand, base).encode())
        files["feeds.opml"] = Made(partial(opml, brand.name, feeds))
        files[ICON] = Made(partial(icon, brand.colour), digest([_code(), brand.colour]))
        return files

    def _index(self, language: str, feeds: Sequence[Feed], languages: Sequence[str], lettered: bool) -> Made:
        mine = [feed for feed in feeds if not feed.languages or feed.languages[:1] == (language,)]
        latest, events = (self._newest(feeds, f"{language}/{kind}") for kind in ("all", "events"))
        brand, base = self._config.brand_value, self._config.publish.base_url
        letter = f"letters/{language}.html" if lettered else ""

        def make() -> bytes:
            told = self.load([one.id for one in latest[:LATEST]])
            ahead = self.load([one.id for one in events])
            return index_page(language, mine, told, brand, languages, base, ahead, letter).encode()

        said = (repr(mine), repr(brand), repr(languages), repr(latest[:LATEST]), repr(events), letter)
        return Made(make, digest([_code(), *said]))

    def _newest(self, feeds: Sequence[Feed], name: str) -> Sequence[Shown]:
        feed = next((feed for feed in feeds if feed.name == name), None)
        return current(feed, self._windows[name]) if feed else ()


def current(feed: Feed, window: Window) -> Sequence[Shown]:
    """The items that the feed shows: as many as its limit, none older than its age allows."""
    shown = window.shown[: feed.limit]
    oldest = shown[0].placed - feed.age * 86_400_000_000 if shown and feed.age else None
    return shown if oldest is None else [one for one in shown if one.placed >= oldest]
