"""The table of results as cells, as a page in Markdown, and as a plot in SVG that reads on light and on dark ground."""

from collections.abc import Sequence
from html import escape

from matching.evaluation.results import BASE, Results, Row

COLUMNS = (
    "set", "language", "measure", "value (95 %)", "last", "±", "base", "BM25", "TF-IDF", "published",
    "queries", "ms/query",
)  # fmt: skip

START, END = "<!-- results: written by talent evaluate --document -->", "<!-- end of results -->"
"""Marks in a page: what stands between them is written anew each time, and nothing else."""

EMPTY = f"# Results of `talent evaluate`\n\n{START}\n{END}\n"

# The plot: a line for each row, with a place for its name and a scale from 0 to 1. All in pixels.
_LEFT, _WIDTH, _RIGHT, _LINE, _TOP = 330, 460, 70, 20, 48
_STYLE = """
text { font: 12px sans-serif; fill: #24292f }
.grid { stroke: #d0d7de } .whisker { stroke: #0550ae; stroke-width: 2 } .model { fill: #0550ae }
.base { fill: none; stroke: #0550ae; stroke-width: 1.5 } .plain { stroke: #6e7781; stroke-width: 1.5 }
.published { fill: #bc4c00 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .grid { stroke: #3d444d } .whisker, .base { stroke: #79c0ff } .model { fill: #79c0ff }
.plain { stroke: #9198a1 } .published { fill: #ffa657 }
}
"""


def cells(row: Row) -> list[str]:
    """A row as text, in the order of COLUMNS; empty where there is nothing to compare with."""
    name = f"{short(row.set)} (trained on)" if row.trained_on else short(row.set)
    queries = f"{row.queries:,} of {row.sampled:,}" if row.sampled else f"{row.queries:,}"
    return [
        name, row.languages, row.measure, f"{figure(row.value)} ({figure(row.low)}…{figure(row.high)})",
        figure(row.last), "" if row.difference is None else f"{row.difference:+.3f}".replace("0.", ".", 1),
        *(figure(row.baselines.get(way)) for way in (BASE, "BM25", "char TF-IDF")),
        figure(row.published.value if row.published else None), queries, f"{row.milliseconds:.1f}",
    ]  # fmt: skip


def figure(value: float | None) -> str:
    """Three places, without a zero before the point, as papers print them; empty where there is no value."""
    return "" if value is None else f"{value:.3f}".removeprefix("0")


def short(name: str) -> str:
    """The last part of a set's name, unless that is a language alone."""
    parts = name.removesuffix("_annotations").split("/")
    return "/".join(parts[-2:] if len(parts[-1]) == 2 else parts[-1:])


def conditions(results: Results) -> str:
    """One line: when, on what machine, with which taxonomy, model and weights."""
    made = results.conditions
    machine = made["machine"]
    return (
        f"{made['date']}; model {results.model}; {machine['processor']}, {machine['cpus']} cores; "
        f"taxonomy {made['taxonomy']}; encoder {made['encoder']}; index stages {made['stages']}; "
        f"weights {made['weights']}"
    )


def put_into(page: str, results: Results, plot: str) -> str:
    """The Markdown page with plot, table, notes and conditions between its marks; `plot` is the file's name.

    Raises ValueError for a page without them.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"there is no {START} with {END} after it, so nothing says where the results go.")
    notes = [f"- {name}: {'; '.join(found)}" for name, found in results.notes.items()]
    shown = f"![Values with intervals, the plain ways and the best published, a line for each row]({plot})"
    parts = [shown, table(results.rows), "\n".join(notes), conditions(results)]
    return "\n\n".join([before + start, *filter(None, parts), end + after])


def table(rows: Sequence[Row]) -> str:
    """In Markdown, figures to the right."""
    rules = ["---" if number < 3 else "---:" for number in range(len(COLUMNS))]
    lines = [COLUMNS, rules, *(cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# --- the plot -----------------------------------------------------------------------------------------------


def plot(results: Results) -> str:
    """A line for each row: the value with its interval, the base model, the plain ways, the best published."""
    width, height = _LEFT + _WIDTH + _RIGHT, _TOP + _LINE * len(results.rows) + 12
    lines = [_line(row, _TOP + _LINE * (number + 0.5)) for number, row in enumerate(results.rows)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<title>Results of talent evaluate, {escape(str(results.conditions['date']))}</title>",
            f"<style>{_STYLE}</style>",
            _legend(),
            *(_grid(tenth / 10, height) for tenth in range(0, 11, 2)),
            *lines,
            "</svg>\n",
        ]
    )


def _legend() -> str:
    y = 14.0
    return (
        f"{_dot(_LEFT, y, 'model')}{_text(_LEFT + 10, y, 'this model, 95 % interval')}"
        f"{_dot(_LEFT + 165, y, 'base')}{_text(_LEFT + 175, y, 'base model')}"
        f"{_tick(_LEFT + 260, y)}{_text(_LEFT + 268, y, 'BM25, TF-IDF')}"
        f"{_diamond(_LEFT + 365, y)}{_text(_LEFT + 375, y, 'best published')}"
    )


def _grid(value: float, height: int) -> str:
    x = _x(value)
    return (
        f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{height - 8}"/>'
        f'<text x="{x:.1f}" y="{_TOP - 12}" text-anchor="middle">{value:.1f}</text>'
    )


def _line(row: Row, y: float) -> str:
    name = f"{short(row.set)}, {row.measure}"
    marks = [
        f'<text x="{_LEFT - 12}" y="{y + 4:.1f}" text-anchor="end">{escape(_named(row, name))}</text>',
        *(_tick(_x(value), y) for way, value in row.baselines.items() if way != BASE),
        f'<line class="whisker" x1="{_x(row.low):.1f}" x2="{_x(row.high):.1f}" y1="{y:.1f}" y2="{y:.1f}"/>',
        _dot(_x(row.baselines[BASE]), y, "base") if BASE in row.baselines else "",
        _dot(_x(row.value), y, "model"),
        _diamond(_x(row.published.value), y) if row.published else "",
        _text(_LEFT + _WIDTH + 12, y, f"{row.value:.3f}"),
    ]
    return "".join(marks)


def _named(row: Row, name: str) -> str:
    return f"{name} ({row.languages})" if row.languages else name


def _x(value: float) -> float:
    return _LEFT + _WIDTH * min(max(value, 0.0), 1.0)


def _dot(x: float, y: float, kind: str) -> str:
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'


def _tick(x: float, y: float) -> str:
    return f'<line class="plain" x1="{x:.1f}" x2="{x:.1f}" y1="{y - 6:.1f}" y2="{y + 6:.1f}"/>'


def _diamond(x: float, y: float) -> str:
    return f'<path class="published" d="M{x:.1f} {y - 6:.1f}l6 6-6 6-6-6z"/>'


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y + 4:.1f}">{escape(text)}</text>'
