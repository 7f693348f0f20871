"""Words that lead a reader elsewhere in the midst of a story, and words before the name of who wrote it."""

from __future__ import annotations

# ruff: noqa: E501 (a table: a row a language)
from functools import cache

from scnfeed.language.scripts import fold

_READ_ON = {
    "en": "Read more|Read also|Also read|Read next|See also|See more|Related|Related story|Related article|More on this|"
    "Recommended|Watch|Listen|Find out more|Don't miss|You may also like",
    "ar": "اقرأ أيضا|إقرأ أيضا|اقرأ المزيد|طالع أيضا|شاهد أيضا|مواضيع ذات صلة|للمزيد",
    "fr": "Lire aussi|À lire aussi|A lire aussi|Lire également|À lire également|Lire la suite|Voir aussi|À voir aussi|Pour aller plus loin",
    "es": "Lea también|Lee también|Leer también|Leer más|Lea además|Te puede interesar|Noticia relacionada|Noticias relacionadas|Más información|Ver también",
    "de": "Lesen Sie auch|Lesen Sie mehr|Lesen Sie hier|Lesen Sie dazu|Lesen Sie außerdem|Mehr zum Thema|Auch interessant|Auch lesenswert|Zum Thema|Siehe auch|Weiterlesen",
    "pt": "Leia também|Leia mais|Veja também|Saiba mais", "it": "Leggi anche|Leggi tutto|Vedi anche|Per approfondire|Ti potrebbe interessare",
    "nl": "Lees ook|Lees meer|Lees verder|Zie ook|Bekijk ook", "sv": "Läs också|Läs även|Läs mer|Se även", "no": "Les også|Les mer|Les saken|Se også",
    "da": "Læs også|Læs mere|Se også", "fi": "Lue myös|Lue lisää", "is": "Lesa meira|Sjá einnig", "pl": "Czytaj więcej|Czytaj także|Czytaj też|Czytaj również|Zobacz także|Zobacz też|Przeczytaj także",
    "cs": "Čtěte také|Přečtěte si také|Čtěte více", "sk": "Čítajte aj|Prečítajte si aj", "hu": "Olvassa el|Kapcsolódó cikkek", "ro": "Citește și|Citeşte şi|Citește mai mult",
    "tr": "İlgili haberler|Ayrıca oku|Devamını oku|Bunları da okuyun", "el": "Διαβάστε επίσης|Διαβάστε ακόμη", "ru": "Читайте также|Читать далее|Смотрите также",
    "uk": "Читайте також|Дивіться також", "sr": "Pročitajte još|Pročitajte i|Прочитајте још|Прочитајте и", "sq": "Lexo edhe|Lexoni edhe", "fa": "بیشتر بخوانید|مطالب مرتبط",
    "ur": "یہ بھی پڑھیں|مزید پڑھیں", "bn": "আরও পড়ুন", "hi": "यह भी पढ़ें|और पढ़ें", "id": "Baca juga|Simak juga|Lihat juga", "sw": "Soma pia|Soma zaidi",
    "vi": "Xem thêm|Đọc thêm", "he": "קראו גם|קרא עוד", "ja": "関連記事|あわせて読みたい", "zh": "延伸阅读|相关阅读|延伸閱讀|相關閱讀", "ko": "관련기사|관련 기사",
}  # fmt: skip
"""Language to the words, as they stand before a link to another story."""

BY = {
    "en": "by", "ar": "بقلم|كتب|إعداد", "fr": "par", "es": "por", "de": "von|autor|autorin|redaktion|text",
    "pt": "por", "it": "di", "nl": "door", "sv": "av|text", "no": "av|tekst", "da": "af", "fi": "teksti", "pl": "autor|oprac|opracowanie", "cs": "autor", "tr": "yazan|haber", "ru": "автор|текст", "id": "oleh",
}  # fmt: skip
"""Language to the words before the name of who wrote it."""


_LONGEST = 40


@cache
def _leading() -> tuple[str, ...]:
    return tuple({fold(form) for row in _READ_ON.values() for form in row.split("|")})


@cache
def _before_names() -> frozenset[str]:
    return frozenset(fold(form) for row in BY.values() for form in row.split("|"))


def leads_elsewhere(text: str) -> str | None:
    """What follows words such as "Read more" at the beginning of a text, folded, "" when nothing does; None without
    these words.

    >>> leads_elsewhere("Read more: The bridge"), leads_elsewhere("Lire aussi"), leads_elsewhere("Read moreover")
    ('the bridge', '', None)
    """
    if not fold(text[:_LONGEST]).startswith(_leading()):
        return None
    folded = fold(text)
    word = max((form for form in _leading() if folded.startswith(form)), key=len)
    rest = folded[len(word) :]
    return None if rest[:1].isalnum() else rest.strip(" :|-–—»>")


def is_byline(text: str) -> bool:
    """Whether a short text is a name after "by" in one of the languages.

    >>> is_byline("Von Ada Lima, Kiel"), is_byline("By the river stood a house of stone.")
    (True, False)
    """
    if len(text) > 90 or text[-1:] in ".!?…:":
        return False
    first, _, rest = text.partition(" ")
    named = [word for word in rest.replace(",", " ").split() if word[:1].isupper() or not word[:1].isascii()]
    return (
        fold(first).rstrip(":") in _before_names() and 0 < len(rest.split()) <= 8 and 2 * len(named) > len(rest.split())
    )
