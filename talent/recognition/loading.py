"""Reads rule packs from TOML files and turns every fault into a line that says where it is and what to do."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from talent.recognition.errors import PackError
from talent.recognition.schema import Pack, Profession, ProfessionsFile, Shared

M = TypeVar("M", bound=BaseModel)

PROFESSIONS = "professions.toml"
SHARED = "eu.toml"

_REMEDIES = {
    "extra_forbidden": "unknown key; remove it or correct its spelling (see docs/recognition-rules.md)",
    "missing": "missing; add it",
}


def read_folder(folder: Path) -> tuple[tuple[Profession, ...], Shared, dict[str, Pack]]:
    """Every file of the folder as models. Raises PackError with the faults of all files together."""
    faults: list[str] = []
    professions = _read(folder / PROFESSIONS, ProfessionsFile, faults)
    shared = _read(folder / SHARED, Shared, faults)
    packs = [_read_pack(path, faults) for path in sorted(folder.glob("[A-Z][A-Z].toml"))]
    if faults or professions is None or shared is None:
        raise PackError(faults)
    return professions.profession, shared, {pack.country: pack for pack in packs if pack}


def _read_pack(path: Path, faults: list[str]) -> Pack | None:
    pack = _read(path, Pack, faults)
    if pack and pack.country != path.stem:
        faults.append(
            f'{path.name}: field country: is "{pack.country}"; rename the file or correct the field'
        )
    return pack


def _read(path: Path, model: type[M], faults: list[str]) -> M | None:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return model.model_validate(data)
    except FileNotFoundError:
        faults.append(f"{path.name}: the file is missing; restore it from the repository")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path.name}: not readable as TOML: {error}; correct that line")
    except ValidationError as error:
        faults.extend(_fault(path.name, data, detail) for detail in error.errors())
    return None


def _fault(file: str, data: dict[str, Any], detail: ErrorDetails) -> str:
    location = detail["loc"]
    remedy = _REMEDIES.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
    entry, field = _entry_of(data, location)
    return f"{file}: {entry}field {field}: {remedy}"


def _entry_of(data: dict[str, Any], location: tuple[str | int, ...]) -> tuple[str, str]:
    """The entry a location lies in ('need "de-nurse" (2): ') and the field within it ('cites[0]')."""
    if len(location) >= 2 and isinstance(location[1], int):
        kind, position = str(location[0]), location[1]
        name = data[kind][position].get("id", "without id")
        return f'{kind} "{name}" ({position + 1}): ', _dotted(location[2:])
    return "", _dotted(location)


def _dotted(location: tuple[str | int, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".") or "(whole entry)"
