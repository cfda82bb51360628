"""Plain text in Unicode. Other encodings are not guessed: a wrong guess would make wrong words."""

from talent.papers.kinds import BYTE_ORDER_MARKS
from talent.papers.paper import Fault, Kind, Paper, Unreadable


def read(data: bytes) -> Paper:
    encoding = next((name for mark, name in BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(Fault.ENCODING) from error
    if "\0" in text:
        raise Unreadable(Fault.OTHER_KIND)
    if not text.strip("\ufeff \t\r\n"):
        raise Unreadable(Fault.EMPTY)
    return Paper(Kind.TEXT, (text,))
