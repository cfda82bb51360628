"""From bytes to a Paper, whatever the format. Runs in the process of its own only: see `reading`."""

from dataclasses import replace

from talent.papers import europass_xml, kinds, letters, open_document, pdf, plain, word
from talent.papers.containers import Container
from talent.papers.limits import Limits
from talent.papers.paper import Fault, Kind, Paper, Unreadable


def read(data: bytes, limits: Limits) -> Paper:
    """Raises Unreadable. Pages come out tidy: see `letters.tidy`."""
    paper = _read(kinds.of(data), data, limits)
    paper = replace(paper, pages=tuple(letters.tidy(page) for page in paper.pages))
    if len(paper.text) > limits.characters:
        raise Unreadable(Fault.TOO_LONG, most=limits.characters, found=len(paper.text))
    return paper


def _read(kind: Kind | None, data: bytes, limits: Limits) -> Paper:
    if kind is Kind.PDF:
        return pdf.read(data, limits)
    if kind is Kind.TEXT:
        return plain.read(data)
    if kind is Kind.EUROPASS:
        return europass_xml.read(data)
    return _archive(Container(data, limits))


def _archive(container: Container) -> Paper:
    if open_document.is_one(container):
        return open_document.read(container)
    if part := word.main_part(container):
        return word.read(container, part)
    raise Unreadable(Fault.OTHER_KIND)
