"""Dates as pages write them: stamps of machines, and days in the words of a dozen languages."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

_NAMES = (
    "january jan janvier janv enero ene janeiro januar jänner gennaio января январь янв січня қаңтар ocak januari stycznia yanvar يناير",
    "february feb février févr febrero fevereiro fev februar febbraio февраля февраль фев лютого ақпан şubat februari lutego fevral فبراير",
    "march mar mars marzo março märz марта март мар березня наурыз mart maret maart marca مارس",
    "april apr avril avr abril abr aprile апреля апрель апр квітня сәуір nisan kwietnia aprel أبريل ابريل",
    "may mai mayo maio maggio мая май травня мамыр mayıs mei maja مايو",
    "june jun juin junio junho juni giugno июня июнь июн червня маусым haziran czerwca iyun يونيو",
    "july jul juillet juil julio julho juli luglio июля июль июл липня шілде temmuz lipca iyul يوليو",
    "august aug août aout agosto ago августа август авг серпня тамыз ağustos agustus augustus sierpnia avqust avgust أغسطس اغسطس",
    "september sep sept septembre septiembre setiembre setembro settembre сентября сентябрь сен сент вересня қыркүйек eylül września sentyabr سبتمبر",
    "october oct octobre octubre outubro oktober ottobre октября октябрь окт жовтня қазан ekim października oktyabr أكتوبر اكتوبر",
    "november nov novembre noviembre novembro ноября ноябрь ноя нояб листопада қараша kasım listopada noyabr نوفمبر",
    "december dec décembre déc diciembre dic dezembro dezember dicembre декабря декабрь дек грудня желтоқсан aralık desember grudnia dekabr ديسمبر",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
"""The months by their names, in small letters; no name is of two months among the languages here."""

_MONTH = "(" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")(?![^\W\d_])"
_DATE = re.compile(
    r"(?<![\d/.:-])(?:"
    r"(?P<y1>\d{4})\s?[年년]\s?(?P<m1>\d{1,2})\s?[月월]\s?(?P<d1>\d{1,2})\s?[日일]"
    r"|(?P<y2>\d{4})(?P<s2>[-/.])(?P<m2>\d{1,2})(?P=s2)(?P<d2>\d{1,2})(?![\d/-])"
    r"|(?P<a3>\d{1,2})(?P<s3>[/.-])(?P<b3>\d{1,2})(?P=s3)(?P<y3>\d{4})(?![\d/-])"
    r"|(?P<d4>\d{1,2})(?:st|nd|rd|th|er|º|°|-го|\.)?,?[\s-]*(?:of |de |di )?(?P<n4>" + _MONTH + r")\.?,?[\s-]*(?:of |de |del )?(?P<y4>\d{4})(?!\d)"
    r"|(?P<y5>\d{4})(?:-ci il| жылғы|\.| m\.|,)?\s+(?P<d5>\d{1,2})[\s-]+(?P<n5>" + _MONTH + r")"
    r")|(?<![^\W_])(?P<n6>" + _MONTH + r")\.?\s+(?P<d6>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y6>\d{4})(?!\d)",
    re.IGNORECASE,
)  # fmt: skip
_RANGE = re.compile(r"(?:\d{1,2}\.?|" + _MONTH + r"|\d{4})\s*(?:[-–—]|to|until|по|до|bis|au)\s*$", re.IGNORECASE)
_RANGED = re.compile(r"\s*[-–—]\s*\d{1,2}(?!\d|[:.]\d\d)")

PUBLISHED_LABEL = re.compile(
    r"\b(?:(?:date of )?publi(?:shed|cation|ée?|cado|cato|é)(?: date)?(?: on| le| el| at)?|posted(?: on| at)?|released(?: on)?|issued(?: on)?|date|created(?: on)?|"
    r"(?:дата )?(?:опубликовано|публикации|размещено|создано|создания)|дата|veröffentlicht(?: am)?|pubblicato|yayın(?:lanma)?(?: tarihi)?|жарияланған)\b:?",
    re.IGNORECASE,
)
MODIFIED_LABEL = re.compile(
    r"\b(?:(?:last )?(?:updated?|modified|edited|reviewed|changed|revised)|mis(?:e)? à jour|modifié|actualizado|modificado|atualizado|aktualisiert|geändert|обновл\w+|измен\w+|правк\w+|güncelleme|жаңартылған)\b",
    re.IGNORECASE,
)
BAD_LABEL = re.compile(
    r"\b(?:expir\w+|valid (?:until|till|to|through)|until|deadline|closing date|due|apply by|submi\w+ by|event|starts?|ends?|begins?|opens?|registration|takes place|when|where|venue|born|"
    r"copyright|archived?|effective|entry into force|in force|session|date of (?:the )?(?:event|meeting|visit|signature|signing|birth)|"
    r"срок\w*|действ\w+|истекает|состоится|начало|окончани\w+|до|échéance|jusqu|date limite|vence|vencimiento|hasta|fecha límite|gültig|bis)\b|©|\(c\)",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """A date in a text: the days that it can be (two for 04/03/2024 of unknown order) and where it stands."""

    days: tuple[datetime.date, ...]
    start: int
    end: int


def find_dates(text: str, month_first: bool | None) -> Iterator[Found]:
    """Yield the full dates of a text, ends of ranges left out; `month_first` says how to read 04/03/2024, None that it is not known.

    A year that no Gregorian page of our time has (2567 of the Buddhist era, 1445 of the Hijra) makes no date.
    """
    for match in _DATE.finditer(text):
        if _RANGE.search(text[max(0, match.start() - 16) : match.start()]) or _RANGED.match(text, match.end()):
            continue
        g = match.groupdict()
        pairs: list[tuple[int, int]]
        if g["a3"]:
            a, b = int(g["a3"]), int(g["b3"])
            orders = [(b, a)] if g["s3"] == "." or month_first is False else [(a, b)] if month_first else [(b, a), (a, b)]
            if a > 12 or b > 12:
                orders = [(b, a), (a, b)]  # only one of which is a date, whatever the place is used to
            pairs, year = orders, int(g["y3"])
        else:
            n = next(n for n in "12456" if g[f"y{n}"])
            month = MONTHS.get(g[f"n{n}"].casefold(), 0) or MONTHS.get(g[f"n{n}"].lower(), 0) if n in "456" else int(g[f"m{n}"])
            pairs, year = [(month, int(g[f"d{n}"]))], int(g[f"y{n}"])
        days = tuple(dict.fromkeys(day for month, number in pairs if 1800 <= year <= 2200 and (day := _day(year, month, number))))
        if days:
            yield Found(days, match.start(), match.end())


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?(?:\s*\[[\w/]+\])?$", re.IGNORECASE)


def read_stamp(value: str, place: ZoneInfo | None) -> tuple[datetime.date, bool] | None:
    """The day of a machine's stamp (ISO 8601, RFC 822, seconds since 1970, or a day in words), and whether it carried a zone.

    A moment with a zone is brought to the day at `place`; midnight sharp in UTC is how many programs write a day without an hour, and stays it.
    """
    value = " ".join(value.split())[:80]
    match = _ISO.match(value)
    moment: datetime.datetime | None = None
    if match:
        year, month, day, hour, minute, second, offset = match.groups()
        found = _day(int(year), int(month), int(day))
        if found is None or hour is None or not offset:
            return (found, False) if found else None
        try:
            moment = datetime.datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59), tzinfo=_offset(offset))
        except ValueError:
            return None
    elif re.fullmatch(r"1\d{9}(?:\d{3})?", value):
        moment = datetime.datetime.fromtimestamp(int(value[:10]), datetime.UTC)
    elif re.match(r"(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3,9} \d{4} \d{1,2}:\d{2}", value):
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError):
            return None
        if moment.tzinfo is None:
            return moment.date(), False
    if moment is None:
        days = [found for found in find_dates(value, None) if len(found.days) == 1]
        return (days[0].days[0], False) if len(days) == 1 else None
    midnight = moment.utcoffset() == datetime.timedelta(0) and (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    if midnight or place is None:
        return moment.date(), not midnight
    try:
        return moment.astimezone(place).date(), True
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> datetime.tzinfo:
    if text.upper() in ("Z", "UTC", "GMT"):
        return datetime.UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    delta = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return datetime.timezone(-delta if text[0] == "-" else delta)
