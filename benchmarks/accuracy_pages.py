"""Pages of our own for judging the reader: seven ways of building a news page, in four languages, the truth beside them.

What a page says is put together from sentences with a seeded choice, so there is no end of pages; where it says when it
was published changes with the structure, as it does in the world. Nothing here is taken from anybody's page.
"""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from random import Random

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
}
WORDS = {
    "en": {
        "site": "Harbour Letter", "menu": "Home|About us|Our work|Contact", "on": "Published on {d}", "by": "By Ada Lima",
        "range": "On {a} and {b} {m} {y}, mayors of twelve cities met in {p} to talk about night buses.",
        "titles": "Night buses for twelve cities|A river path opens again|How a market got its lamps back|Young wardens take over the quay",
        "say": "The crews had asked for lamps at every stop, and the council found the money in the harbour dues.|"
        "Nobody had counted the empty seats before, so a school class did it for three weeks in the rain.|"
        "Shopkeepers along the street keep their windows lit until the last passenger has gone home.|"
        "The old depot will be a workshop where broken ticket machines are taken apart and mended.|"
        "An evening with the drivers showed that most quarrels begin where two timetables do not meet.",
        "heading": "What the cities agreed", "items": "One lamp for each stop, and one person who mends it.|A timetable on paper at every kiosk.",
        "related": "Related stories", "cookie": "We use cookies to make this site better.", "share": "Share this article", "places": "Nairobi|Oslo|Lima|Jakarta",
    },
    "fr": {
        "site": "Lettre du Port", "menu": "Accueil|Qui sommes-nous|Nos travaux|Contact", "on": "Publié le {d}", "by": "Par Ada Lima",
        "range": "Les {a} et {b} {m} {y}, les maires de douze villes se sont réunis à {p} pour parler des bus de nuit.",
        "titles": "Des bus de nuit pour douze villes|Le sentier du fleuve rouvre|Comment un marché a retrouvé ses lampes|De jeunes gardiens reprennent le quai",
        "say": "Les équipages avaient demandé une lampe à chaque arrêt, et la ville a trouvé l’argent dans les droits du port.|"
        "Personne n’avait encore compté les places vides ; une classe l’a fait trois semaines sous la pluie.|"
        "Les commerçants de la rue laissent leurs vitrines éclairées jusqu’au départ du dernier passager.|"
        "L’ancien dépôt sera un atelier où l’on démonte et répare les distributeurs de billets en panne.|"
        "Une soirée avec les chauffeurs a montré que la plupart des disputes naissent entre deux horaires.",
        "heading": "Ce que les villes ont décidé", "items": "Une lampe par arrêt, et quelqu’un qui la répare.|Un horaire sur papier dans chaque kiosque.",
        "related": "À lire aussi", "cookie": "Nous utilisons des cookies pour améliorer ce site.", "share": "Partager cet article", "places": "Nairobi|Oslo|Lima|Dakar",
    },
    "es": {
        "site": "Carta del Puerto", "menu": "Inicio|Quiénes somos|Nuestro trabajo|Contacto", "on": "Publicado el {d}", "by": "Por Ada Lima",
        "range": "Los días {a} y {b} de {m} de {y} se reunieron en {p} los alcaldes de doce ciudades para hablar de los autobuses nocturnos.",
        "titles": "Autobuses nocturnos para doce ciudades|El sendero del río abre de nuevo|Cómo un mercado recuperó sus lámparas|Jóvenes guardianes toman el muelle",
        "say": "Las tripulaciones habían pedido una lámpara en cada parada, y el municipio halló el dinero en las tasas del puerto.|"
        "Nadie había contado antes los asientos vacíos, así que lo hizo una clase durante tres semanas bajo la lluvia.|"
        "Los tenderos de la calle dejan sus escaparates encendidos hasta que se marcha el último pasajero.|"
        "El viejo depósito será un taller donde se desmontan y reparan las máquinas de billetes averiadas.|"
        "Una tarde con los conductores mostró que casi todas las riñas nacen donde dos horarios no se encuentran.",
        "heading": "Lo que acordaron las ciudades", "items": "Una lámpara por parada y alguien que la repare.|Un horario en papel en cada quiosco.",
        "related": "Noticias relacionadas", "cookie": "Usamos cookies para mejorar este sitio.", "share": "Compartir", "places": "Nairobi|Oslo|Lima|Quito",
    },
    "ar": {
        "site": "رسالة الميناء", "menu": "الرئيسية|من نحن|أعمالنا|اتصل بنا", "on": "تاريخ النشر: {d}", "by": "بقلم آدا ليما",
        "range": "يومي {a} و{b} {m} {y}، اجتمع رؤساء بلديات اثنتي عشرة مدينة في {p} للحديث عن حافلات الليل.",
        "titles": "حافلات ليلية لاثنتي عشرة مدينة|ممشى النهر يفتح من جديد|كيف استعاد السوق مصابيحه|حراس شباب يتولون الرصيف",
        "say": "طلبت الطواقم مصباحًا عند كل موقف، ووجد المجلس المال اللازم في رسوم الميناء القديمة.|"
        "لم يكن أحد قد أحصى المقاعد الفارغة من قبل، فقام بذلك تلاميذ مدرسة على مدى ثلاثة أسابيع تحت المطر.|"
        "يترك أصحاب المتاجر على طول الشارع واجهاتهم مضاءة حتى يعود آخر راكب إلى منزله.|"
        "سيصبح المستودع القديم ورشة تفكك فيها آلات التذاكر المعطلة ويعاد إصلاحها.|"
        "أظهرت أمسية مع السائقين أن معظم الخلافات تبدأ حيث لا يلتقي جدولان للمواعيد.",
        "heading": "ما اتفقت عليه المدن", "items": "مصباح واحد لكل موقف وشخص واحد يصلحه.|جدول مواعيد ورقي في كل كشك.",
        "related": "أخبار ذات صلة", "cookie": "نستخدم ملفات تعريف الارتباط لتحسين هذا الموقع.", "share": "مشاركة", "places": "نيروبي|أوسلو|ليما|عمان",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """What one page says."""

    language: str
    title: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]
    published: date
    start: date
    end: date
    place: str
    slug: str

    def word(self, key: str) -> str:
        return WORDS[self.language][key]

    def day(self, when: date) -> str:
        of = " de " if self.language == "es" else " "
        return f"{when.day}{of}{MONTHS[self.language][when.month - 1]}{of}{when.year}"


@dataclass(frozen=True, slots=True)
class Made:
    """A page, its address, and what is true of it."""

    name: str
    url: str
    html: str
    story: Story
    source: str


def story(language: str, seed: int) -> Story:
    """A story by its number; the same number is the same story."""
    choose = Random(f"{language}{seed}")
    words = WORDS[language]
    start = date(2021, 1, 1) + timedelta(days=choose.randrange(1200))
    start = start.replace(day=choose.randint(2, 26))
    end = start + timedelta(days=1)
    place = choose.choice(words["places"].split("|"))
    said = words["range"].format(a=start.day, b=end.day, m=MONTHS[language][start.month - 1], y=start.year, p=place)
    told = choose.sample(words["say"].split("|"), 5)
    return Story(
        language, choose.choice(words["titles"].split("|")), (f"{said} {told[0]}", f"{told[1]} {told[2]}", f"{told[3]} {told[4]}"),
        tuple(words["items"].split("|")), end + timedelta(days=choose.randint(1, 20)), start, end, place, f"story-{seed}",
    )  # fmt: skip


def _prose(told: Story, tag: str = "p") -> str:
    first, *rest = (f"<{tag}>{escape(text)}</{tag}>" for text in told.paragraphs)
    items = "".join(f"<li>{escape(item)}</li>" for item in told.items)
    return f"{first}{rest[0]}<h2>{escape(told.word('heading'))}</h2><ul>{items}</ul>{rest[1]}"


def _menu(told: Story) -> str:
    return "".join(
        f'<li><a href="/{n}/">{escape(name)}</a></li>' for n, name in enumerate(told.word("menu").split("|"))
    )


def _cards(told: Story, tag: str = "li") -> str:
    later = told.published + timedelta(days=40)
    return "".join(
        f'<{tag} class="card"><h3><a href="/o{n}/">{escape(title)}</a></h3><time datetime="{later}">{told.day(later)}</time></{tag}>'
        for n, title in enumerate(told.word("titles").split("|")) if title != told.title
    )  # fmt: skip


def _head(told: Story, more: str = "", tail: str = " | ") -> str:
    rtl = ' dir="rtl"' if told.language == "ar" else ""
    title = escape(told.title + tail + told.word("site"))
    return f'<!doctype html><html lang="{told.language}"{rtl}><head><meta charset="utf-8"><title>{title}</title>{more}</head>'


def block_theme(told: Story) -> tuple[str, str, str]:
    """A block theme: everything in wp-block divisions, JSON-LD graph with the site's own dates beside the page's."""
    graph = {"@context": "https://schema.org", "@graph": [
        {"@type": "WebSite", "name": told.word("site"), "datePublished": "2016-01-01"},
        {"@type": ["WebPage", "ItemPage"], "name": told.title, "datePublished": f"{told.published}T09:00:00+00:00"},
    ]}  # fmt: skip
    data = f'<script type="application/ld+json">{json.dumps(graph, ensure_ascii=False)}</script>'
    return "json-ld", f"/news/{told.slug}/", (
        f'{_head(told, data)}<body class="postid-7"><header class="wp-block-template-part"><nav><ul>{_menu(told)}</ul></nav></header>'
        f'<main class="wp-block-group"><h1 class="wp-block-post-title">{escape(told.title)}</h1>'
        f'<div class="entry-content wp-block-post-content">{_prose(told)}</div>'
        f'<h2>{escape(told.word("related"))}</h2><ul class="wp-block-latest-posts">{_cards(told)}</ul></main>'
        f'<footer><p>© 2031 {escape(told.word("site"))}</p></footer><div role="dialog"><p>{escape(told.word("cookie"))}</p></div></body></html>'
    )  # fmt: skip


def field_system(told: Story) -> tuple[str, str, str]:
    """Fields in nested divisions, label and value apart, no main element, the title outside the article's division."""
    label = told.word("on").format(d=told.day(told.published))
    return "label", f"/node/{told.slug}", (
        f'{_head(told)}<body><div id="header"><div class="region-menu"><ul class="menu">{_menu(told)}</ul></div></div>'
        f'<div id="page"><div class="tabs"></div><h1 id="page-title">{escape(told.title)}</h1><div class="node node-article">'
        f'<div class="submitted"><span>{escape(label)}</span></div><div class="field field-name-body"><div class="field-items">'
        f'<div class="field-item even" property="content:encoded">{_prose(told)}</div></div></div></div></div>'
        f'<aside><div class="view-content">{_cards(told, "div")}</div></aside><div id="footer"><p>2031-01-01</p></div></body></html>'
    )  # fmt: skip


def page_builder(told: Story) -> tuple[str, str, str]:
    """A page builder: twelve divisions deep, class names of numbers, published_time in Open Graph only."""
    meta = (f'<meta property="og:title" content="{escape(told.title)}"><meta property="og:site_name" content="{escape(told.word("site"))}">'
            f'<meta property="article:published_time" content="{told.published}T08:30:00+00:00">')  # fmt: skip

    def wrap(inner: str) -> str:
        number = len(inner) % 97
        return f'<div class="elementor-element e-{number}"><div class="elementor-widget-wrap">{inner}</div></div>'

    body = wrap(wrap(f'<h1 class="elementor-heading-title">{escape(told.title)}</h1>')) + wrap(wrap(_prose(told)))
    related = escape(told.word("related"))
    more = wrap(f"<section><h4>{related}</h4><div>{_cards(told, 'article')}</div></section>")
    return "og", f"/{told.slug}/", (
        f'{_head(told, meta, " – ")}<body>{wrap(f"<nav><ul>{_menu(told)}</ul></nav>")}<section><div class="elementor">{body}</div></section>'
        f'{more}'
        f'<div role="dialog"><p>{escape(told.word("cookie"))}</p></div></body></html>'
    )  # fmt: skip


def hosted_blog(told: Story) -> tuple[str, str, str]:
    """A hosted builder: article with header, the day in a time element without offset, share line after the text."""
    return "time", f"/blog/{told.slug}", (
        f'{_head(told, "", " — ")}<body><div class="Header"><nav><ul>{_menu(told)}</ul></nav></div><main id="content"><article class="h-entry">'
        f'<header><h1 class="p-name">{escape(told.title)}</h1><time class="dt-published" datetime="{told.published}">{told.day(told.published)}</time></header>'
        f'<div class="e-content">{_prose(told)}</div><p>{escape(told.word("share"))}</p></article></main>'
        f'<section class="Footer"><div>{_cards(told, "div")}</div></section></body></html>'
    )  # fmt: skip


def tables(told: Story) -> tuple[str, str, str]:
    """Tables for layout, font elements, no h1, paragraphs by breaks; the title is a bold line like the page's own."""
    prose = "<br><br>".join(escape(text) for text in told.paragraphs)
    return "heading", f"/show.asp?id={told.slug[6:]}", (
        f'<html lang="{told.language}"><head><title>{escape(told.title)} - {escape(told.word("site"))}</title><meta name="title" content="x">'
        f'<meta property="og:title" content="{escape(told.title)}"></head><body><form action="show.asp"><table width="760"><tr><td colspan="2"><table><tr>'
        + "".join(f'<td><a href="p{n}.asp">{escape(name)}</a></td>' for n, name in enumerate(told.word("menu").split("|")))
        + f'</tr></table></td></tr><tr><td width="160"><ul>{_menu(told)}</ul></td><td><div class="title"><b>{escape(told.title)}</b></div>'
        f'<font size="1">{told.day(told.published)}</font><div>{prose}</div></td></tr></table></form></body></html>'
    )  # fmt: skip


def fast_page(told: Story) -> tuple[str, str, str]:
    """An accelerated page: custom elements, microdata instead of JSON-LD, a byline beside the title."""
    return "time", f"/amp/{told.slug}/", (
        f'{_head(told)}<body><amp-sidebar><nav><ul>{_menu(told)}</ul></nav></amp-sidebar><div class="amp-wp-article" itemscope itemtype="http://schema.org/Article">'
        f'<div class="amp-head"><h1 class="amp-wp-title" itemprop="headline">{escape(told.title)}</h1><div class="amp-wp-byline">{escape(told.word("by"))}</div>'
        f'<span itemprop="datePublished" content="{told.published}">{told.day(told.published)}</span></div>'
        f'<div class="amp-wp-article-content">{_prose(told)}</div></div><amp-consent><p>{escape(told.word("cookie"))}</p></amp-consent>'
        f'<footer><p>{escape(told.word("share"))}</p></footer></body></html>'
    )  # fmt: skip


def drawn_by_script(told: Story) -> tuple[str, str, str]:
    """Rendered on the server for a script: hashed class names, sections instead of headings' order, data in a script."""
    state = {"props": {"story": {"slug": told.slug, "publishedAt": f"{told.published}T10:00:00+02:00"}}}
    return "markup", f"/s/{told.slug}", (
        f'{_head(told, "", " · ")}<body><div id="__next"><div class="css-1x"><ul class="css-9a">{_menu(told)}</ul></div><div class="css-2b"><div class="css-3c">'
        f'<h1 class="css-4d">{escape(told.title)}</h1></div><div class="css-5e">{_prose(told)}</div></div>'
        f'<div class="css-6f">{_cards(told, "article")}</div></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script></body></html>'
    )  # fmt: skip


STRUCTURES: dict[str, Callable[[Story], tuple[str, str, str]]] = {
    "blocks": block_theme, "fields": field_system, "builder": page_builder, "hosted": hosted_blog, "tables": tables,
    "fast": fast_page, "script": drawn_by_script,
}  # fmt: skip
"""Each gives the source that says when, the path of its address, and the markup."""


def made(structure: str, language: str, seed: int) -> Made:
    """One page."""
    told = story(language, seed)
    source, path, markup = STRUCTURES[structure](told)
    return Made(f"{structure}_{language}_{seed}", f"https://letter.example{path}", markup, told, source)
