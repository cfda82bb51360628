"""Files as people send them, and as nobody should: made here byte by byte, with invented content."""

import stat
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

import docx
from odf import text as odf_text
from odf.opendocument import OpenDocumentText
from pypdf import PdfReader, PdfWriter

PICTURE = None
"""A page of `pdf` that is a scanned picture."""

LAM_ALEF = "\ufefb"
"""One sign that stands for two letters, as Arabic fonts have it."""

FONT = """<< /Type /Font /Subtype /Type0 /BaseFont /Invented /Encoding /Identity-H
/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Invented /DW 600
/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] /ToUnicode 4 0 R >>"""

IMAGE = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"


def pdf(*pages: str | None, unmapped: str = "") -> bytes:
    """Lines are written sign by sign from left to right, as they are seen. `unmapped` signs tell no letter."""
    signs = sorted({sign for page in pages if page for sign in page if sign not in "\n" + unmapped})
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        FONT,
        _stream("<<", _to_unicode(signs)),
        _stream(IMAGE, "x"),
    ]
    kids = []
    for page in pages:
        kids.append(f"{len(objects) + 1} 0 R")
        objects += _page(page, len(objects) + 2)
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    return _numbered(objects)


def _page(page: str | None, contents: int) -> list[str]:
    content = "q 500 0 0 700 50 50 cm /Im Do Q" if page is None else _shown(page)
    resources = "<< /XObject << /Im 5 0 R >> >>" if page is None else "<< /Font << /F 3 0 R >> >>"
    head = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {resources}"
    return [f"{head} /Contents {contents} 0 R >>", _stream("<<", content)]


def _shown(page: str) -> str:
    lines = [line.encode("utf-16-be").hex() for line in page.split("\n")]
    placed = [f"1 0 0 1 50 {800 - 14 * row} Tm <{line}> Tj" for row, line in enumerate(lines)]
    return "BT /F 10 Tf " + " ".join(placed) + " ET"


def _to_unicode(signs: Sequence[str]) -> str:
    pairs = [f"<{ord(sign):04x}> <{_letters(sign).encode('utf-16-be').hex()}>" for sign in signs]
    table = "\n".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar"
        for part in (pairs[at : at + 100] for at in range(0, len(pairs), 100))
    )
    spaces = "1 begincodespacerange <0000> <ffff>\nendcodespacerange"
    return f"/CIDInit /ProcSet findresource begin begincmap {spaces}\n{table}\nendcmap end"


def _letters(sign: str) -> str:
    return "لا" if sign == LAM_ALEF else sign


def _stream(head: str, content: str) -> str:
    return f"{head} /Length {len(content)} >>\nstream\n{content}\nendstream"


def _numbered(objects: Sequence[str]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + (head + trailer).encode()


def locked_pdf(text: str, *, user: str, owner: str = "owner") -> bytes:
    """With an empty user password it opens for everybody and only forbids things."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(text))))
    writer.encrypt(user, owner, algorithm="AES-256")
    return _written(writer)


def pdf_with_attachment(text: str, name: str, content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(text))))
    writer.add_attachment(name, content)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    """As a word processor writes it; bullets for paragraphs that begin with "- "."""
    document = docx.Document()
    for paragraph in paragraphs:
        style = "List Bullet" if paragraph.startswith("- ") else None
        document.add_paragraph(paragraph.removeprefix("- "), style)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def open_document(*paragraphs: str) -> bytes:
    document = OpenDocumentText()
    for paragraph in paragraphs:
        document.text.addElement(odf_text.P(text=paragraph))
    out = BytesIO()
    document.write(out)
    return out.getvalue()


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def with_parts(document: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """The same archive with parts added or replaced."""
    with zipfile.ZipFile(BytesIO(document)) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    return archive(kept | dict(parts))


def with_link(document: bytes) -> bytes:
    """With a symbolic link to a file of the server."""
    out = BytesIO(document)
    with zipfile.ZipFile(out, "a") as made:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/hostname")
    return out.getvalue()
