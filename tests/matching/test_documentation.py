"""docs/matching.md gives the numbers that the ranking uses."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from matching import weights

DOCUMENT = Path(__file__).parents[2] / "docs" / "matching.md"


def rows() -> Iterator[str]:
    """The lines of the table, in the order of the file."""
    for name, value in vars(weights).items():
        if not name.isupper():
            continue
        if isinstance(value, Mapping):
            yield from (f"| `{name}` of {kind} | {number} |" for kind, number in value.items())
        else:
            yield f"| `{name}` | {value} |"


def test_the_table_of_all_numbers_is_that_of_the_code() -> None:
    table = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `")]
    expected = list(rows())
    assert table == expected, "Put these lines into docs/matching.md, All numbers:\n" + "\n".join(expected)
