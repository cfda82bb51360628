"""What a file is told by its content alone, and what cannot be kept is refused."""

import pytest

from talent.documents import Media, inspect
from talent.papers import MEGABYTE, Fault, Limits, Unreadable
from tests.factories import files, pictures


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (files.pdf("Diploma"), Media.PDF),
        (files.pdf(files.PICTURE, files.PICTURE), Media.PDF),
        (pictures.jpeg(), Media.JPEG),
        (pictures.jpeg(4000, 3000) + b"what a telephone adds: a film", Media.JPEG),
        (pictures.png(), Media.PNG),
        (files.word("Certificate"), Media.WORD),
        (files.open_document("Certificate"), Media.OPEN_DOCUMENT),
        (b"Certificate", Media.TEXT),
    ],
    ids=["pdf", "scanned pdf", "jpeg", "jpeg with more", "png", "docx", "odt", "txt"],
)
def test_it_is_what_it_holds_whatever_it_is_called(data: bytes, media: Media) -> None:
    assert inspect(data, name="diploma.exe") is media


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (pictures.png()[:-20], Fault.DAMAGED),
        (pictures.png().replace(b"IHDR", b"IHDX"), Fault.DAMAGED),
        (pictures.png(0, 4), Fault.DAMAGED),
        (pictures.png()[:20], Fault.DAMAGED),
        (pictures.png(60_000, 60_000), Fault.SWELLS),
        (pictures.jpeg()[:-2], Fault.DAMAGED),
        (pictures.jpeg()[:8], Fault.DAMAGED),
        (b"\xff\xd8\xff\xe0" + bytes(99) + b"\xff\xd9", Fault.DAMAGED),
        (pictures.jpeg(60_000, 60_000), Fault.SWELLS),
        (pictures.jpeg(0, 480), Fault.DAMAGED),
        (b"GIF89a" + bytes(99), Fault.PICTURE),
        (b"\x00\x00\x00\x18ftypheic" + bytes(99), Fault.PICTURE),
        (files.locked_pdf("Diploma", user="secret"), Fault.ENCRYPTED),
        (files.pdf("Diploma")[:500], Fault.DAMAGED),
        (files.pdf(*["x"] * 61), Fault.TOO_MANY_PAGES),
        (b"MZ\x90\x00" + bytes(999), Fault.DISGUISED),
        (b"", Fault.EMPTY),
        (bytes(2 * MEGABYTE), Fault.TOO_LARGE),
    ],
)
def test_what_nobody_could_open_is_refused(data: bytes, fault: Fault) -> None:
    with pytest.raises(Unreadable) as refused:
        inspect(data, name="diploma.pdf", limits=Limits(size=MEGABYTE))
    assert refused.value.fault is fault


def test_a_picture_cannot_hang_whoever_looks_at_it() -> None:
    """Chains of markers that lead nowhere, or in a circle."""
    for body in (b"\xff" * 999, b"\xff\xe0\x00\x00" * 99, b"\xff\xe0\x00\x02" * 99, b"\xff\xe0\xff\xff"):
        with pytest.raises(Unreadable):
            inspect(b"\xff\xd8\xff\xe0\x00\x02" + body + b"\xff\xd9")


@pytest.mark.parametrize(
    ("name", "media", "kept"),
    [
        ("diploma.pdf", Media.PDF, "diploma.pdf"),
        ("photo.JPEG", Media.JPEG, "photo.JPEG"),
        ("شهادة", Media.PDF, "شهادة.pdf"),
        ("diploma.exe", Media.PDF, "diploma.exe.pdf"),
    ],
)
def test_a_name_ends_as_what_it_is(name: str, media: Media, kept: str) -> None:
    assert media.named(name) == kept
