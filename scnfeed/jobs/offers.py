"""Which feeds are published, and for whom: those that need no setting, the settings' own, and private ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scnfeed.config import Config
from scnfeed.errors import ConfigError
from scnfeed.feeds.defaults import MIXED, TEXT, default_feeds, formats
from scnfeed.feeds.private import private_feeds
from scnfeed.feeds.text import say
from scnfeed.model import Feed, Site

ICON = "icon.png"
"""The picture of who has no logo."""


def languages_of(sites: Sequence[Site]) -> list[str]:
    return list(dict.fromkeys(language for site in sites for language in site.languages))


def _spoken_by(config: Config, sites: Sequence[str]) -> tuple[str, ...]:
    """The language of these sites (of all where none is named), where they have but one."""
    found = languages_of([site for site in config.enabled_sites() if not sites or site.name in sites])
    return tuple(found) if len(found) == 1 else ()


def _asked(config: Config) -> Iterator[tuple[Feed, tuple[str, ...]]]:
    """The feeds of the settings, and who alone may have each. One that names no language is of the only one there is,
    else of all, and comes in the formats of such feeds.
    """
    for one in config.feeds:
        languages = one.languages or _spoken_by(config, one.sites)
        feed = Feed(
            name=one.name,
            title=one.title,
            base_url=config.publish.base_url,
            languages=languages,
            once=one.once,
            kinds=one.kinds,
            sites=one.sites,
            topics=one.topics,
            places=one.places,
            words=one.words,
            without=one.without,
            limit=one.limit,
            age=one.age,
            formats=formats(TEXT if languages else MIXED, "event" in one.kinds),
        )
        yield _branded(config, feed), one.private


def _branded(config: Config, feed: Feed) -> Feed:
    brand = config.brand_value
    told = replace(brand, logo=brand.logo or ICON)
    machine = config.publish.machine_translated
    return replace(
        feed,
        brand=told,
        hub=config.publish.hub,
        longest=config.publish.longest,
        machine_translated=machine,
        excerpted=tuple(site.name for site in config.enabled_sites() if site.text == "excerpt"),
    )


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
    default = [_branded(config, feed) for feed in found]
    return [*default, *of_sites(config, sites), *(feed for feed, holders in _asked(config) if not holders)]


def of_sites(config: Config, sites: Sequence[Site]) -> Iterator[Feed]:
    """Where there are several sites, the events of each in every language."""
    for site in sites if len(sites) > 1 else ():
        language = next(iter(site.languages))
        title = f"{say(language, 'events_together')} – {site.title}"
        feed = Feed(f"{site.name}/events", title, config.publish.base_url, kinds=("event",), sites=(site.name,))
        yield replace(_branded(config, feed), formats=formats(MIXED, events=True))


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
