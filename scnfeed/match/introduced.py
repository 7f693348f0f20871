"""Names in scripts without capitals: told by a person's office before them, or a verb of saying beside them.

Tables, not grammar: a name that nothing introduces is not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from scnfeed.language.detect import FREQUENT
from scnfeed.language.months import base
from scnfeed.match.folded import letters

NEAR = 3
"""Words before a name among which its office stands: "deputy head of the municipality"."""
OFFICES = {
    "ar": "السيد السيدة الآنسة الدكتور الدكتورة الأستاذ الأستاذة البروفيسور المهندس المهندسة القاضي القاضية العقيد "
    "اللواء الشيخ الأمير الأميرة الملك الملكة وزير وزيرة الوزير الوزيرة رئيس رئيسة الرئيس الرئيسة عمدة العمدة "
    "محافظ المحافظ نائب نائبة النائب النائبة مدير مديرة المدير المديرة أمين أمينة الأمين الأمينة منسق منسقة "
    "المنسق المنسقة مستشار مستشارة المستشار المستشارة خبير خبيرة الخبير الخبيرة باحث باحثة الباحث الباحثة سفير "
    "سفيرة السفير السفيرة مبعوث مبعوثة متحدث متحدثة المتحدث المتحدثة معلم معلمة المعلم المعلمة مؤسس مؤسسة عضو "
    "عضوة موظف موظفة ضيفنا ضيفتنا زميلنا زميلتنا اسمه اسمها يدعى تدعى المدعو",
    "ur": "جناب محترم محترمہ ڈاکٹر پروفیسر وزیر صدر میئر نائب ڈائریکٹر سفیر رکن مشیر ماہر قاضی بیگم سید سیدہ نام",
    "fa": "آقای خانم دکتر استاد مهندس وزیر رئیس شهردار معاون مدیر سفیر نماینده مشاور کارشناس",
}
SAYING = {
    "ar": "قال قالت يقول تقول أضاف أضافت أكد أكدت أوضح أوضحت أعلن أعلنت شرح شرحت روى روت",
    "ur": "کہا کہتے کہتی بتایا",
    "fa": "گفت افزود",
}
ARTICLE = {"ar": "ال"}
"""What no name of a person of another language begins with, and most other words do."""
FULL = (2, 5)
SHORTEST = 3


def introduces(before: Sequence[str], after: Sequence[str], language: str) -> bool:
    """Whether folded words before or after a gap say that a name stands in it; in scripts with capitals, never.

    >>> introduces(["وافقت", "نايبه", "رييس"], ["علي"], "ar"), introduces(["في"], ["مكان"], "ar")
    (True, False)
    """
    offices, saying = _table(base(language))
    near = {form for word in before[-NEAR:] for form in (word, word[1:])}  # a conjunction is written as one with it
    beside = {form for word in (*before[-1:], *after[:1]) for form in (word, word[1:])}
    return not near.isdisjoint(offices) or not beside.isdisjoint(saying)


@cache
def _table(language: str) -> tuple[frozenset[str], frozenset[str]]:
    offices, saying = (frozenset(map(letters, table.get(language, "").split())) for table in (OFFICES, SAYING))
    return offices, saying


def nameless(words: str, language: str) -> bool:
    """Whether every word of a text has the article of its language, as no name of a person has."""
    article = ARTICLE.get(base(language))
    return article is not None and all(letters(word).startswith(letters(article)) for word in words.split())


def unheard_of(words: str, language: str) -> bool:
    """Whether these are two to five words of a script without capitals, none of them with an article or so frequent
    that it stands in any text: full names, for all that can be told.

    >>> unheard_of("ريما عجاج", "ar"), unheard_of("البحر الأزرق", "ar"), unheard_of("من هنا", "ar")
    (True, False, False)
    """
    found = [letters(word) for word in words.split()]
    article = ARTICLE.get(base(language))
    if article is None or not FULL[0] <= len(found) <= FULL[1]:
        return False
    frequent = _frequent(base(language))
    return all(
        len(word) >= SHORTEST and not word.startswith(letters(article)) and word not in frequent for word in found
    )


@cache
def _frequent(language: str) -> frozenset[str]:
    return frozenset(map(letters, FREQUENT.get(language, "").split()))
