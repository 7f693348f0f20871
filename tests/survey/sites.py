"""Small sites of other people on loopback, each with its own markup, and the truth about them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from urllib.parse import quote

from tests.crawl.loopback import Answer, Loopback, xml

MONTHS = "January February March April May June July August September October November December".split()
MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
MESES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
WORDS = (
    "Bridge Harbour Library Market River Night Garden School Ferry Archive Choir Winter Island Lantern Council Youth"
).split()


@dataclass(frozen=True)
class Item:
    """What is true of one item: its path, title, day (of publication, or of the event) and language."""

    path: str
    title: str
    day: date | None
    language: str = "en"
    kind: str = "news"


@dataclass
class Place:
    """A site: its answers by path, and its items."""

    answers: dict[str, Answer]
    items: list[Item]
    name: str
    prefixes: dict[str, Answer] = field(default_factory=dict)
    """Beginnings of addresses with any query."""
    other: Answer = field(default_factory=lambda: Answer("<html><h1>Not found</h1><p>No such page.</p></html>", 404))

    def serve(self) -> Loopback:
        quoted = {quote(f"/{path}", safe="/?=&%"): answer for path, answer in self.answers.items()}
        server = Loopback(quoted, self.other)
        server.prefixes = {f"/{path}": answer for path, answer in self.prefixes.items()}
        return server


POOLS = {
    "en": """the old harbour opens its doors while neighbours carry chairs and lamps along the quay because a long winter
    left many questions about boats schools and books that nobody had asked before young people wrote songs with
    gardeners and sailors mended nets under the arcades where tea was shared until late in the evening again""",
    "fr": """le vieux port ouvre ses portes tandis que les voisins portent des chaises et des lampes le long du quai car un
    long hiver avait laissé bien des questions sur les bateaux les écoles et les livres que personne ne posait avant
    les jeunes ont écrit des chansons avec des jardiniers sous les arcades""",
    "es": """el puerto viejo abre sus puertas mientras los vecinos llevan sillas y faroles por el muelle porque un largo
    invierno dejó muchas preguntas sobre barcos escuelas y libros que nadie hacía antes los jóvenes escribieron
    canciones con jardineros bajo los arcos hasta muy tarde""",
}


def compose(number: int, language: str) -> str:
    """Two paragraphs that no other number has anything like."""
    chance, pool = random.Random(number), POOLS[language].split()
    told = [" ".join(chance.choice(pool) for _ in range(14)).capitalize() + "." for _ in range(8)]
    return " ".join(told[:3]) + "\n\n" + " ".join(told[3:])


def prose(number: int, language: str = "en") -> str:
    return "".join(f"<p>{part}</p>" for part in compose(number, language).split("\n\n"))


def title(number: int) -> str:
    first, second = WORDS[number % len(WORDS)], WORDS[(number * 7 + 3) % len(WORDS)]
    return f"{first} and {second.lower()} meet for the {number + 2}th time"


def slug(text: str) -> str:
    return "-".join(word for word in text.lower().replace("’", "").split())


def day(number: int) -> date:
    return date(2025, 11, 20) - timedelta(days=9 * number)


def english(when: date) -> str:
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def french(when: date) -> str:
    return f"{when.day} {MOIS[when.month - 1]} {when.year}"


def rss(items: list[Item], home: str = "{home}") -> Answer:
    rows = "".join(
        f"<item><title>{one.title}</title><link>{home}{one.path}</link>"
        f"<pubDate>{format_datetime(datetime.combine(one.day, time(9), UTC))}</pubDate></item>"
        for one in items[:10]
        if one.day
    )
    return Answer(f'<rss version="2.0"><channel><title>x</title>{rows}</channel></rss>', type="application/rss+xml")


# ---- a stock WordPress theme ------------------------------------------------------------------------------------


def wordpress(dated: bool = False, count: int = 23, theme: int = 0, machine: bool = True) -> Place:
    """Posts at ``/slug/`` or ``/YYYY/MM/slug/`` beside pages, categories, tags, authors and months."""
    items = []
    for n in range(count):
        when, name = day(n), slug(title(n))
        items.append(Item(f"{when:%Y/%m}/{name}/" if dated else f"{name}/", title(n), when))
    pages = {"about/": "About us", "contact/": "Contact", "privacy-policy/": "Privacy policy"}
    head = '<link rel="https://api.w.org/" href="{home}wp-json/"><meta name="generator" content="WordPress 6.4">'
    if machine:
        head += (
            '<link rel="alternate" type="application/rss+xml" title="Quay News » Feed" href="{home}feed/">'
            '<link rel="alternate" type="application/rss+xml" title="Comments" href="{home}comments/feed/">'
        )
    menu = "".join(f'<li><a href="{{home}}{path}">{name}</a></li>' for path, name in pages.items())
    nav = f'<nav id="site-navigation"><ul><li><a href="{{home}}">Home</a></li>{menu}</ul></nav>'
    recent = "".join(f'<li><a href="{{home}}{one.path}">{one.title}</a></li>' for one in items[:5])
    months = "".join(
        f'<li><a href="{{home}}{m}/">{m}</a></li>' for m in sorted({f"{one.day:%Y/%m}" for one in items if one.day})
    )
    cats = '<li><a href="{home}category/city/">City</a></li><li><a href="{home}category/harbour/">Harbour</a></li>'
    side = (
        f'<aside id="secondary"><section class="widget"><h2>Recent Posts</h2><ul>{recent}</ul></section>'
        f"<section><h2>Archives</h2><ul>{months}</ul></section><section><h2>Categories</h2><ul>{cats}</ul></section>"
        '<section><h2>Tags</h2><a href="{home}tag/boats/">boats</a> <a href="{home}tag/books/">books</a></section></aside>'
    )

    def page(name: str, main: str, classes: str) -> Answer:
        return Answer(
            f'<!doctype html><html lang="en-US"><head><title>{name} – Quay News</title>{head}</head>'
            f'<body class="{classes}"><header id="masthead"><p class="site-title"><a href="{{home}}">Quay News</a></p>{nav}</header>'
            f'<div id="content"><main id="main">{main}</main>{side}</div>'
            "<footer><p>Proudly powered by WordPress</p></footer></body></html>"
        )

    def entry(one: Item) -> str:
        assert one.day
        when = f'<time class="entry-date published" datetime="{one.day}T09:00:00+00:00">{MONTHS[one.day.month - 1]} {one.day.day}, {one.day.year}</time>'
        meta = f'<div class="entry-meta"><span class="posted-on">Posted on <a href="{{home}}{one.path}" rel="bookmark">{when}</a></span> <span class="byline">by <a href="{{home}}author/ines/">Ines</a></span></div>'
        number = items.index(one)
        if theme == 0:
            return (
                f'<article class="post-{number} post type-post hentry"><header class="entry-header"><h2 class="entry-title">'
                f'<a href="{{home}}{one.path}" rel="bookmark">{one.title}</a></h2>{meta}</header><div class="entry-summary">'
                f'<p>{compose(number, "en")[:180]} <a class="more-link" href="{{home}}{one.path}">Continue reading</a></p></div></article>'
            )
        return (
            f'<li class="wp-block-post post-{number} post"><h2 class="wp-block-post-title"><a href="{{home}}{one.path}" target="_self">{one.title}</a></h2>'
            f'<div class="wp-block-post-date">{when}</div></li>'
        )

    answers: dict[str, Answer] = {"robots.txt": Answer("User-agent: *\nDisallow: /wp-admin/\n", type="text/plain")}

    def listed(path: str, name: str, chosen: list[Item]) -> None:
        sheets = [chosen[at : at + 10] for at in range(0, len(chosen), 10)] or [[]]
        for n, sheet in enumerate(sheets, 1):
            older = (
                f'<a class="next page-numbers" href="{{home}}{path}page/{n + 1}/">Older posts</a>'
                if n < len(sheets)
                else ""
            )
            rows = "".join(map(entry, sheet))
            body = rows if theme == 0 else f'<ul class="wp-block-post-template">{rows}</ul>'
            answers[path if n == 1 else f"{path}page/{n}/"] = page(
                name, f"<h1>{name}</h1>{body}<nav>{older}</nav>", "archive" if path else "home blog"
            )

    listed("", "Quay News", items)
    listed("category/city/", "City", items[::2])
    listed("category/harbour/", "Harbour", items[1::2])
    listed("tag/boats/", "boats", items[::3])
    listed("tag/books/", "books", items[1::3])
    listed("author/ines/", "Ines", items)
    for month in {f"{one.day:%Y/%m}" for one in items if one.day}:
        listed(f"{month}/", month, [one for one in items if one.day and f"{one.day:%Y/%m}" == month])
    for n, one in enumerate(items):
        assert one.day
        stamp = f'<time class="entry-date published" datetime="{one.day}T09:00:00+00:00">{MONTHS[one.day.month - 1]} {one.day.day}, {one.day.year}</time>'
        tags = '<span class="cat-links">Posted in <a href="{home}category/city/" rel="category tag">City</a></span>'
        answers[one.path] = page(
            one.title,
            f'<article id="post-{n}" class="post-{n} post type-post"><header class="entry-header"><h1 class="entry-title">{one.title}</h1>'
            f'<div class="entry-meta"><span class="posted-on">{stamp}</span></div></header><div class="entry-content">{prose(n)}</div>'
            f'<footer class="entry-footer">{tags}</footer></article>',
            f"post-template-default single single-post postid-{n + 100}",
        )
    for n, (path, name) in enumerate(pages.items()):
        answers[path] = page(
            name,
            f'<article class="page type-page"><h1 class="entry-title">{name}</h1><div class="entry-content">{prose(n + 900)}</div></article>',
            "page page-id-7",
        )
    if machine:
        answers |= {
            "feed/": rss(items),
            "comments/feed/": rss([]),
            "wp-sitemap.xml": xml(
                "<sitemapindex>"
                + "".join(
                    f"<sitemap><loc>{{home}}wp-sitemap-{name}-1.xml</loc></sitemap>"
                    for name in ("posts-post", "posts-page", "taxonomies-category", "users")
                )
                + "</sitemapindex>"
            ),
            "wp-sitemap-posts-post-1.xml": xml(
                "<urlset>" + "".join(f"<url><loc>{{home}}{one.path}</loc></url>" for one in items) + "</urlset>"
            ),
            "wp-sitemap-posts-page-1.xml": xml(
                "<urlset>" + "".join(f"<url><loc>{{home}}{path}</loc></url>" for path in ("", *pages)) + "</urlset>"
            ),
            "wp-sitemap-taxonomies-category-1.xml": xml(
                "<urlset><url><loc>{home}category/city/</loc></url><url><loc>{home}category/harbour/</loc></url></urlset>"
            ),
            "wp-sitemap-users-1.xml": xml("<urlset><url><loc>{home}author/ines/</loc></url></urlset>"),
            "wp-json/wp/v2/types": Answer(
                json.dumps(
                    {
                        "post": {"rest_base": "posts", "rest_namespace": "wp/v2"},
                        "page": {"rest_base": "pages", "rest_namespace": "wp/v2"},
                    }
                ),
                type="application/json",
            ),
        }
    prefixes = {}
    if machine:
        for base, listed_there in (("posts", [one.path for one in items]), ("pages", list(pages))):
            rows = [{"link": f"{{home}}{path}", "modified_gmt": "2025-11-21T08:00:00"} for path in listed_there]
            total = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": "1"}
            answer = Answer(json.dumps(rows), type="application/json", headers=total)
            prefixes[f"wp-json/wp/v2/{base}?"] = answer
    return Place(answers, items, "wordpress", prefixes)


# ---- a hand-made list without a machine-readable side --------------------------------------------------------------


def handmade(style: int = 0, count: int = 14) -> Place:
    """Tables and paragraphs without a class, dates as text; about, contact and the like beside the items."""
    names = {0: "news{n}.html", 1: "meldung.php?id={n}", 2: "texts/{slug}.htm", 3: "news/{slug}"}[style]
    items = [Item(names.format(n=n + 41, slug=slug(title(n))), title(n), day(n)) for n in range(count)]
    menu = '<a href="/">Home</a> | <a href="/news.html">News</a> | <a href="/about.html">About</a> | <a href="/contact.html">Contact</a> | <a href="/members.html">Members</a>'

    def page(name: str, body: str) -> Answer:
        return Answer(
            f"<html><head><title>Rowing Club of the Old Quay - {name}</title></head><body><table width=100%><tr><td colspan=2><font size=5>Rowing Club of the Old Quay</font><br>{menu}</td></tr><tr><td>{body}</td></tr><tr><td><small>Old Quay 3, last change by the webmaster</small></td></tr></table></body></html>"
        )

    def line(one: Item) -> str:
        assert one.day
        shown = {0: f"{one.day:%d.%m.%Y}", 1: english(one.day), 2: f"{one.day:%d/%m/%Y}", 3: english(one.day)}[style]
        link = f'<a href="/{one.path}">{one.title}</a>'
        if style in (0, 2):
            return f"<li>{shown} {link}</li>"
        return f"<p><b>{shown}</b><br>{link}<br>{compose(items.index(one), 'en')[:90]} ...</p>"

    def item(n: int, one: Item) -> Answer:
        assert one.day
        shown = {0: f"{one.day:%d.%m.%Y}", 1: english(one.day), 2: f"{one.day:%d/%m/%Y}", 3: english(one.day)}[style]
        if style == 0:
            return page(
                one.title, f"<h2>{one.title}</h2><i>{shown}</i>{prose(n)}<p><a href=/news.html>Back to all news</a></p>"
            )
        if style == 1:
            return page(one.title, f"<h1>{one.title}</h1>{prose(n)}<p align=right>{shown}</p>")
        if style == 2:
            return page(one.title, f"<p>{shown}</p><h1>{one.title}</h1>{prose(n)}")
        return page(
            one.title,
            f"<div><h1>{one.title}</h1><div>Written on {shown} by the secretary</div><div>{prose(n)}</div></div>",
        )

    halves = (items, []) if style in (0, 1) else (items[:8], items[8:])
    wrap = ("<ul>", "</ul>") if style in (0, 2) else ("", "")
    answers = {
        "robots.txt": Answer(status=404),
        "": page(
            "Home",
            f"<h1>Welcome</h1><p>We row on the old quay since 1903, in any weather, and everybody is welcome.</p>{wrap[0]}{''.join(map(line, items[:3]))}{wrap[1]}",
        ),
        "news.html": page(
            "News",
            f"<h1>News</h1>{wrap[0]}{''.join(map(line, halves[0]))}{wrap[1]}"
            + ('<p><a href="/news-old.html">Older news</a></p>' if halves[1] else ""),
        ),
        "about.html": page("About", f"<h1>About the club</h1>{prose(901)}"),
        "contact.html": page("Contact", f"<h1>Contact</h1>{prose(902)}"),
        "members.html": page(
            "Members",
            "<h1>Members</h1><ul>"
            + "".join(f"<li>Member number {n}, rowing since {1990 + n}</li>" for n in range(20))
            + "</ul>",
        ),
        **{one.path: item(n, one) for n, one in enumerate(items)},
    }
    if halves[1]:
        answers["news-old.html"] = page(
            "Older news", f"<h1>Older news</h1>{wrap[0]}{''.join(map(line, halves[1]))}{wrap[1]}"
        )
    return Place(answers, items, "handmade")


# ---- an events listing ---------------------------------------------------------------------------------------------


def events(style: int = 0, count: int = 12) -> Place:
    """Dates ahead and behind, each event with a page of its own: labels, JSON-LD, or ``time`` elements."""
    base = {0: "events/", 1: "agenda/", 2: "event/"}[style]
    items = [
        Item(f"{base}{slug(title(n))}/", title(n), date(2026, 1, 10) + timedelta(days=11 * (n - 5)), kind="event")
        for n in range(count)
    ]
    lists = {0: "events/", 1: "agenda/", 2: "events/"}[style]
    menu = f'<ul class="menu"><li><a href="/">Start</a></li><li><a href="/{lists}">What is on</a></li><li><a href="/about/">About the hall</a></li><li><a href="/hire/">Hire the hall</a></li></ul>'

    def page(name: str, body: str, head: str = "") -> Answer:
        return Answer(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name} | The Old Hall</title>{head}</head><body><div class="top">{menu}</div><div class="page">{body}</div><div class="foot">The Old Hall, 3 Quay Street</div></body></html>'
        )

    def card(one: Item) -> str:
        assert one.day
        return f'<div class="card"><a href="/{one.path}"><img src="/p.jpg" alt=""><h3>{one.title}</h3></a><p class="date">{english(one.day)}</p></div>'

    def item(n: int, one: Item) -> Answer:
        assert one.day
        told = prose(n + 40)
        if style == 0:
            facts = (
                f"<dl><dt>When:</dt><dd>{english(one.day)}, 19:30</dd><dt>Where:</dt><dd>Great Hall, Bergen</dd></dl>"
            )
            return page(one.title, f"<h1>{one.title}</h1>{facts}{told}")
        if style == 1:
            data = {
                "@context": "https://schema.org",
                "@type": "Event",
                "name": one.title,
                "startDate": f"{one.day}T19:30:00+01:00",
                "endDate": f"{one.day}T22:00:00+01:00",
                "location": {"@type": "Place", "name": "Great Hall", "address": "Bergen"},
            }
            return page(
                one.title,
                f"<h1>{one.title}</h1>{told}",
                f'<script type="application/ld+json">{json.dumps(data)}</script>',
            )
        when = f'<p class="when"><time datetime="{one.day}T19:30">{english(one.day)} at 19:30</time></p>'
        return page(
            one.title,
            f'<article class="tribe_events type-tribe_events"><h1>{one.title}</h1>{when}<div class="text">{told}</div></article>',
        )

    split = count // 2
    answers = {
        "robots.txt": Answer(status=404),
        "": page(
            "The Old Hall",
            f"<h1>The Old Hall</h1><p>Music, talks and markets in the middle of the town since 1911.</p>{''.join(map(card, items[-3:]))}",
        ),
        lists: page(
            "What is on",
            f'<h1>What is on</h1>{"".join(map(card, items[split:]))}<p><a href="/{lists}past/">Past events</a></p>',
        ),
        f"{lists}past/": page("Past events", f"<h1>Past events</h1>{''.join(map(card, items[:split]))}"),
        "about/": page("About the hall", f"<h1>About the hall</h1>{prose(903)}"),
        "hire/": page("Hire the hall", f"<h1>Hire the hall</h1>{prose(904)}"),
        **{one.path: item(n, one) for n, one in enumerate(items)},
    }
    return Place(answers, items, "events")


# ---- one language, dates in addresses ------------------------------------------------------------------------------


def dated(style: int = 0, count: int = 18) -> Place:
    """A French or Spanish paper: ``/2025/11/20/slug.html`` and the like, lists by section and by month."""
    language = "fr" if style != 1 else "es"
    shape = {0: "{d:%Y/%m/%d}/{s}.html", 1: "noticias/{d:%Y-%m-%d}-{s}/", 2: "article/{d:%Y%m%d}_{n}/"}[style]
    items = [Item(shape.format(d=day(n), s=slug(title(n)), n=n + 7), title(n), day(n), language) for n in range(count)]
    menu = '<ul><li><a href="/">Accueil</a></li><li><a href="/rubrique/ville/">Ville</a></li><li><a href="/rubrique/port/">Port</a></li><li><a href="/qui-sommes-nous.html">Qui sommes-nous</a></li></ul>'

    def page(name: str, body: str) -> Answer:
        return Answer(
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{name} - Le Quai</title><meta property="og:site_name" content="Le Quai"></head><body><div id="menu">{menu}</div><div id="corps">{body}</div></body></html>'
        )

    def row(one: Item) -> str:
        assert one.day
        return f'<div class="une"><h2><a href="/{one.path}">{one.title}</a></h2><p>{compose(items.index(one), language)[:120]}</p></div>'

    sections = {"rubrique/ville/": items[::2], "rubrique/port/": items[1::2]}
    answers = {
        "robots.txt": Answer("User-agent: *\nSitemap: {home}plan.xml\n" if style == 2 else "", type="text/plain"),
        "": page("Accueil", f"<h1>Le Quai</h1>{''.join(map(row, items[:6]))}"),
        "qui-sommes-nous.html": page("Qui sommes-nous", f"<h1>Qui sommes-nous</h1>{prose(905, language)}"),
        **{
            path: page(path, f"<h1>{path[9:-1].title()}</h1>{''.join(map(row, chosen))}")
            for path, chosen in sections.items()
        },
        **{one.path: page(one.title, f"<h1>{one.title}</h1>{prose(n, language)}") for n, one in enumerate(items)},
    }
    if style == 2:
        answers["plan.xml"] = xml(
            "<urlset>"
            + "".join(
                f"<url><loc>{{home}}{p}</loc></url>"
                for p in ("", *sections, "qui-sommes-nous.html", *(one.path for one in items))
            )
            + "</urlset>"
        )
    return Place(answers, items, "dated")


SITES: dict[str, Callable[[], Place]] = {
    "wordpress": wordpress,
    "handmade": handmade,
    "events": events,
    "dated": dated,
}
VARIANTS: dict[str, Callable[[], Place]] = {
    "wordpress with months in addresses": lambda: wordpress(dated=True, theme=1),
    "wordpress of blocks": lambda: wordpress(theme=1),
    "wordpress without a machine side": lambda: wordpress(machine=False),
    "handmade with numbers in the query": lambda: handmade(1),
    "handmade in a folder": lambda: handmade(2),
    "handmade without endings": lambda: handmade(3),
    "events in json-ld": lambda: events(1),
    "events in time elements": lambda: events(2),
    "dated spanish": lambda: dated(1),
    "dated with numbers": lambda: dated(2),
}
