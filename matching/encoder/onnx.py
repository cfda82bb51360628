"""The encoder that serves: sentencepiece and ONNX Runtime alone, so that no process that serves loads torch."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matching.encoder.batches import by_length, padded
from matching.encoder.convert import GRAPH_FILE, MANIFEST_FILE, TOKENS_FILE, default_folder
from matching.encoder.folder import PROMPTS_FILE
from matching.encoder.graph import INPUTS, OUTPUT, STATES
from matching.encoder.protocol import EncoderError, Progress, Stretch, Vectors
from matching.encoder.sessions import Sessions
from matching.encoder.tokens import Cutter, Placed, in_bytes

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_TOKENS_AT_ONCE = 128  # with padding; more is no quicker (docs/model.md), and needs more memory
_TEXTS_AT_ONCE = 4096  # tokenised and sorted by length together

Read = Callable[["InferenceSession", list[int]], Sequence[Vectors]]
"""What a session makes of texts, which are given by their places."""


@dataclass(frozen=True)
class OnnxEncoder:
    """Safe to use from many threads. Texts beyond 512 tokens are cut there."""

    name: str
    revision: str
    dimensions: int
    prompts: dict[str, str]
    cutter: Cutter
    sessions: Sessions

    @classmethod
    def open_default(cls, models: Path, *, threads: int | None = None) -> "OnnxEncoder":
        """The default model. Raises EncoderError if it was not built yet."""
        folder = default_folder(models)
        if not folder.exists():
            raise EncoderError(f"The default model is not in {models}. Run `talent model build`.")
        return cls.open(folder, threads=threads)

    @classmethod
    def open(cls, folder: Path, *, threads: int | None = None) -> "OnnxEncoder":
        """A model folder as `talent model build` makes them. `threads`: at most; None: one a core."""
        try:
            manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
            prompts = json.loads((folder / PROMPTS_FILE).read_text(encoding="utf-8"))["prompts"]
        except (OSError, ValueError, KeyError) as error:
            raise EncoderError(
                f"{folder} is damaged ({error}). Delete it and run `talent model build`."
            ) from error
        return cls(
            name=manifest["name"],
            revision=manifest["revision"],
            dimensions=manifest["dimensions"],
            prompts=prompts,
            cutter=Cutter.open(folder / TOKENS_FILE, longest=manifest["tokens"]),
            sessions=Sessions.open(folder / GRAPH_FILE, threads or os.cpu_count() or 1),
        )

    def encode_queries(
        self,
        texts: Sequence[str],
        *,
        public: bool = False,  # noqa: ARG002 - part of the protocol; nothing is kept here
        progress: Progress | None = None,
    ) -> Vectors:
        return self._encode(self.prompts["query"], texts, progress)

    def encode_passages(
        self,
        texts: Sequence[str],
        *,
        public: bool = False,  # noqa: ARG002 - part of the protocol; nothing is kept here
        progress: Progress | None = None,
    ) -> Vectors:
        return self._encode(self.prompts["passage"], texts, progress)

    def encode_within(
        self,
        texts: Sequence[str],
        stretches: Sequence[Sequence[Stretch]],
        *,
        progress: Progress | None = None,
    ) -> list[Vectors]:
        """A stretch is the mean of its tokens, read in their text; beyond the 512th it is read as one of its own."""
        prompt = self.prompts["query"]
        placed = [self.cutter.place(prompt + text) for text in texts]

        def read(session: "InferenceSession", places: list[int]) -> list[Vectors]:
            vectors, states = _run(session, [placed[place].ids for place in places], OUTPUT, STATES)
            return [
                np.vstack([vector, _means(tokens, placed[place], _in_bytes(place))])
                for place, vector, tokens in zip(places, vectors, states, strict=True)
            ]

        def _in_bytes(place: int) -> list[Stretch]:
            return in_bytes(texts[place], stretches[place], len(prompt))

        found = self._in_groups([len(text.ids) for text in placed], read, progress)
        self._read_apart(texts, stretches, found)
        return found

    def _read_apart(
        self, texts: Sequence[str], stretches: Sequence[Sequence[Stretch]], found: list[Vectors]
    ) -> None:
        """Fills in the stretches that have no token."""
        empty = [
            (text, number)
            for text, vectors in enumerate(found)
            for number in np.flatnonzero(~vectors[1:].any(axis=1)).tolist()
        ]
        alone = self.encode_queries([texts[text][slice(*stretches[text][number])] for text, number in empty])
        for (text, number), vector in zip(empty, alone, strict=True):
            found[text][1 + number] = vector

    def count_tokens(self, text: str) -> int:
        """As a query: with its prompt, start and end."""
        return len(self.cutter.cut([self.prompts["query"] + text])[0])

    def _encode(self, prompt: str, texts: Sequence[str], progress: Progress | None) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            sequences = self.cutter.cut([prompt + text for text in texts[start : start + _TEXTS_AT_ONCE]])
            lengths = [len(ids) for ids in sequences]
            found = self._in_groups(lengths, _reader(sequences), _of_all(progress, start, len(texts)))
            vectors[start : start + len(found)] = found
        return vectors

    def _in_groups(
        self,
        lengths: Sequence[int],
        read: Read,
        progress: Progress | None,
    ) -> list[Vectors]:
        """What `read` makes of texts of these lengths, given by their places; in tokens. In the order of the texts."""
        groups = list(by_length(lengths, budget=_TOKENS_AT_ONCE))
        found: dict[int, Vectors] = {}
        for places, vectors in zip(groups, self.sessions.map(read, groups), strict=True):
            found.update(zip(places, vectors, strict=True))
            if progress is not None:
                progress(len(found), len(lengths))
        return [found[place] for place in range(len(lengths))]


def _reader(sequences: list[list[int]]) -> Read:
    def read(session: "InferenceSession", places: list[int]) -> Sequence[Vectors]:
        (vectors,) = _run(session, [sequences[place] for place in places], OUTPUT)
        return list(vectors)

    return read


def _of_all(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Counts on from the texts `before`."""
    return progress and (lambda done, _: progress(before + done, total))


def _run(session: "InferenceSession", sequences: list[list[int]], *outputs: str) -> list[Vectors]:
    found: list[Vectors] = session.run(outputs, dict(zip(INPUTS, padded(sequences), strict=True)))
    return found


def _means(states: Vectors, placed: Placed, stretches: Sequence[Stretch]) -> Vectors:
    """The mean of the tokens of each stretch, of length 1; zeros where it has none."""
    means = np.zeros((len(stretches), states.shape[1]), np.float32)
    for row, (begin, end) in enumerate(stretches):
        if len(tokens := placed.within(begin, end)):
            total = states[tokens].sum(axis=0)
            means[row] = total / np.linalg.norm(total)
    return means
