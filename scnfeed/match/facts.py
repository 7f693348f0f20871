"""What a few words name: numbers, days, editions, stages, languages, places. Tables of words, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from scnfeed.language.detect import FREQUENT
from scnfeed.language.months import base, months, weekdays
from scnfeed.language.named import languages
from scnfeed.language.places import CLITICS, is_place
from scnfeed.language.scripts import ascii_digits
from scnfeed.match.folded import letters

ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth one two three four five "
    "six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "thirty forty fifty sixty seventy eighty ninety hundred",
    "fr": "premier première deuxième second seconde troisième quatrième cinquième sixième septième huitième "
    "neuvième dixième onzième douzième deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze "
    "quinze seize vingt trente quarante cinquante soixante cent",
    "es": "primer primera primero segundo segunda tercer tercera tercero cuarto cuarta quinto quinta sexto sexta "
    "séptimo séptima octavo octava noveno novena décimo décima dos tres cuatro cinco seis siete ocho nueve diez once "
    "doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés "
    "veinticuatro veinticinco treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento",
    "ar": "أول ثاني الأول الأولى الثاني الثانية الثالث الثالثة الرابع الرابعة الخامس الخامسة السادس السادسة السابع "
    "السابعة الثامن الثامنة التاسع التاسعة العاشر العاشرة ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة عشرون عشرين "
    "ثلاثون ثلاثين أربعون أربعين خمسون خمسين "
    "ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة ثلاث أربع خمس ست سبع ثمان ثماني تسع اثنان اثنين اثنتان اثنتين",
    "de": "erste ersten erster zweite zweiten zweiter dritte dritten dritter vierte vierten vierter fünfte fünften "
    "fünfter sechste sechsten sechster siebte siebten siebter achte achten achter neunte neunten neunter "
    "zehnte zehnten zehnter elfte zwölfte zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig "
    "dreißig vierzig fünfzig hundert",
    "id": "pertama kedua ketiga keempat kelima keenam ketujuh kedelapan kesembilan kesepuluh dua tiga empat lima "
    "enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus",
    "ur": "پہلا پہلی پہلے دوسرا دوسری دوسرے تیسرا تیسری تیسرے چوتھا چوتھی چوتھے پانچواں پانچویں چھٹا چھٹی ساتواں "
    "ساتویں آٹھواں آٹھویں نواں نویں دسواں دسویں دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ چودہ پندرہ بیس تیس "
    "چالیس پچاس سو",
}
"""Words that number an edition or count its guests."""
STAGES = {
    "en": (
        "open opens opened opening begin begins began beginning start starts started starting",
        "close closes closed closing end ends ended ending finish finishes finished finishing",
    ),
    "fr": (
        "ouvre ouvrent ouvert ouverts ouverte ouvertes ouverture "
        "inaugure inauguré inaugurée inauguration commence commencent commencé",
        "ferme ferment fermé fermés fermée fermées fermeture clôt clos close closes termine terminent terminé achève",
    ),
    "es": (
        "abre abren abrió abierto abiertos abierta abiertas apertura inaugura inauguran inauguró inauguración empieza "
        "empezó comienza comenzó inicia inició inicio",
        "cierra cierran cerró cerrado cerrados cerrada cerradas cierre "
        "clausura clausuran clausuró termina terminó finaliza "
        "finalizó acaba",
    ),
    "ar": (
        "فتح يفتح تفتح فتحت يفتتح تفتتح افتتح افتتحت افتتاح الافتتاح يبدأ تبدأ بدأ بدأت بدء انطلاق ينطلق تنطلق انطلقت",
        "يختتم تختتم اختتم اختتمت اختتام الاختتام ختام ينتهي تنتهي انتهى انتهت انتهاء نهاية أغلق أغلقت يغلق تغلق إغلاق",
    ),
    "de": (
        "öffnet eröffnet eröffnung beginnt begann beginn startet",
        "schließt geschlossen schließung endet endete ende abschluss",
    ),
}
"""Words for how something begins, and for how it ends."""
PARTS = {
    "en": "north northern|south southern|east eastern|west western|spring|summer|autumn fall|winter|morning|afternoon|"
    "evening|girls women|boys men",
    "fr": "nord|sud|est|ouest|printemps|été|automne|hiver|matin matinée|après-midi|soir soirée|filles femmes|"
    "garçons hommes",
    "es": "norte|sur|este|oeste|primavera|verano|otoño|invierno|mañana|tarde|noche|chicas niñas mujeres|"
    "chicos niños hombres",
    "ar": "شمال الشمال شمالي الشمالي الشمالية|جنوب الجنوب جنوبي الجنوبي الجنوبية|شرق الشرق شرقي الشرقي الشرقية|"
    "غرب الغرب غربي الغربي الغربية|ربيع الربيع الربيعي الربيعية|صيف الصيف الصيفي الصيفية|خريف الخريف الخريفي|"
    "شتاء الشتاء الشتوي الشتوية|صباح الصباح الصباحي الصباحية|مساء المساء المسائي المسائية|"
    "فتيات الفتيات نساء النساء بنات البنات|فتيان الفتيان رجال الرجال شبان الشبان",
    "de": "norden nord|süden süd|osten ost|westen west|frühling frühjahr|sommer|herbst|winter|morgen vormittag|"
    "nachmittag|abend|mädchen frauen|jungen männer",
}
"""Words that tell the parts of one thing apart: of a town, a year, a day, of those who are meant."""
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
"""What numbers congresses and letters, up to 39."""
_ATTACHED = tuple("وفبلك")
"""What Arabic writes as one with the next word."""
_AND = {"ar": "و"}


def numbers(text: str, language: str) -> frozenset[str]:
    return frozenset(found.lstrip("0") or "0" for found in _DIGITS.findall(ascii_digits(text)))


def calendar(text: str, language: str) -> frozenset[str]:
    table = _days(base(language))
    return frozenset(table[run] for run in map(letters, _runs(text)) if run in table)


@cache
def _days(language: str) -> dict[str, str]:
    """Folded month and weekday names to what they mean."""
    found: dict[str, str] = {}
    for kind, names in (("month", months(language)), ("weekday", weekdays(language))):
        for name in names:
            if name.wide:
                found.setdefault(letters(name.text), f"{kind} {name.number}")
    return found


def editions(text: str, language: str) -> frozenset[str]:
    written = {letters(word) for word in text.replace("-", " ").split()}
    roman = frozenset(word for word in text.split() if word != "I" and _ROMAN.fullmatch(word))
    if base(language) == "ar":
        written |= {word[1:] for word in written if word[:1] in _ATTACHED}
    return (_ordinals(base(language)) & written) | roman


@cache
def _ordinals(language: str) -> frozenset[str]:
    return frozenset(map(letters, ORDINALS.get(language, "").split()))


def stages(text: str, language: str) -> frozenset[str]:
    """Whether a text says that something begins ("0") or ends ("1").

    >>> sorted(stages("The show opens on Friday", "en") | stages("Die Ausstellung endet", "de"))
    ['0', '1']
    """
    written = {letters(word) for word in text.split()}
    rows = _stages(base(language))
    return frozenset(str(at) for at, row in enumerate(rows) if not written.isdisjoint(row))


@cache
def _stages(language: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(letters, row.split())) for row in STAGES.get(language, ()))


def parts(text: str, language: str) -> frozenset[str]:
    """Which parts of a town, a year or a day a text names, and which of two groups of people.

    >>> parts("the northern districts", "en") == parts("the north", "en") != parts("the south", "en")
    True
    """
    written = {letters(word) for word in text.split()}
    return frozenset(str(at) for at, row in enumerate(_parts(base(language))) if not written.isdisjoint(row))


@cache
def _parts(language: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(letters, row.split())) for row in PARTS.get(language, "").split("|"))


def tongues(text: str, language: str) -> frozenset[str]:
    return frozenset(
        _tongues(base(language))[run] for run in map(letters, text.split()) if run in _tongues(base(language))
    )


@cache
def _tongues(language: str) -> dict[str, str]:
    """Folded names of languages to their codes."""
    return {letters(name): code for code, name in languages(language).items()}


def places(text: str, language: str) -> frozenset[str]:
    return frozenset(letters(word) for word in _runs(text) if _is_place(word, base(language))) - _everyday(
        base(language)
    )


@cache
def _everyday(language: str) -> frozenset[str]:
    return frozenset(map(letters, FREQUENT.get(language, "").split()))


def _runs(text: str) -> Iterable[str]:
    found = text.split()
    for length in (1, 2, 3):
        yield from (" ".join(found[at : at + length]) for at in range(len(found) - length + 1))


@lru_cache(maxsize=8192)
def _is_place(name: str, language: str) -> bool:
    """Whether the gazetteer knows a city or country of this name; Arabic writes a preposition, or "and", as one with
    it."""
    clitics = CLITICS.get(language, "") + _AND.get(language, "")
    written = (name, *(name.removeprefix(clitic) for clitic in clitics if name.startswith(clitic)))
    return len(name) > 2 and any(is_place(one, language) for one in written)
