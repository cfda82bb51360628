"""The archive: whole when put together, made a piece at a time, with names that are safe anywhere."""

import io
import zipfile

import pytest

from talent.export import bundle


def test_the_pieces_make_an_archive() -> None:
    parts = [("a.json", lambda: b"{}" * 1000), ("documents/01-é.pdf", lambda: b"%PDF-")]
    pieces = list(bundle.archive(parts))

    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as file:
        assert file.testzip() is None
        assert file.namelist() == ["a.json", "documents/01-é.pdf"]
        assert file.read("a.json") == b"{}" * 1000
    assert len(pieces) == 3


def test_nothing_is_made_before_its_turn() -> None:
    made: list[str] = []
    parts = [(name, lambda name=name: made.append(name) or b"x") for name in ("a", "b")]  # type: ignore[misc]
    pieces = bundle.archive(parts)
    next(pieces)

    assert made == ["a"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("diploma.pdf", "diploma.pdf"),
        ("شهادة.pdf", "شهادة.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b:c*.pdf", "a_b_c_.pdf"),
        ("fdp\u202egnp.exe", "fdp_gnp.exe"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
        ("  ", "_"),
        ("..", "_"),
    ],
)
def test_names_of_files(name: str, safe: str) -> None:
    assert bundle.safe_name(name) == safe
