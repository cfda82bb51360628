"""Makes XLM-RoBERTa's tokenizer from its pieces, twice: for serving and for whoever loads the model with torch.

Serving takes sentencepiece, which the model was made with: it cuts ten times faster than the tokenizers
library and needs 60 MiB where that needs 290.
"""

import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.encoder.packed import PackedModel
from matching.encoder.protocol import EncoderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sentencepiece import SentencePieceProcessor
    from tokenizers import Tokenizer

START, PADDING, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
START_ID, PADDING_ID, END_ID = 0, 1, 2

_CHARACTER_MAP_SHA256 = "1e2c7b43d3ee9755ceaa2ac335e253d8703604e0249ee1e81156c92b46423844"


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
