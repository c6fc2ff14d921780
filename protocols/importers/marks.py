"""The marks that stand before the words: numbers, letters, numerals and bullets."""

import re
from dataclasses import dataclass

BULLET = "•"
# Word's symbol fonts come out of a file as private characters or as letters.
BULLETS = "•·▪●○◦‣⁃∙■□►➢➤✓✔→▸❖✦\uf0b7\uf0a7\uf0d8\uf02d\uf0fc\uf076\u00ad"
_TIGHT_BULLET = re.compile(rf"^[{BULLETS}]+\s*")
_SPACED_BULLET = re.compile(r"^(?:[-–—+§Ø]|\\?\*|o)(?:\s+|$)")
_DECIMAL = re.compile(
    r"^(?P<label>\d{1,2}(?:\.\d{1,3}){1,4}[.):]?)(?:\s+|$|(?=[A-Z“‘\"(]))"
)
_DATE = re.compile(
    r"^(?:\d{1,2}\.(?:0\d|\d{1,2})\.(?:19|20)\d\d\b|\d{1,2}\.0\d\.\d\d\b|0\d\."
    r"|\d{1,2}\.\d{1,2}\.\d\d$)"
)
_NUMBER = re.compile(
    r"^(?P<label>\((?P<a>\d{1,3})\)|(?P<b>\d{1,3})[.):])(?:\s+|$|(?=[A-Z]))"
)
_BARE = re.compile(r"^(?P<label>\d{1,2})\s+(?P<rest>\S.*)$", re.DOTALL)
_LETTER = re.compile(
    r"^(?P<label>\((?P<a>[A-Za-z]{1,5})\)|(?P<b>[A-Za-z]{1,5})[.)])(?:\s+|$|(?<=\))(?=[^\W\d]))"
)
_NAMED = re.compile(
    r"^(?P<label>(?:section|part|appendix|annexe?|schedule|article|chapter)\s+"
    r"(?P<value>\d{1,2}|[A-Z]|[IVX]{1,5})\b[:.]?)\s*(?:[-–—]\s*)?",
    re.IGNORECASE,
)
_MONTH_OR_UNIT = re.compile(
    r"^(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\b"
    r"|(?:noon|days?|hours?|months?|years?|per|am|pm)\b)",
    re.IGNORECASE,
)
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN = re.compile(r"^(?:x{0,3})(?:ix|iv|v?i{0,3})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A label, the family of labels it belongs to, and its value among them."""

    label: str
    family: str
    value: tuple[int, ...] = (0,)
    roman: int | None = None  # its other reading, where a letter is a numeral too

    @property
    def is_bullet(self) -> bool:
        """Say whether it counts nothing."""
        return self.family == "bullet"

    @property
    def is_decimal(self) -> bool:
        """Say whether it is a number in parts, such as 2.3."""
        return self.family.startswith("decimal")

    @property
    def is_number(self) -> bool:
        """Say whether it is a whole number."""
        return self.family.startswith("number")

    @property
    def is_named(self) -> bool:
        """Say whether it is a word and a number, such as Section 3."""
        return self.family == "named"


DOT = Mark(label=BULLET, family="bullet")


def read_mark(text: str) -> tuple[Mark | None, str]:
    """Part a label from the words after it; a whole number must have its stop."""
    stars = re.match(r"^\*{2,3}", text)
    if stars is not None:
        return _read_emphasised(text, stars.group())
    for reader in (
        _read_bullet,
        _read_decimal,
        _read_number,
        _read_letter,
        _read_named,
    ):
        mark, rest = reader(text)
        if mark is not None:
            return mark, rest
    return None, text


def read_bare_number(text: str, *, listed: bool) -> tuple[Mark | None, str]:
    """Part a number that has no stop; in a list it may stand before a small letter."""
    bare = _BARE.match(text)
    if bare is None or _MONTH_OR_UNIT.match(bare["rest"]):
        return None, text
    first = bare["rest"].lstrip("*“‘\"'(")[:1]
    if not (first.isupper() or (listed and first.isalpha())):
        return None, text
    mark = Mark(label=bare["label"], family="number", value=(int(bare["label"]),))
    return mark, bare["rest"]


def read_label(label: str) -> Mark | None:
    """Read a label that the file keeps apart from the words."""
    label = label.strip()
    mark, rest = read_mark(label)
    if mark is not None and not rest:
        return mark
    if label.isdigit():
        return Mark(label=label, family="number", value=(int(label),))
    if len(label) == 1 and not label.isalnum():
        return DOT
    return Mark(label=label, family="other") if label else None


def numeral(letters: str) -> int | None:
    """Give the value of a Roman numeral, or none where it is not one."""
    small = letters.casefold()
    if not small or not _ROMAN.match(small):
        return None
    total = 0
    for digit, following in zip(small, [*small[1:], ""], strict=True):
        value = _ROMAN_DIGITS[digit]
        total += -value if value < _ROMAN_DIGITS.get(following, 0) else value
    return total


def _read_emphasised(text: str, stars: str) -> tuple[Mark | None, str]:
    inner = text[len(stars) :]
    mark, rest = read_mark(inner) if inner[:1] != "*" else (None, inner)
    if mark is None:
        bold_label = re.match(rf"^([^*\s]{{1,8}})\s*{re.escape(stars)}\s*", inner)
        if bold_label is None:
            return None, text
        mark = read_label(bold_label.group(1))
        known = mark is not None and mark.family != "other"
        return (mark, inner[bold_label.end() :]) if known else (None, text)
    if rest.startswith(stars):
        return mark, rest[len(stars) :].lstrip()
    return mark, stars + rest


def _read_bullet(text: str) -> tuple[Mark | None, str]:
    bullet = _TIGHT_BULLET.match(text) or _SPACED_BULLET.match(text)
    return (None, text) if bullet is None else (DOT, text[bullet.end() :])


def _read_decimal(text: str) -> tuple[Mark | None, str]:
    decimal = _DECIMAL.match(text)
    if decimal is None or _DATE.match(text):
        return None, text
    parts = tuple(int(part) for part in re.findall(r"\d+", decimal["label"]))
    mark = Mark(label=decimal["label"], family=f"decimal{len(parts)}", value=parts)
    return mark, text[decimal.end() :]


def _read_number(text: str) -> tuple[Mark | None, str]:
    number = _NUMBER.match(text)
    if number is None:
        return None, text
    label = number["label"]
    shape = re.sub(r"\d+", "", label)
    value = int(number["a"] or number["b"])
    mark = Mark(label=label, family=f"number{shape}", value=(value,))
    return mark, text[number.end() :]


def _read_letter(text: str) -> tuple[Mark | None, str]:
    letter = _LETTER.match(text)
    if letter is None:
        return None, text
    letters = letter["a"] or letter["b"]
    shape = letter["label"].replace(letters, "A" if letters.isupper() else "a")
    roman = numeral(letters)
    doubled = len(set(letters)) == 1 and len(letters) <= len("aa")
    if not (len(letters) == 1 or roman or doubled):
        return None, text
    place = ord(letters[0].casefold()) - ord("a") + 1 + 26 * (len(letters) - 1)
    is_letter = len(letters) == 1 or (doubled and roman is None)
    mark = Mark(
        label=letter["label"],
        family=f"letter{shape}" if is_letter else f"roman{shape}",
        value=(place if is_letter else roman or 0,),
        roman=roman,
    )
    return mark, text[letter.end() :]


def _read_named(text: str) -> tuple[Mark | None, str]:
    named = _NAMED.match(text)
    if named is None:
        return None, text
    rest = text[named.end() :]
    if not rest:
        return None, text  # The words are all the heading there is.
    first = rest.lstrip("*“‘\"'(")[:1]
    if (rest and not first.isupper()) or rest.rstrip("*").endswith((".", ";", ",")):
        return None, text
    value = named["value"]
    number = int(value) if value.isdigit() else numeral(value) or ord(value[0]) - 64
    return Mark(label=named["label"], family="named", value=(number,)), rest
