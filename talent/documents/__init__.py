"""Documents: diplomas, licences and other papers that people keep here, sealed, for whoever they show them to.

A row says what a document is; its bytes lie in a file of their own under a key of their own (`vault`). `inspecting`
tells what a file is before anything is kept, `keeping` has the verbs, `sweeping` clears up after them.
"""

from talent.documents.inspecting import inspect
from talent.documents.keeping import (
    Details,
    Sent,
    add,
    describe,
    get,
    kept,
    open_content,
    remove,
    reseal,
    restore,
    visible_to,
)
from talent.documents.media import Media
from talent.documents.records import LONGEST_UNDO, MOST_BYTES, MOST_DOCUMENTS, Document, DocumentKind
from talent.documents.sweeping import Swept, forget_removed, remove_files, sweep
from talent.documents.vault import Damaged, Place, Vault

__all__ = [
    "LONGEST_UNDO",
    "MOST_BYTES",
    "MOST_DOCUMENTS",
    "Damaged",
    "Details",
    "Document",
    "DocumentKind",
    "Media",
    "Place",
    "Sent",
    "Swept",
    "Vault",
    "add",
    "describe",
    "forget_removed",
    "get",
    "inspect",
    "kept",
    "open_content",
    "remove",
    "remove_files",
    "reseal",
    "restore",
    "sweep",
    "visible_to",
]
