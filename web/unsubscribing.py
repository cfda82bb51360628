"""The link in a mail that stops such mails: it says whose and which kinds, sealed, so that nobody can make one up."""

import base64
import binascii
import json
from collections.abc import Sequence

from talent.errors import NotFound
from talent.notifications import Kind
from talent.sealing import CannotOpen, Seal

ABOUT = "unsubscribe"


def token(seal: Seal, account_id: str, kinds: Sequence[Kind]) -> str:
    closed = seal.close(json.dumps([account_id, *kinds]).encode(), about=ABOUT)
    return base64.urlsafe_b64encode(closed).decode().rstrip("=")


def read(seal: Seal, presented: str) -> tuple[str, list[Kind]]:
    """Account and kinds. Raises NotFound for what this platform has not sealed."""
    try:
        closed = base64.urlsafe_b64decode(presented + "=" * (-len(presented) % 4))
        account_id, *kinds = json.loads(seal.open(closed, about=ABOUT))
    except (binascii.Error, ValueError, CannotOpen) as error:
        raise NotFound("unsubscribe-link") from error
    return account_id, [Kind(kind) for kind in kinds if kind in list(Kind)]
