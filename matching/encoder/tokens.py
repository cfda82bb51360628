"""Makes the tokenizer of XLM-RoBERTa from its pieces: a Unigram model behind sentencepiece's character map."""

import io
from hashlib import sha256
from typing import TYPE_CHECKING

from matching.encoder.packed import PackedModel
from matching.encoder.protocol import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

START, PADDING, END, UNKNOWN, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
PADDING_ID = 1

_CHARACTER_MAP_SHA256 = "1e2c7b43d3ee9755ceaa2ac335e253d8703604e0249ee1e81156c92b46423844"


def make_tokenizer(model: PackedModel) -> "Tokenizer":
    """Gives the token ids that the original tokenizer.json gives (tests/matching/encoder/test_tokens.py)."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(model.pieces, model.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(_character_map()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}",
        pair=f"{START} $A {END} {END} $B {END}",
        special_tokens=[(piece, tokenizer.token_to_id(piece)) for piece in (START, END)],
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.add_special_tokens([START, PADDING, END, UNKNOWN, MASK])
    return tokenizer


def _character_map() -> bytes:
    """sentencepiece's 'nmt_nfkc' map (NFKC, control characters dropped, every space a space).

    Only a trained model carries it in the form that tokenizers reads, so one is trained on ten letters.
    """
    from sentencepiece import SentencePieceTrainer, sentencepiece_model_pb2

    model = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g h i j"]),
        model_writer=model,
        model_type="char",
        vocab_size=14,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    trained = sentencepiece_model_pb2.ModelProto.FromString(model.getvalue())
    characters: bytes = trained.normalizer_spec.precompiled_charsmap
    if sha256(characters).hexdigest() != _CHARACTER_MAP_SHA256:
        raise EncoderError(
            "This release of sentencepiece has another character map than the one the model was checked with. "
            "Install the release that pyproject.toml names."
        )
    return characters
