"""The calendar of a single event that its page links to: an iCalendar file, or the JSON of The Events Calendar."""

from __future__ import annotations

import re
from html import unescape

from scnfeed.crawl.hrefs import base_in, hrefs_in
from scnfeed.model import Site
from scnfeed.sites.addresses import absolute, on_site

MOST_CALENDARS = 200
"""So many are asked for in one crawl."""
_HINT = re.compile(rb"ical|\.ics|/events/v1/", re.IGNORECASE)
_KINDS = (
    re.compile(r"/wp-json/tribe/events/v1/events/\d+/?$"),  # https://theeventscalendar.com/knowledgebase/rest-api/
    re.compile(r"\.ics(\?|$)|[?&](outlook-)?ical=1(&|$)|/ical/?$", re.IGNORECASE),
)


def calendar_of(body: bytes, base: str, site: Site) -> str:
    """The address on `site` of the calendar that a page (made `lean`) links to, JSON rather than iCalendar; "" where
    there is none, or where there are several, none below the page's own address: nobody can say which one is meant.

    >>> calendar_of(b'<a href="?ical=1">Add</a>', "https://a.org/event/x/", Site("x", "X", "https://a.org/"))
    'https://a.org/event/x/?ical=1'
    """
    hinting = {href for href in hrefs_in(body) if _HINT.search(href)}
    hrefs = {unescape(href.decode("utf-8", "replace")).partition("#")[0] for href in hinting}
    root = base_in(body, base) if hrefs else base
    for kind in _KINDS:
        found = {url for href in hrefs if kind.search(href) and on_site(url := absolute(root, href), site)}
        own = {url for url in found if url.startswith(base.partition("?")[0])}
        if found:
            return "".join(own or found) if len(own or found) == 1 else ""
    return ""
