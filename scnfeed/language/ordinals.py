"""Days of the month in words, January's way: the first word is day 1; and words that point at a month named before."""

from __future__ import annotations

_UNITS = "الحادي الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع".split()
_ARABIC = (
    "الأول,غرة,فاتح الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر "
    + " ".join(f"{unit}_عشر" for unit in _UNITS)
    + " العشرين,العشرون "
    + " ".join(f"{unit}_والعشرين,{unit}_والعشرون" for unit in _UNITS)
    + " الثلاثين,الثلاثون الحادي_والثلاثين,الحادي_والثلاثون"
)
_ENGLISH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth twenty_first twenty_second twenty_third twenty_fourth"
    " twenty_fifth twenty_sixth twenty_seventh twenty_eighth twenty_ninth thirtieth thirty_first"
)
_SPANISH = (
    "uno,primero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
    " dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete"
    " veintiocho veintinueve treinta treinta_y_uno"
)
_FRENCH = (
    "premier deux trois quatre cinq six - huit neuf dix onze douze treize quatorze quinze seize dix_sept dix_huit"
    " dix_neuf vingt vingt_et_un vingt_deux vingt_trois vingt_quatre vingt_cinq vingt_six vingt_sept vingt_huit"
    " vingt_neuf trente trente_et_un"
)
DAYS = {"ar": _ARABIC, "en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH, "ur": "یکم", "fa": "یکم"}
"""Commas between forms of one day, ``_`` for a space or hyphen, ``-`` for none (French ``sept`` is a month's too)."""

NO_DAYS = {
    "en": "first_days last_days first_few_days",
    "ar": " ".join(
        f"{noun}_{n}"
        for noun in "الأسبوع الربع الثلث العام اليوبيل".split()
        for n in "الأول الثاني الثالث الرابع".split()
    ),
}
"""Phrases in which such a word counts something else than days: ``the first week of May``."""

SAME_MONTH = {
    "en": "same_month",
    "ar": "الشهر_نفسه نفس_الشهر الشهر_ذاته ذات_الشهر منه",
    "fr": "même_mois",
    "es": "mismo_mes",
    "pt": "mesmo_mês",
    "de": "desselben_monats gleichen_monats",
    "it": "stesso_mese",
    "tr": "aynı_ayın",
    "id": "bulan_yang_sama",
    "fa": "همان_ماه",
    "ur": "اسی_ماه",
}
"""Instead of a month's name: the month named last."""
