"""Europass XML of either schema: which one it is, and its fields."""

from xml.etree.ElementTree import Element

from talent.papers import candidate_xml, markup, skills_passport
from talent.papers.europass import Europass
from talent.papers.paper import Fault, Kind, Note, Paper, Unreadable


def read(data: bytes) -> Paper:
    """A file of its own. Raises Unreadable for XML that is something else."""
    found = fields(data)
    return Paper(Kind.EUROPASS, (found.text,), notes=(Note.PERSONAL_APART,), europass=found)


def fields(data: bytes) -> Europass:
    found = _of(markup.parse(data))
    if found.is_empty:
        raise Unreadable(Fault.NO_TEXT)
    return found


def _of(root: Element) -> Europass:
    if skills_passport.is_one(root):
        return skills_passport.read(root)
    if candidate_xml.is_one(root):
        return candidate_xml.read(root)
    raise Unreadable(Fault.OTHER_KIND)
