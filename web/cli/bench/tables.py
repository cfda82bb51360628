"""Tables of figures: how they look, and how an interval, a time or a size is written in them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

    from matching.evaluation.measures import Estimate
    from web.benchmarks.speed import Times


def table(*columns: str, rows: Iterable[list[str]], title: str | None = None) -> "Table":
    """With figures to the right and their names, in the first column, to the left."""
    from rich.table import Table

    made = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        made.add_column(column, justify="right" if number else "left")
    for row in rows:
        made.add_row(*row)
    return made


def interval(estimate: "Estimate", *, signed: bool = False) -> str:
    """With one space, where a narrow column may break it."""
    form = "+.3f" if signed else ".3f"
    return f"{estimate.value:{form}} ({estimate.low:{form}}…{estimate.high:{form}})"


def times(what: str, taken: "Times") -> list[str]:
    """A row: median, 95th percentile, longest."""
    return [what, ms(taken.p50), ms(taken.p95), ms(taken.slowest)]


def ms(milliseconds: float) -> str:
    return f"{milliseconds:,.1f} ms"


def mib(number: float | None) -> str:
    return f"{number:,.0f} MiB" if number is not None else "not told"


def kb(number: int) -> str:
    return f"{number / 1000:,.1f} kB"
