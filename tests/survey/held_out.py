"""Three sites that the survey was never tuned to, each of another make."""

from __future__ import annotations

from collections.abc import Callable

from tests.crawl.loopback import Answer, xml
from tests.survey.sites import MONTHS, Item, Place, compose, day, prose, rss, slug, title

ARABIC_MONTHS = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split()
ARABIC = "الميناء القديم يفتح أبوابه بينما يحمل الجيران الكراسي والمصابيح على طول الرصيف لأن شتاء طويلا ترك أسئلة كثيرة عن القوارب والمدارس".split()


def ordinal(n: int) -> str:
    return f"{n}{'th' if 10 < n < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def portal(count: int = 26) -> Place:
    """In the manner of Drupal: two languages, ``?page=N`` from 0, an Atom feed in an odd place, related stories below
    each text, and a section of static pages built like the news."""
    items = []
    for n in range(count):
        name = slug(title(n))
        items.append(Item(f"en/news-and-stories/{name}", title(n), day(n)))
        if n % 3 == 0:
            items.append(Item(f"fr/news-and-stories/{name}-fr", f"{title(n)} en français", day(n), "fr"))

    def page(language: str, name: str, body: str, twins: dict[str, str]) -> Answer:
        alternates = "".join(
            f'<link rel="alternate" hreflang="{code}" href="{{home}}{path}" />' for code, path in twins.items()
        )
        feed = (
            '<link rel="alternate" type="application/atom+xml" title="Stories" href="/en/stories.atom">'
            if language == "en"
            else ""
        )
        menu = "".join(
            f'<li><a href="/{language}/{p}" class="menu-link">{t}</a></li>'
            for p, t in (
                ("", "Home"),
                ("news-and-stories", "News and stories"),
                ("what-we-do/water", "Water"),
                ("what-we-do/housing", "Housing"),
                ("who-we-are", "Who we are"),
            )
        )
        return Answer(
            f'<!DOCTYPE html><html lang="{language}" dir="ltr"><head><meta name="Generator" content="Drupal 10"/><title>{name} | Towns Together</title>{alternates}{feed}</head>'
            f'<body class="path-node"><div class="layout-container"><header role="banner"><a href="/{language}">Towns Together</a><ul class="menu">{menu}</ul></header>'
            f'<main role="main"><div class="region region-content">{body}</div></main><footer role="contentinfo"><p>Towns Together, 12 Quay Road</p></footer></div></body></html>'
        )

    def teaser(one: Item, n: int) -> str:
        assert one.day
        return (
            f'<div class="views-row"><div class="node node--type-story"><div class="field field--title"><a href="/{one.path}" hreflang="{one.language}">{one.title}</a></div>'
            f'<div class="field field--date">{MONTHS[one.day.month - 1]} {ordinal(one.day.day)}, {one.day.year}</div><div class="field field--summary">{compose(n, one.language)[:110]}…</div></div></div>'
        )

    answers = {"robots.txt": Answer("User-agent: *\nDisallow: /admin/\nDisallow: /search/\n", type="text/plain")}
    for language in ("en", "fr"):
        mine = [one for one in items if one.language == language]
        home = "".join(teaser(one, items.index(one)) for one in mine[:3])
        topics = "".join(
            f'<div class="card"><h3><a href="/{language}/what-we-do/{t}">What we do about {t} in towns</a></h3><p>{compose(700, language)[:60]}</p></div>'
            for t in ("water", "housing", "energy")
        )
        answers[language] = page(language, "Home", f"<h1>Towns Together</h1>{topics}{home}", {"en": "en", "fr": "fr"})
        for t in ("water", "housing", "energy"):
            answers[f"{language}/what-we-do/{t}"] = page(
                language,
                t,
                f"<h1>What we do about {t}</h1>{prose(720 + len(t), language)}",
                {"en": f"en/what-we-do/{t}", "fr": f"fr/what-we-do/{t}"},
            )
        answers[f"{language}/who-we-are"] = page(
            language, "Who we are", f"<h1>Who we are</h1>{prose(730, language)}", {}
        )
        for sheet in range(-(-len(mine) // 8)):
            rows = "".join(teaser(one, items.index(one)) for one in mine[sheet * 8 : sheet * 8 + 8])
            last = sheet == -(-len(mine) // 8) - 1
            pager = (
                ""
                if last
                else f'<nav class="pager"><ul><li class="pager__item"><a href="?page={sheet + 1}" title="Go to next page"><span>Next ›</span></a></li></ul></nav>'
            )
            body = f'<h1>News and stories</h1><div class="view-content">{rows}</div>{pager}'
            answers[f"{language}/news-and-stories{f'?page={sheet}' if sheet else ''}"] = page(
                language, "News and stories", body, {"en": "en/news-and-stories", "fr": "fr/news-and-stories"}
            )
    answers[""] = Answer(status=302, headers={"Location": "/en"})
    for n, one in enumerate(items):
        assert one.day
        others = [other for other in items if other.language == one.language and other is not one][n % 5 : n % 5 + 3]
        related = "".join(teaser(other, items.index(other)) for other in others)
        twins = {other.language: other.path for other in items if other.day == one.day}
        answers[one.path] = page(
            one.language,
            one.title,
            f'<article><h1><span class="field field--title">{one.title}</span></h1><div class="field field--date">{MONTHS[one.day.month - 1]} {ordinal(one.day.day)}, {one.day.year}</div>'
            f'<div class="field field--body">{prose(n + 300, one.language)}</div></article><section class="block"><h2>Related stories</h2>{related}</section>',
            twins,
        )
    entries = "".join(
        f'<entry><title>{one.title}</title><link rel="alternate" href="{{home}}{one.path}"/><published>{one.day}T08:00:00Z</published><updated>{one.day}T08:00:00Z</updated></entry>'
        for one in items[:6]
        if one.language == "en"
    )
    answers["en/stories.atom"] = Answer(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entries}</feed>', type="application/atom+xml"
    )
    return Place(answers, items, "portal")


def arabic(count: int = 16) -> Place:
    """In the manner of a static generator: one right-to-left language, Arabic slugs and dates, a sitemap with lastmod, a
    feed at ``/index.xml``, tags and an about page."""

    def said(n: int) -> str:
        return " ".join(ARABIC[(n * 5 + k * 3) % len(ARABIC)] for k in range(6)) + f" {n}"

    items = [Item(f"posts/{said(n).replace(' ', '-')}/", said(n), day(n), "ar") for n in range(count)]
    text = [
        " ".join(ARABIC[(n * 7 + k * k + 3 * k) % len(ARABIC)] for k in range(60)) + f" {n}." for n in range(count + 2)
    ]

    def page(name: str, body: str) -> Answer:
        menu = '<nav><a href="/">الرئيسية</a><a href="/posts/">الأخبار</a><a href="/about/">من نحن</a><a href="/tags/">الوسوم</a></nav>'
        return Answer(
            f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><meta name="generator" content="Hugo 0.120"><title>{name} · رصيف</title><link rel="alternate" type="application/rss+xml" href="/index.xml"></head><body><header>{menu}</header><main>{body}</main><footer>رصيف</footer></body></html>'
        )

    def when(one: Item) -> str:
        assert one.day
        return f"{one.day.day} {ARABIC_MONTHS[one.day.month - 1]} {one.day.year}"

    def row(one: Item) -> str:
        return f'<section class="li"><a href="/{one.path}"><h2>{one.title}</h2></a><span class="meta">{when(one)}</span></section>'

    answers = {
        "robots.txt": Answer("User-agent: *\nAllow: /\nSitemap: {home}sitemap.xml\n", type="text/plain"),
        "": page("رصيف", f"<h1>رصيف</h1>{''.join(map(row, items[:5]))}"),
        "posts/": page(
            "الأخبار",
            f"<h1>الأخبار</h1>{''.join(map(row, items[:10]))}<a class='more' href='/posts/page/2/'>الأقدم</a>",
        ),
        "posts/page/2/": page("الأخبار", f"<h1>الأخبار</h1>{''.join(map(row, items[10:]))}"),
        "about/": page("من نحن", f"<h1>من نحن</h1><p>{text[count]}</p>"),
        "tags/": page("الوسوم", '<h1>الوسوم</h1><a href="/tags/مدن/">مدن</a> <a href="/tags/ميناء/">ميناء</a>'),
        "tags/مدن/": page("مدن", f"<h1>مدن</h1>{''.join(map(row, items[::2]))}"),
        "index.xml": rss(items),
        "sitemap.xml": xml(
            "<urlset>"
            + "".join(
                f"<url><loc>{{home}}{path}</loc><lastmod>2025-11-21T00:00:00Z</lastmod></url>"
                for path in ("", "posts/", "about/", "tags/", "tags/مدن/", *(one.path for one in items))
            )
            + "</urlset>"
        ),
    }
    for n, one in enumerate(items):
        answers[one.path] = page(
            one.title,
            f'<article><h1>{one.title}</h1><div class="meta">نشر في {when(one)} · دقيقتان</div><p>{text[n]}</p><p>{text[n][::-1]}</p></article>',
        )
    return Place(answers, items, "arabic")


def municipal(count: int = 15) -> Place:
    """In the manner of an old town hall: numbers in the query beside others, month before day, a table for a list, and a
    calendar whose months never end."""
    items = [Item(f"NewsDetail.aspx?NewsID={n + 310}", title(n), day(n)) for n in range(count)]

    def page(name: str, body: str) -> Answer:
        menu = "".join(
            f'<td class="nav"><a href="/{p}">{t}</a></td>'
            for p, t in (
                ("Default.aspx", "Home"),
                ("NewsList.aspx", "News"),
                ("Mayor.aspx", "The Mayor"),
                ("Calendar.aspx?month=11&amp;year=2025", "Calendar"),
                ("Forms.aspx", "Forms"),
            )
        )
        return Answer(
            f'<html><head><title>City of Old Quay: {name}</title></head><body><form id="aspnetForm"><table class="top"><tr>{menu}</tr></table><table class="main"><tr><td>{body}</td></tr></table><table class="bottom"><tr><td>City Hall, Quay Street. Open from 8 to 5.</td></tr></table></form></body></html>'
        )

    def row(one: Item) -> str:
        assert one.day
        return f'<tr><td class="d">{one.day:%m/%d/%Y}</td><td class="t"><a href="/{one.path}&amp;SectionID=4">{one.title}</a></td><td><a href="/{one.path}&amp;print=1"><img src="/print.gif" alt="Print"></a></td></tr>'

    answers = {
        "robots.txt": Answer(status=404),
        "": page(
            "Home",
            f"<h1>Welcome to Old Quay</h1><p>The city of the old quay, its harbour and its people since 1811.</p><h2>Latest news</h2><table class='list'>{''.join(map(row, items[:4]))}</table>",
        ),
        "NewsList.aspx": page("News", f"<h1>City news</h1><table class='list'>{''.join(map(row, items))}</table>"),
        "Mayor.aspx": page("The Mayor", f"<h1>The Mayor</h1>{prose(810)}"),
        "Forms.aspx": page(
            "Forms",
            "<h1>Forms</h1><ul>"
            + "".join(
                f'<li><a href="/files/form{n}.pdf">Form number {n} for the application of a permit</a></li>'
                for n in range(9)
            )
            + "</ul>",
        ),
    }
    answers["Default.aspx"] = answers[""]
    for month in range(1, 13):
        answers[f"Calendar.aspx?month={month}&year=2025"] = page(
            "Calendar",
            f'<h1>Calendar</h1><p>Nothing in this month.</p><a href="/Calendar.aspx?month={month % 12 + 1}&amp;year=2025">Next month</a>',
        )
    for n, one in enumerate(items):
        assert one.day
        shown = (
            f'<h1>{one.title}</h1><span id="lblDate" class="newsdate">Posted {one.day:%m/%d/%Y}</span>{prose(n + 820)}'
        )
        for query in ("", "&SectionID=4"):
            answers[one.path + query] = page(one.title, shown)
        answers[f"{one.path}&print=1"] = Answer(f"<html><body>{shown}</body></html>")
    return Place(answers, items, "municipal")


HELD_OUT: dict[str, Callable[[], Place]] = {"portal": portal, "arabic": arabic, "municipal": municipal}
