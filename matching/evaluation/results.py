"""Results as rows: kept as JSON in the data folder, beside the last ones, the base model's and the published."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from esco_data.files import replacing
from matching.evaluation.finding import fits
from matching.evaluation.sets import EvaluationSet
from matching.evaluation.subject import Measured

BASE = "base model"
"""Beside the baselines: the value of the model without fine-tuning, from its own last run."""


Key = tuple[str, str, str, int]
"""Set, languages, measure, number of queries: rows of two runs can be compared where all are the same."""

Values = Mapping[Key, float]


@dataclass(frozen=True, slots=True)
class Published:
    """The best published figure, in [0, 1], and whose it is."""

    value: float
    by: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `low` and `high` are the ends of the 95 % bootstrap interval, `sampled` is out of how many
    queries these were drawn (0: they are all), `last` the value of the last run with the same model and queries.
    """

    set: str
    family: str
    languages: str
    measure: str
    value: float
    low: float
    high: float
    queries: int
    sampled: int
    milliseconds: float
    baselines: Mapping[str, float]
    last: float | None
    published: Published | None
    trained_on: bool

    @property
    def key(self) -> Key:
        return (self.set, self.languages, self.measure, self.queries)

    @property
    def difference(self) -> float | None:
        return None if self.last is None else self.value - self.last


@dataclass(frozen=True, slots=True)
class Results:
    """One run: `model` as it was asked for, `conditions` without which figures say little, `notes` by set."""

    model: str
    conditions: Mapping[str, Any]
    rows: Sequence[Row]
    notes: Mapping[str, Sequence[str]]

    def as_json(self) -> dict[str, Any]:
        rows = [asdict(row) | {"difference": row.difference} for row in self.rows]
        return {"model": self.model, "conditions": self.conditions, "notes": self.notes, "rows": rows}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Results":
        return cls(data["model"], data["conditions"], [_row(row) for row in data["rows"]], data["notes"])


def _row(data: Mapping[str, Any]) -> Row:
    known = {key: value for key, value in data.items() if key != "difference"}
    published = Published(**known["published"]) if known["published"] else None
    return Row(**known | {"published": published})


class Kept:
    """The results in a folder, one file a run, the newest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, results: Results) -> Path:
        """Under its date and model. Two runs in one second of one model would be the same file: the later stays."""
        self.folder.mkdir(parents=True, exist_ok=True)
        date = re.sub(r"\W", "", str(results.conditions["date"]).split("+")[0])
        path = self.folder / f"{date}-{_plain(results.model)}.json"
        write(path, results)
        return path

    def all(self, model: str) -> Iterator[Results]:
        """Those of a model, the newest first."""
        for path in sorted(self.folder.glob(f"*-{_plain(model)}.json"), reverse=True):
            results = read(path)
            if results.model == model:
                yield results

    def values(self, model: str) -> Values:
        """The newest value of each row; a run need not have had all sets."""
        found: dict[Key, float] = {}
        for results in self.all(model):
            for row in results.rows:
                found.setdefault(row.key, row.value)
        return found


def write(path: Path, results: Results) -> None:
    with replacing(path) as part:
        part.write_text(json.dumps(results.as_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")


def read(path: Path) -> Results:
    return Results.from_json(json.loads(path.read_text("utf-8")))


def _plain(model: str) -> str:
    """Fit for a file's name; long paths by their end, which says more."""
    return re.sub(r"[^A-Za-z0-9.]+", "_", model).strip("_")[-60:]


def rows(found: EvaluationSet, measured: Iterable[Measured], last: Values, base: Values) -> list[Row]:
    """With the values of the last run and of the base model, both by `Row.key`."""
    return [_completed(found, each, last, base) for each in measured]


def _completed(found: EvaluationSet, each: Measured, last: Values, base: Values) -> Row:
    estimate = each.estimate
    key = (each.set, each.languages, each.measure, estimate.number)
    plain = {**each.baselines, **({BASE: base[key]} if key in base else {})}
    return Row(
        each.set, each.family, each.languages, each.measure, estimate.value, estimate.low, estimate.high,
        estimate.number, found.sampled, each.milliseconds, plain, last.get(key), published(each),
        found.trained_on,
    )  # fmt: skip


@cache
def _figures() -> list[dict[str, Any]]:
    text = files("matching.evaluation").joinpath("published.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["figure"]
    return found


def published(each: Measured) -> Published | None:
    """The best published figure for this set and measure, None where there is none."""
    return next(
        (
            Published(figure["value"], figure["by"])
            for figure in _figures()
            if figure["measure"] == each.measure
            and ("set" not in figure or fits(each.set, figure["set"]))
            and figure.get("family", each.family) == each.family
            and figure.get("language", each.languages) == each.languages
        ),
        None,
    )
