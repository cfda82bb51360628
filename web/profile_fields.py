"""Fields of the forms of a profile: what each asks, how it is shown, and what was meant by what somebody typed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from talent.errors import RuleBroken
from talent.profiles import Profile
from web.views.choices import Options

if TYPE_CHECKING:
    from web.platform import Platform

Typed = Mapping[str, Sequence[str]]
"""The fields of a form as they were sent: several values for one name where several boxes were ticked."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What options depend on; `key` tells the row that the form is about, None for a new one."""

    parts: "Platform"
    profile: Profile
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """`widget` names its look (line, text, number, date, select, radios, tick, ticks); `meant` makes a value of the
    text and raises ValueError. Label and help are English, translated where they are shown.
    """

    name: str
    label: str
    widget: str = "line"
    help: str = ""
    required: bool = False
    meant: Callable[[str], Any] = str
    options: Callable[[Asking], Options] | None = None
    empty: str | None = None
    more: bool = False  # stands among what only some people need to fill in

    def value(self, typed: Typed) -> Any:
        """None (of boxes: False, or nothing ticked) where nothing was said. Raises RuleBroken."""
        said = [text.strip() if self.widget != "text" else text for text in typed.get(self.name, ())]
        said = [text for text in said if text.strip()]
        if self.widget == "tick":
            return bool(said)
        if self.widget == "ticks":
            return tuple(self._meant(text) for text in said)
        if not said and self.required:
            raise RuleBroken(self.name, "empty")
        return self._meant(said[0]) if said else None

    def _meant(self, text: str) -> Any:
        try:
            return self.meant(text)
        except (ValueError, InvalidOperation) as error:
            raise RuleBroken(self.name, WRONG.get(self.meant, "unknown-choice")) from error


_MONTH: Final = re.compile(r"(?:(?P<first>\d{1,2})[./-])?(?P<year>\d{4})(?:[./-](?P<last>\d{1,2}))?")


def month(text: str) -> str:
    """ "2019", "2019-03", "03/2019" or "3.2019", in the figures of any script, as profiles have it: "2019-03"."""
    found = _MONTH.fullmatch(text.replace(" ", ""))
    if found is None or (found["first"] and found["last"]):
        raise ValueError(text)
    number = found["first"] or found["last"]
    return f"{int(found['year']):04d}" + (f"-{int(number):02d}" if number else "")


def amount(text: str) -> Decimal:
    """ "2500", "2 500" or "2500,50"."""
    value = Decimal(re.sub(r"\s", "", text).replace(",", "."))
    if not value.is_finite():
        raise ValueError(text)
    return value.quantize(Decimal("0.01"))


def month_written(stored: str) -> str:
    """ "2019-03" as the help of the field has it, "03/2019"."""
    year, _, number = stored.partition("-")
    return f"{number}/{year}" if number else year


WRONG: Final[Mapping[Any, str]] = {
    int: "not-a-number",
    amount: "not-a-number",
    date.fromisoformat: "not-a-day",
    month: "not-a-month",
}
"""The rule that is broken where a text does not mean such a value."""


def written(value: Any) -> list[str]:
    """A stored value as a form has it."""
    if value is None or value is False:
        return []
    if value is True:
        return ["yes"]
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [f"{value:f}".removesuffix(".00")] if isinstance(value, Decimal) else [str(value)]
