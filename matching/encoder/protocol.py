"""What every encoder promises: texts in, unit vectors out, in the order they came."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, dimensions), float32, each row of length 1: a dot product of two rows is their cosine."""

Stretch = tuple[int, int]
"""Of a text, from one character up to another."""

Progress = Callable[[int, int], None]
"""Called now and then with (done, total), and once with done == total at the end."""


class EncoderError(Exception):
    """A model that is missing, damaged or refused; the message says what to do."""


class Encoder(Protocol):
    """Turns texts into vectors that lie near each other when the texts mean alike, in any language.

    A query is what somebody says or looks for, a passage what it is compared with; some models are
    trained to tell the two apart. Safe to call from many threads. No text reaches a disk or a log.
    """

    @property
    def name(self) -> str:
        """The model, for people to read."""
        ...

    @property
    def revision(self) -> str:
        """Changes whenever vectors do; fit for a file name. Vectors of two revisions never mix."""
        ...

    @property
    def dimensions(self) -> int: ...

    def encode_queries(
        self, texts: Sequence[str], *, public: bool = False, progress: Progress | None = None
    ) -> Vectors:
        """`public` says that the texts are nobody's own words (labels of concepts), so that their
        vectors may be kept on disk. People's texts are never kept, so erasing a person leaves nothing.
        """
        ...

    def encode_passages(
        self, texts: Sequence[str], *, public: bool = False, progress: Progress | None = None
    ) -> Vectors:
        """The same for texts that queries are compared with."""
        ...

    def encode_within(
        self,
        texts: Sequence[str],
        stretches: Sequence[Sequence[Stretch]],
        *,
        progress: Progress | None = None,
    ) -> list[Vectors]:
        """For each text, as a query, its vector and below it those of its stretches, shape (1 + stretches, dimensions).

        An encoder that can reads a stretch in its text, and each word once; others read it as a text of its own.
        """
        ...


def apart(
    encoder: Encoder,
    texts: Sequence[str],
    stretches: Sequence[Sequence[Stretch]],
    progress: Progress | None = None,
) -> list[Vectors]:
    """`encode_within` for an encoder that knows whole texts only: each different stretch once."""
    wanted = [
        [text, *(text[start:end] for start, end in some)] for text, some in zip(texts, stretches, strict=True)
    ]
    place = {text: number for number, text in enumerate(dict.fromkeys(chain.from_iterable(wanted)))}
    vectors = encoder.encode_queries(list(place), progress=progress)
    return [vectors[[place[text] for text in some]] for some in wanted]
