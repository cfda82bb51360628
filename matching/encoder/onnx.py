"""The encoder that serves: sentencepiece and ONNX Runtime alone, so that no process that serves loads torch."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matching.encoder.batches import by_length, padded
from matching.encoder.convert import GRAPH_FILE, MANIFEST_FILE, TOKENS_FILE, default_folder
from matching.encoder.folder import PROMPTS_FILE
from matching.encoder.graph import INPUTS, OUTPUT, STATES
from matching.encoder.protocol import EncoderError, Progress, Stretch, Vectors
from matching.encoder.tokens import Cutter, Placed, in_bytes

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_TOKENS_AT_ONCE = 512  # more is slower on two cores (docs/model.md), and needs more memory
_SPIN_US = "100"
_TEXTS_AT_ONCE = 4096  # tokenised and sorted by length together


@dataclass(frozen=True)
class OnnxEncoder:
    """Safe to use from many threads. Texts beyond 512 tokens are cut there."""

    name: str
    revision: str
    dimensions: int
    prompts: dict[str, str]
    cutter: Cutter
    session: "InferenceSession"

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
            session=_session(folder / GRAPH_FILE, threads or os.cpu_count() or 1),
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
        found: list[Vectors] = [np.empty(0, np.float32)] * len(texts)
        done = 0
        for places in by_length([len(text.ids) for text in placed], budget=_TOKENS_AT_ONCE):
            vectors, states = self._run([placed[place].ids for place in places], OUTPUT, STATES)
            for place, vector, tokens in zip(places, vectors, states, strict=True):
                asked = in_bytes(texts[place], stretches[place], len(prompt))
                found[place] = np.vstack([vector[None], _means(tokens, placed[place], asked)])
            done += len(places)
            if progress is not None:
                progress(done, len(texts))
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
        done = 0
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            sequences = self.cutter.cut([prompt + text for text in texts[start : start + _TEXTS_AT_ONCE]])
            for places in by_length([len(ids) for ids in sequences], budget=_TOKENS_AT_ONCE):
                rows = [start + place for place in places]
                (vectors[rows],) = self._run([sequences[place] for place in places], OUTPUT)
                done += len(rows)
                if progress is not None:
                    progress(done, len(texts))
        return vectors

    def _run(self, sequences: list[list[int]], *outputs: str) -> list[Vectors]:
        found: list[Vectors] = self.session.run(outputs, dict(zip(INPUTS, padded(sequences), strict=True)))
        return found


def _means(states: Vectors, placed: Placed, stretches: Sequence[Stretch]) -> Vectors:
    """The mean of the tokens of each stretch, of length 1; zeros where it has none."""
    means = np.zeros((len(stretches), states.shape[1]), np.float32)
    for row, (begin, end) in enumerate(stretches):
        if len(tokens := placed.within(begin, end)):
            total = states[tokens].sum(axis=0)
            means[row] = total / np.linalg.norm(total)
    return means


def _session(path: Path, threads: int) -> "InferenceSession":
    """Threads that have nothing to do sleep after a moment, longer than from one operator to the next: those that spin
    on would take the processor from the web server. Plans of memory are kept by shape, and texts hardly ever have the
    same: without them it is 12 MB less, and as quick.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.spin_duration_us", _SPIN_US)
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions have no common class
        raise EncoderError(f"{path} is damaged ({error}). Delete its folder and build it again.") from error
