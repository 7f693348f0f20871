"""The Strong Cities Network: a WordPress site in English, Arabic, French and Spanish.

The last three are partly machine-translated (WPML). The bases ``news`` and ``resource`` are not translated, slugs are.
A news page may stand at ``/news/<slug>/`` or, newer, at ``/news/article/<slug>/``; a long resource is cut into numbered
pages. Label dates are day/month/year in every language. The network was launched in September 2015.
"""

from __future__ import annotations

from datetime import date

from scnfeed.model import Site

STRONG_CITIES = Site(
    name="strong_cities",
    title="Strong Cities Network",
    home="https://strongcitiesnetwork.org/",
    aliases=("www.strongcitiesnetwork.org",),
    languages={"en": "", "ar": "ar", "fr": "fr", "es": "es"},
    items=(
        (r"news/article/[^/]+/", "news"),
        (r"news/(?!article/|page/)[^/]+/", "news"),
        (r"resource/[^/]+/", "resource"),
    ),
    watch=(r"[^/]*(?:globalsummit|global-summit|sommet-mondial|cumbre-mundial)[^/]*/", r"القمة-العالمية[^/]*/"),
    date_order="dmy",
    since=date(2015, 9, 1),
    time_zone="Europe/London",
    delay=3.0,
    budget=3000,
)
