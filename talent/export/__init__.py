"""A person's data for them to take away: everything as JSON, the profile as Europass XML and as a PDF, and all in one.

Nothing here changes anything, and nothing is kept of what was made.
"""

from talent.export.everything import FORMAT, VERSION, Document, everything

__all__ = ["FORMAT", "VERSION", "Document", "everything"]
