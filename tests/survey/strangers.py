"""Four sites on which the survey once failed: each hides its items in another way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.crawl.loopback import Answer
from tests.survey.sites import MONTHS, Item, Place, day, english, french, prose, slug, title


def weblog(count: int = 23) -> Place:
    """A static weblog: an Atom feed of the newest ten, no sitemap, older pages at ``/page2/`` that nothing calls next."""
    items = [Item(f"{day(n):%Y/%m/%d}/{slug(title(n))}.html", title(n), day(n)) for n in range(count)]

    def page(name: str, body: str) -> Answer:
        links = "".join(f'<a class="page-link" href="/{path}">{path[:5]}</a>' for path in ("about/", "tags.html"))
        feed = '<link rel="alternate" type="application/atom+xml" href="/atom.xml">'
        return Answer(
            f'<html lang="en"><head><title>{name}</title>{feed}</head><body><header><a href="/">Tideline</a>'
            f"<nav>{links}</nav></header><main>{body}</main></body></html>"
        )

    def row(one: Item) -> str:
        assert one.day
        return f'<li><span>{english(one.day)}</span><h3><a href="/{one.path}">{one.title}</a></h3></li>'

    answers = {"about/": page("About", f"<h1>About</h1>{prose(900)}")}
    answers["tags.html"] = page("Tags", "<h1>Tags</h1>" + "".join(f"<h2>{t}</h2>" for t in ("boats", "books")))
    for first in range(0, count, 5):
        older = f'<a href="/page{first // 5 + 2}/">Older</a>' if first + 5 < count else ""
        rows = "".join(map(row, items[first : first + 5]))
        answers[f"page{first // 5 + 1}/" if first else ""] = page("Tideline", f"<ul>{rows}</ul>{older}")
    for n, one in enumerate(items):
        stamp = f'<time datetime="{one.day}T00:00:00+00:00">{one.day}</time>'
        answers[one.path] = page(one.title, f"<article><h1>{one.title}</h1>{stamp}{prose(n + 40)}</article>")
    entries = "".join(
        f'<entry><title>{one.title}</title><link href="{{home}}{one.path}"/><updated>{one.day}T00:00:00Z</updated></entry>'
        for one in items[:10]
    )
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entries}</feed>'
    return Place(answers | {"atom.xml": Answer(atom, type="application/atom+xml")}, items, "weblog")


def two_tongues(count: int = 14) -> Place:
    """Two languages that only a parameter tells apart; each page links to itself in the other, translated or not."""
    items = []
    for n in range(count):
        items.append(Item(f"story.php?nid={n + 310}", title(n), day(n)))
        if n % 2 == 0:
            items.append(Item(f"story.php?lang=fr&nid={n + 310}", f"{title(n)} sur l’autre rive", day(n), "fr"))

    def page(name: str, body: str, language: str, here: str) -> Answer:
        switch = "".join(f'<a href="{here}lang={code}">{code.upper()}</a> ' for code in ("en", "fr"))
        menu = "".join(f'<a href="/{path}?lang={language}">{path[:4]}</a> ' for path in ("list.php", "about.php"))
        return Answer(
            f'<html lang="{language}"><head><title>{name} - Two Shores</title></head><body><table><tr><td>{switch}'
            f"</td></tr><tr><td>{menu}</td></tr><tr><td>{body}</td></tr></table></body></html>"
        )

    def row(one: Item) -> str:
        when = english(one.day) if one.language == "en" else french(one.day)  # type: ignore[arg-type]
        link = one.path if one.language == "fr" else f"{one.path}&amp;lang=en"
        return f'<div><b><a href="/{link}">{one.title}</a></b><br><small>{when}</small></div>'

    answers: dict[str, Answer] = {}
    for language in ("en", "fr"):
        mine = [one for one in items if one.language == language]
        tail = "?lang=fr" if language == "fr" else ""
        for path, chosen in (("", mine[:4]), ("list.php", mine)):
            answers[path + tail] = page(
                "Home", "<h1>Two Shores</h1>" + "".join(map(row, chosen)), language, f"/{path}?"
            )
        answers["about.php" + tail] = page("About", f"<h1>About</h1>{prose(870, language)}", language, "/about.php?")
    answers |= {f"{path}?lang=en": answers[path] for path in ("", "list.php", "about.php")}
    for n, one in enumerate(items):
        assert one.day
        when = english(one.day) if one.language == "en" else french(one.day)
        here = f"/story.php?nid={one.path.rpartition('=')[2]}&amp;"
        text = f"<h2>{one.title}</h2><p>{when}</p>{prose(n + 20, one.language)}"
        answers[one.path] = page(one.title, text, one.language, here)
    missing = page("Sans traduction", "<h2>Cette page n’est pas traduite.</h2>", "fr", "/story.php?")
    return Place(answers, items, "two_tongues", {"story.php?lang=fr": missing})


def hall(count: int = 16) -> Place:
    """Events below the months of a calendar that goes on for ever, before and after; the front page shows four."""
    first = date(2025, 9, 3)
    items = [
        Item(f"event/{slug(title(n))}-{n + 500}", title(n), first + timedelta(days=9 * n), kind="event")
        for n in range(count)
    ]

    def page(name: str, body: str) -> Answer:
        menu = "".join(f'<a href="/{path}">{path.title()}</a>' for path in ("calendar", "hire", "visit"))
        return Answer(
            f'<html lang="en"><head><title>{name} · Quayside Hall</title></head><body><header><nav>{menu}</nav></header>'
            f"<main>{body}</main></body></html>"
        )

    def row(one: Item) -> str:
        assert one.day
        return f'<li><a href="/{one.path}"><span>{english(one.day)}</span> <strong>{one.title}</strong></a></li>'

    answers = {
        path: page(path.title(), f"<h1>{path.title()}</h1>{prose(840 + len(path))}") for path in ("hire", "visit")
    }
    for number in range(2015 * 12, 2035 * 12):
        names = [f"{month // 12}-{month % 12 + 1:02d}" for month in (number - 1, number, number + 1)]
        rows = "".join(row(one) for one in items if f"{one.day:%Y-%m}" == names[1])
        turns = f'<a href="/calendar/{names[0]}">Before</a> <a rel="next" href="/calendar/{names[2]}">After</a>'
        heading = f"<h1>{MONTHS[number % 12]} {number // 12}</h1>"
        answers[f"calendar/{names[1]}"] = page(names[1], f"{heading}<ul>{rows or '<li>Nothing.</li>'}</ul>{turns}")
    answers["calendar"] = answers["calendar/2025-11"]
    answers[""] = page("Home", "<h1>What is on</h1><ul>" + "".join(map(row, items[6:10])) + "</ul>")
    for n, one in enumerate(items):
        data = f'{{"@context":"https://schema.org","@type":"MusicEvent","name":"{one.title}","startDate":"{one.day}T19:30"}}'
        script = f'<script type="application/ld+json">{data}</script>'
        answers[one.path] = page(one.title, f"{script}<h1>{one.title}</h1><p>Doors at 7</p>{prose(n + 200)}")
    return Place(answers, items, "hall")


def ministry(count: int = 17) -> Place:
    """One script for every page: an item needs three parameters, one of them like a checksum, and is no page without
    any of them; the site's name stands before every title.
    """

    def asked(n: int) -> str:
        return f"index.php?cHash={n * 7919 + 13:08x}&id=45&tx_news_pi1%5Bnews%5D={n + 800}"

    items = [Item(asked(n), f"{title(n)} en el puerto", day(n), "es") for n in range(count)]

    def page(name: str, body: str) -> Answer:
        menu = "".join(
            f'<li><a href="/index.php?id={n}">{t}</a></li>' for n, t in ((45, "Noticias"), (12, "Ministerio"))
        )
        return Answer(
            f'<html lang="es"><head><title>Ministerio: {name}</title></head><body><ul id="nav">{menu}</ul><div>{body}</div>'
            "</body></html>"
        )

    def row(one: Item) -> str:
        link = one.path.replace("&", "&amp;")
        return (
            f'<div class="header"><h3><a href="/{link}">{one.title}</a></h3></div>'
            f'<span class="list-date"><time datetime="{one.day}">{one.day:%d.%m.%Y}</time></span>'
        )

    answers = {"index.php?id=12": page("Ministerio", f"<h1>Ministerio</h1>{prose(812, 'es')}")}
    for first in range(0, count, 6):
        number = first // 6 + 1
        turn = f"index.php?id=45&amp;tx_news_pi1%5BcurrentPage%5D={number + 1}&amp;cHash=aa{number}"
        onward = f'<a href="/{turn}">siguiente</a>' if first + 6 < count else ""
        path = f"index.php?cHash=aa{number - 1}&id=45&tx_news_pi1%5BcurrentPage%5D={number}"
        rows = "".join(map(row, items[first : first + 6]))
        answers[path if first else "index.php?id=45"] = page("Noticias", f"<h1>Noticias</h1>{rows}{onward}")
    answers[""] = page("Inicio", f"<h1>Bienvenidos</h1>{prose(811, 'es')}" + "".join(map(row, items[:3])))
    for n, one in enumerate(items):
        stamp = f'<time datetime="{one.day}">{one.day:%d.%m.%Y}</time>'
        answers[one.path] = page(
            one.title, f'<div class="header"><h3>{one.title}</h3></div>{stamp}{prose(n + 30, "es")}'
        )
    return Place(answers, items, "ministry")


STRANGERS: dict[str, Callable[[], Place]] = {
    "weblog": weblog,
    "two tongues": two_tongues,
    "hall": hall,
    "ministry": ministry,
}
