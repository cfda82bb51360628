"""Makes XLM-RoBERTa's tokenizer from its pieces, twice: for serving and for whoever loads the model with torch.

Serving takes sentencepiece, which the model was made with: it cuts ten times faster than the tokenizers
library and needs 60 MiB where that needs 290.
"""

import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.encoder.packed import PackedModel
from matching.encoder.protocol import EncoderError, Stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sentencepiece import SentencePieceProcessor
    from tokenizers import Tokenizer

START, PADDING, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
START_ID, PADDING_ID, END_ID = 0, 1, 2

_CHARACTER_MAP_SHA256 = "1e2c7b43d3ee9755ceaa2ac335e253d8703604e0249ee1e81156c92b46423844"


@dataclass(frozen=True, slots=True)
class Placed:
    """Token ids of a text, with start and end, and of the tokens between those from where to where they reach in the
    text, in bytes of UTF-8."""

    ids: list[int]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    def within(self, begin: int, end: int) -> NDArray[np.int64]:
        """Places in `ids` of the tokens that touch these bytes."""
        return 1 + np.flatnonzero((self.ends > begin) & (self.begins < end))


@dataclass(frozen=True)
class Cutter:
    """Texts to token ids. Safe to use from many threads."""

    processor: "SentencePieceProcessor"
    longest: int  # tokens, with start and end

    @classmethod
    def open(cls, path: Path, *, longest: int) -> "Cutter":
        """Raises EncoderError if `path` is not a sentencepiece model."""
        from sentencepiece import SentencePieceProcessor

        try:
            return cls(SentencePieceProcessor(model_file=str(path)), longest)
        except (OSError, RuntimeError) as error:
            raise EncoderError(
                f"{path} is damaged ({error}). Delete its folder and build it again."
            ) from error

    def cut(self, texts: "Sequence[str]") -> list[list[int]]:
        """With start and end. White space around a text does not count, what is no Unicode becomes '?'."""
        clean = [text.strip().encode("utf-8", "replace") for text in texts]
        inner: list[list[int]] = self.processor.encode(clean)
        return [[START_ID, *ids[: self.longest - 2], END_ID] for ids in inner]

    def place(self, text: str) -> Placed:
        """As `cut`, and where the tokens stand. White space before the text counts."""
        found = self.processor.encode(text.rstrip().encode("utf-8", "replace"), return_type="proto").pieces
        kept = list(found)[: self.longest - 2]
        begins, ends = ([getattr(piece, end) for piece in kept] for end in ("begin", "end"))
        return Placed(
            [START_ID, *(piece.id for piece in kept), END_ID],
            np.array(begins, np.int64),
            np.array(ends, np.int64),
        )


def in_bytes(text: str, stretches: "Sequence[Stretch]", before: int) -> "list[Stretch]":
    """Stretches in bytes of UTF-8 instead of characters, behind a prompt of so many bytes."""
    if text.isascii():
        return [(before + start, before + end) for start, end in stretches]
    sizes = [len(character.encode("utf-8", "replace")) for character in text]
    ends = [before, *(before + np.cumsum(sizes)).tolist()]
    return [(ends[start], ends[end]) for start, end in stretches]


def serving_model(model: PackedModel) -> bytes:
    """A sentencepiece model file whose piece numbers are the model's token ids."""
    made = _ten_letters()
    piece_type = made.SentencePiece
    special = dict.fromkeys((START, PADDING, END, MASK), piece_type.CONTROL) | {UNKNOWN: piece_type.UNKNOWN}
    del made.pieces[:]
    for piece, score in model.pieces:
        made.pieces.add(piece=piece, score=score, type=special.get(piece, piece_type.NORMAL))
    ids = {"bos_id": START_ID, "pad_id": PADDING_ID, "eos_id": END_ID, "unk_id": model.unknown}
    for field, value in ids.items():
        setattr(made.trainer_spec, field, value)
    content: bytes = made.SerializeToString()
    return content


def make_tokenizer(model: PackedModel) -> "Tokenizer":
    """Gives the token ids that the original tokenizer.json gives (tests/matching/encoder/test_tokens.py)."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    characters = _ten_letters().normalizer_spec.precompiled_charsmap
    tokenizer = Tokenizer(models.Unigram(model.pieces, model.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(characters), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}",
        pair=f"{START} $A {END} {END} $B {END}",
        special_tokens=[(START, START_ID), (END, END_ID)],
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.add_special_tokens([START, PADDING, END, UNKNOWN, MASK])
    return tokenizer


def _ten_letters() -> Any:
    """A tiny Unigram model, trained for its 'nmt_nfkc' character map alone.

    The map (NFKC, control characters dropped, every kind of space a space) comes in no other form.
    """
    from sentencepiece import SentencePieceTrainer, sentencepiece_model_pb2

    content = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g h i j"]),
        model_writer=content,
        model_type="unigram",
        vocab_size=15,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    model = sentencepiece_model_pb2.ModelProto.FromString(content.getvalue())
    if sha256(model.normalizer_spec.precompiled_charsmap).hexdigest() != _CHARACTER_MAP_SHA256:
        raise EncoderError(
            "This release of sentencepiece has another character map than the one the model was checked with. "
            "Install the release that pyproject.toml names."
        )
    return model
