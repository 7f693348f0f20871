"""Words that stand between the parts of a date, one row a language; an unknown language has dashes and CLDR's names."""

from __future__ import annotations

_SERBIAN = {
    "to": "do до",
    "and": "i и",
    "between": "između између",
    "in": "u у tokom током",
    "filler": "godine године god год dana дана",
    "early": "početkom почетком",
    "mid": "sredinom средином",
    "late": "krajem крајем",
}

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "to": "to until till through thru",
        "and": "and",
        "between": "between",
        "in": "in during since by",
        "filler": "the of on at month year days day from",
        "early": "early beginning start",
        "mid": "mid middle",
        "late": "late end",
    },
    "ar": {
        "to": "إلى حتى لغاية وحتى وإلى ولغاية",
        "and": "و",
        "between": "بين مابين",
        "in": "في خلال بحلول منذ",
        "filler": "ال من شهر يوم أيام يومي عام لعام سنة لسنة بتاريخ تاريخ الساعة ميلادية ميلادي الموافق",
        "early": "أوائل مطلع بداية مستهل",
        "mid": "منتصف أواسط",
        "late": "أواخر نهاية ختام",
    },
    "fr": {
        "to": "au à jusqu_au jusqu_à",
        "and": "et",
        "between": "entre",
        "in": "en durant pendant depuis",
        "filler": "le les la du de des mois an année jour jours d",
        "early": "début",
        "mid": "mi milieu",
        "late": "fin",
    },
    "es": {
        "to": "al a hasta",
        "and": "y e",
        "between": "entre",
        "in": "en durante desde",
        "filler": "el la los las de del día días mes año desde",
        "early": "principios comienzos inicios",
        "mid": "mediados",
        "late": "finales fines",
    },
    "ur": {
        "to": "سے تا تک",
        "and": "اور و",
        "filler": "کو بروز مورخہ ماہ سال کے",
        "early": "اوائل",
        "mid": "وسط",
        "late": "اواخر",
    },
    "bn": {
        "to": "থেকে হতে",
        "and": "ও এবং",
        "filler": "তারিখ সাল",
        "early": "শুরুতে",
        "mid": "মাঝামাঝি",
        "late": "শেষে",
    },
    "id": {
        "to": "s.d. s.d s/d sampai hingga sampai_dengan",
        "and": "dan",
        "between": "antara",
        "in": "pada di bulan selama sejak",
        "filler": "tanggal tahun",
        "early": "awal",
        "mid": "pertengahan",
        "late": "akhir",
    },
    "sw": {
        "to": "hadi mpaka",
        "and": "na",
        "between": "kati_ya kati",
        "in": "mwezi mnamo",
        "filler": "tarehe mwaka mwa ya wa siku",
        "early": "mwanzoni mapema",
        "mid": "katikati",
        "late": "mwishoni",
    },
    "sq": {
        "to": "deri",
        "and": "dhe e",
        "between": "midis ndërmjet",
        "in": "në gjatë",
        "filler": "më datë datën dt të muajit vitit nga",
        "early": "fillim",
        "mid": "mes mesi",
        "late": "fund",
    },
    "sr": _SERBIAN,
    "bs": _SERBIAN,
    "mk": {
        "to": "до",
        "and": "и",
        "between": "помеѓу меѓу",
        "in": "во",
        "filler": "година години на од ден",
        "early": "почетокот",
        "mid": "средината",
        "late": "крајот",
    },
}
"""Separated by spaces, ``_`` for a space inside. ``filler`` may stand anywhere inside a date and says nothing."""

ORDINALS = r"\.?[ºª°]|st|nd|rd|th|er|ere|re|eme|e|-?(?:ти|ри|ви|ми)|শে|ই|লা|রা|ঠা"
"""What may be written right after the day of the month, accents left off."""
