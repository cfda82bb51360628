"""docs/recognition-rules.md names every code, every key of the packs and every field of the answer."""

import re
from enum import StrEnum
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel

from talent.recognition import answer, kinds, schema
from web.cli.recognition import route_command

DOCUMENT = (Path(__file__).parents[3] / "docs" / "recognition-rules.md").read_text("utf-8")
PROSE = re.sub(r"```.*?```", "", DOCUMENT, flags=re.DOTALL)
WORDS = set(re.findall(r"`([^`\n]+)`", PROSE))


def defined_in(module: ModuleType, kind: type) -> list[type]:
    """The subclasses of `kind` that the module itself defines."""
    classes = [each for each in vars(module).values() if isinstance(each, type) and issubclass(each, kind)]
    return [each for each in classes if each.__module__ == module.__name__]


@pytest.mark.parametrize("codes", defined_in(kinds, StrEnum), ids=lambda codes: codes.__name__)
def test_every_code_is_named(codes):
    assert {str(code) for code in codes} <= WORDS


@pytest.mark.parametrize(
    "model", [*defined_in(schema, BaseModel), *defined_in(answer, BaseModel)], ids=lambda m: m.__name__
)
def test_every_field_is_named(model):
    assert set(model.model_fields) <= WORDS


def test_every_option_is_named():
    options = {f"--{name.replace('_', '-')}" for name in route_command.__annotations__} - {"--return"}
    assert options - {"--as-json"} <= WORDS
