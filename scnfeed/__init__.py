"""News and event pages in; feeds, calendars and letters out.

The public names. Values are loaded at once, the rooms that do the work on first use: ``import scnfeed`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from scnfeed.errors import ScnfeedError as ScnfeedError
from scnfeed.model import Article as Article
from scnfeed.model import Brand as Brand
from scnfeed.model import Decision as Decision
from scnfeed.model import Event as Event
from scnfeed.model import Feed as Feed
from scnfeed.model import Issue as Issue
from scnfeed.model import Page as Page
from scnfeed.model import Reading as Reading
from scnfeed.model import Site as Site
from scnfeed.model import Story as Story
from scnfeed.model import Subscriber as Subscriber
from scnfeed.read import read as read

if TYPE_CHECKING:
    from scnfeed.digest.compose import compose as compose
    from scnfeed.digest.letter import render_letter as render_letter
    from scnfeed.feeds import render_feed as render_feed
    from scnfeed.jobs.collect import collect as collect
    from scnfeed.jobs.explain import explain as explain
    from scnfeed.jobs.ingest import ingest as ingest
    from scnfeed.jobs.overrule import overrule as overrule
    from scnfeed.jobs.replay import replay as replay
    from scnfeed.jobs.send import send as send
    from scnfeed.language.dates import Span as Span
    from scnfeed.language.dates import dates_in as dates_in
    from scnfeed.mail.smtp import SmtpTransport as SmtpTransport
    from scnfeed.mail.transport import FolderTransport as FolderTransport
    from scnfeed.match.compare import compare as compare
    from scnfeed.match.normalise import normalise as normalise
    from scnfeed.sites.strong_cities import STRONG_CITIES as STRONG_CITIES
    from scnfeed.store import Store as Store

__version__ = "0.1.0"

_WHERE = {
    "FolderTransport": "scnfeed.mail.transport",
    "SmtpTransport": "scnfeed.mail.smtp",
    "STRONG_CITIES": "scnfeed.sites.strong_cities",
    "Span": "scnfeed.language.dates",
    "Store": "scnfeed.store",
    "collect": "scnfeed.jobs.collect",
    "compare": "scnfeed.match.compare",
    "compose": "scnfeed.digest.compose",
    "dates_in": "scnfeed.language.dates",
    "explain": "scnfeed.jobs.explain",
    "ingest": "scnfeed.jobs.ingest",
    "normalise": "scnfeed.match.normalise",
    "overrule": "scnfeed.jobs.overrule",
    "render_feed": "scnfeed.feeds",
    "render_letter": "scnfeed.digest.letter",
    "replay": "scnfeed.jobs.replay",
    "send": "scnfeed.jobs.send",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'scnfeed' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_WHERE})
