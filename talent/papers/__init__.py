"""Papers: what people send as files, read into text and drafts. Nothing is stored here.

`read` is the way in. A file is parsed in a process of its own (`child`), by one module for each format, within the
numbers of `limits`.
"""

from talent.papers.europass import Education, Europass, Language, Period, Personal, Work
from talent.papers.limits import MEGABYTE, STANDARD, Limits
from talent.papers.paper import Fault, Kind, Note, Paper, Unreadable
from talent.papers.reading import read

__all__ = [
    "MEGABYTE",
    "STANDARD",
    "Education",
    "Europass",
    "Fault",
    "Kind",
    "Language",
    "Limits",
    "Note",
    "Paper",
    "Period",
    "Personal",
    "Unreadable",
    "Work",
    "read",
]
