"""Which language a text is in: by its script where only one language has it, else by its most frequent words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from scnfeed.language.scripts import Apart

FREQUENT = {
    "en": "the of and to in is was for that with on as are by this from at which have has an be it were their its",
    "fr": "le la les des du et est dans pour que qui une sur avec au aux par ce cette sont ses leur été plus ont de il",
    "es": "el la los las del y en que una con por para se es al como su sus más fue son este esta han entre lo de",
    "pt": "o a os as do da dos das em no na que não com uma um para por se ao pela pelo mais foi são é como e sua seu",
    "it": "il lo la gli le di del della dei delle che è un una per con non nel nella sono alla al dal anche più si ha",
    "de": "der die das und in den von zu mit dem des ist nicht ein eine auf für im auch sich als es an werden wird bei",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er door om ook als bij naar maar uit over worden",
    "af": "die van en in is het nie dat om te vir met op wat sy aan word hy sal ook deur was se hulle na kan ons",
    "sv": "och att det som en på är av för med till den har inte om ett men var jag från han vi kan de också när",
    "no": "og det som en på er av for med til den har ikke om et men var jeg fra han vi kan de også å seg etter",
    "da": "og det som en på er af for med til den har ikke om et men var jeg fra han vi kan de også at sig efter blev",
    "is": "og að í á er sem ekki við um til hann það var með fyrir en af þess eru hefur verið frá þegar hafa eftir",
    "fi": "ja on että ei se hän oli ovat mutta kun myös kuin tai joka jos niin ole mukaan sen olla vuoden jo vain",
    "et": "ja on ei et ta see oma kui oli aga ka mis mida või nii selle veel ning pole siis kes juba kuid oleks",
    "pl": "i w na z się nie do jest to że o jak po za od przez dla co tym są oraz które który jego był przed także",
    "cs": "a v na se je že s z do o k i to pro jako za by které ale jsou který podle také byl jeho po už než při od",
    "sk": "a v na sa je že s z do o k aj to pre ako za by ktoré ale sú ktorý podľa bol jeho po už pri od sme nie",
    "sl": "in v je na se da za so z pa ki ne tudi s po od bo ali kot še do bi pri je bil ta iz že tako ni leta",
    "hr": "i u je na se da za su s od ne koji o kao iz do što bi ili će koja po nije ali sve to te kako samo sam",
    "hu": "a az és hogy nem is egy volt meg ez de csak már még el van mint szerint azt ki lehet ha vagy után között",
    "ro": "și în de la a cu pe că nu este din un o pentru mai care au fost sunt ce se ca al prin fi dar după sau lui",
    "tr": "ve bir bu da de için ile olarak olan çok daha gibi kadar sonra en ise olduğunu ne var o ancak her göre",
    "id": "yang dan di dengan untuk ini dari pada dalam itu tidak akan adalah oleh ke juga telah tersebut sebagai",
    "ms": "yang dan di dengan untuk ini dari pada dalam itu tidak akan adalah oleh ke juga telah tersebut beliau ialah"
    " kerana daripada mereka boleh",
    "tl": "ang ng sa na mga at ay ni si hindi para kung ito siya may niya ko ka rin din pa nang lang",
    "vi": "và của là có được trong cho không một với các người này đã những khi đến từ để về cũng như ra sẽ nhiều",
    "sw": "na ya wa kwa ni katika za la cha kuwa hiyo huo vya kama hii yake hiyo pia ambayo alisema hayo wake kutoka",
    "sq": "të në e dhe i një për që nga më me se është u ka nuk si do ky kjo duke janë ai edhe janë por kanë",
    "lt": "ir kad į iš yra su buvo tai apie kaip už nuo bet po dėl per tik jau ar pagal metų taip jis bus prie",
    "lv": "un ir ka no ar par uz kas tā bet kā arī to pie pēc līdz būt nav viņš tiek gada lai šo vai jau",
    "ca": "el la els les de del i que en un una per amb no es al com més dels ha són aquest aquesta ser també a",
    "gl": "o a os as do da dos das e que en un unha por con non se ao como máis é foi para na no pola polo este",
    "eu": "eta da ez du bat ere dute zuen izan da dira dela baina den egin hau baino zen beste bere dago",
    "lb": "de d an den zu op ass vun mat fir dat net eng och bei déi en sech gëtt si ze wéi huet sinn war",
    "so": "oo ka ay in waa la ku iyo ee uu soo u ah kale si waxa aan isaga waxaa inuu inay kala",
    "ha": "da ta na a ya ba cikin su kuma wannan wani ne ce daga don mai ga shi za domin wanda",
    "yo": "ni ti si awọn ati ń fún pé náà kan ó wọn láti gbogbo bá tí sí àwọn ṣe fi",
    "zu": "ukuthi futhi uma ngoba kodwa lapho ukuba yini kanye nokho lokhu abantu ngesikhathi kwezwe ngo uthe kusho",
    "xh": "ukuba ukuze kwaye xa kodwa ngoko apho abantu kunye nangona into ngexesha uthi kuba ngo oku le",
    "st": "le ho ka ya hore ba tsa e ke mme la ha bile hape empa batho se sa jwang ena haholo",
    "kl": "aamma tassa uani ilaat taamaattoq ingammik naapertorlugu pillugu",
    "ru": "и в не на что с он как по это к но из у за от о для так же его бы было был был был который также",
    "uk": "і в не на що з він як по це до але із у за від та для так же його щоб було був який також є їх",
    "be": "і ў не на што з ён як па гэта да але у за ад пра для так яго было быў які таксама ці",
    "bg": "и на в за да се от е с че не по са като до ще бе това или към който при след има който",
    "mk": "и на во за да се од е со дека не по ќе беше ова или кон кој при има ги што како беше",
    "sr": "и у је на се да за су с од не који о као из до што би или ће која по није али",
    "kk": "және бір да де мен үшін бойынша деп осы бұл ол болып туралы қазақстан",
    "hi": "के में की है को से और का हैं पर ने कि यह भी नहीं एक इस लिए",
    "mr": "आहे आणि या च्या मध्ये हे केली होते त्यांनी आहेत करण्यात ही",
    "ne": "छ र मा को ले का भएको गर्न हो छन् पनि गरेको भने",
    "ar": "في من على إلى أن التي هذا هذه الذي مع عن كما بين ما لم قال كان أو بعد",
    "fa": "و در به از که این را با است برای آن یک خود تا بر هم شده می",
    "ur": "کے میں کی ہے سے کو اور کا نے پر یہ کہ ہیں بھی اس نہیں تھا ایک",
    "ps": "د په چې او ته له دی کې هم یې نه دا سره",
}
"""Words that make up a fifth and more of any text of the language, or of its list of titles."""
_ONLY = {
    "el": "\u0370-\u03ff", "he": "\u0590-\u05ff", "hy": "\u0530-\u058f", "ka": "\u10a0-\u10ff", "th": "\u0e00-\u0e7f",
    "bn": "\u0980-\u09ff", "pa": "\u0a00-\u0a7f", "gu": "\u0a80-\u0aff", "ta": "\u0b80-\u0bff", "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f", "si": "\u0d80-\u0dff", "km": "\u1780-\u17ff", "lo": "\u0e80-\u0eff",
    "my": "\u1000-\u109f", "am": "\u1200-\u137f", "ko": "\uac00-\ud7af", "ja": "\u3040-\u30ff", "zh": "\u4e00-\u9fff",
}  # fmt: skip
"""Languages that alone have a script; kana before Han, for Japanese has both."""
_SCRIPTS = {name: re.compile(f"[{block}]") for name, block in _ONLY.items()}
_LETTERS = Apart(lambda sign: (sign.isalnum() and not sign.isdecimal()) or "\u0900" <= sign <= "\u097f")
"""With the vowel signs of Indian scripts that ``str`` takes for no letters."""
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_OWN = {
    "ckb": re.compile("[ۆێڕڵ]"),
    "ps": re.compile("[ټډړږښڼې]"),
    "ur": re.compile("[ٹڈڑےں]"),
    "fa": re.compile("[گچپژکی]"),
}
FAMILIES = ("nb no nn da", "id ms", "hr sr bs", "cs sk", "es gl ca pt", "hi mr ne", "ru uk be bg mk", "nl af")
"""Languages a short text may be taken for each other."""
_LONG_WORDS = frozenset({"zu", "xh"})
"""Languages that say in one word what others say in three: few of their words come again and again."""
_SURE = 8
"""Frequent words without which no text is surely in a language."""
_ORDER = {name: n for n, name in enumerate(FREQUENT)}
_FAMILY = {name: row for row in FAMILIES for name in row.split()}


@dataclass(frozen=True, slots=True)
class Heard:
    """The language a text seems to be in; `sure` when nothing else comes near."""

    language: str | None
    sure: bool = False


@cache
def _speakers() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for language, row in FREQUENT.items():
        for word in dict.fromkeys(row.split()):
            found.setdefault(word, []).append(language)
    return {word: tuple(names) for word, names in found.items()}


@cache
def _frequent(language: str) -> frozenset[str]:
    return frozenset(FREQUENT.get(language, "").split())


def heard(text: str) -> Heard:
    """The language of `text`, and whether it is sure; of a line of figures and names there is none.

    >>> heard("Die Bürgermeister der Region trafen sich in Köln und sprachen über den Haushalt der Stadt.").language
    'de'
    """
    words = text.lower().translate(_LETTERS).split()
    letters = sum(map(len, words))
    if letters < 8:
        return Heard(None)
    if not text.isascii():
        printed = "".join({*text})  # some sixty characters: most scripts are not among them
        if _ARABIC.search(printed) and 2 * len(_ARABIC.findall(text)) > letters:
            return _arabic(text, printed, letters)
        for name, pattern in _SCRIPTS.items():
            found = len(pattern.findall(text)) if pattern.search(printed) else 0
            if (found * 10 > letters * 6) or (name == "ja" and found * 5 > letters):
                return Heard(name, letters >= 40)
    return _by_words(words)


def _arabic(text: str, printed: str, letters: int) -> Heard:
    for name, pattern in _ARABIC_OWN.items():
        if pattern.search(printed) and 50 * len(pattern.findall(text)) > letters:
            return Heard(name, letters >= 80)
    return Heard("ar", letters >= 80)


def _by_words(words: Sequence[str]) -> Heard:
    hits: Counter[str] = Counter()
    speakers = _speakers()
    for word, times in Counter(words).items():
        for name in speakers.get(word, ()):
            hits[name] += times
    ranked = sorted(hits.items(), key=lambda found: (-found[1], _ORDER[found[0]]))[:6]
    if not ranked:
        return Heard(None)
    best, most = ranked[0]
    family = _FAMILY.get(best, best).split()
    second = next((count for name, count in ranked[1:] if name not in family), 0)
    twin = next((count for name, count in ranked[1:] if name in family), 0)
    few, many = (0.05, 0.05) if best in _LONG_WORDS else (0.12, 0.2)
    enough = most >= 2 and most >= few * len(words)
    if not enough or most <= 1.25 * second or most < twin:
        return Heard(None)
    return Heard(best, most > twin and most >= _SURE and most > 1.7 * second and most >= many * len(words))


def speaks(text: str, language: str) -> bool:
    """Whether every fifth word and more of `text` is a frequent one of this language: then no other can be sure.

    >>> speaks("The mayors of the region met in Manila, and for the first time it was on a ship in the bay.", "en")
    True
    """
    frequent = _frequent(language)
    words = text.lower().translate(_LETTERS).split() if frequent else []
    hits = len([word for word in words if word in frequent])
    return 2 * hits >= _SURE and hits * 5 >= len(words)


def akin(one: str, other: str) -> bool:
    """Whether two languages may be taken for each other in a text.

    >>> akin("nb", "no"), akin("de", "en")
    (True, False)
    """
    return one == other or other in _FAMILY.get(one, "").split()


def language_of(text: str) -> str | None:
    """The language `text` seems to be in, None when unsure.

    >>> language_of("The mayors of the region met in Manila"), language_of("اجتماع العمدة"), language_of("Manila 2023")
    ('en', 'ar', None)
    """
    return heard(text).language
