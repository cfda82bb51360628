"""Which encoder a setting names, opened and, where wished, behind the cache on disk."""

import logging
from pathlib import Path

from matching.encoder.protocol import Encoder, EncoderError
from matching.encoder.stand_in import StandInEncoder

log = logging.getLogger(__name__)


def open_encoder(
    name: str, models: Path, *, vectors: Path | None = None, allow_stand_in: bool = False
) -> Encoder:
    """The encoder called `name`: 'default', 'stand-in', or a sentence-transformers name or folder.

    `models` is the folder that `talent model build` fills. With `vectors`, a folder, the vectors of
    public texts are kept there. Raises EncoderError if the model is not there or not allowed.
    """
    encoder = _open(name, models, allow_stand_in)
    if vectors is None:
        return encoder
    from matching.encoder.cache import CachedEncoder

    return CachedEncoder(encoder, vectors)


def _open(name: str, models: Path, allow_stand_in: bool) -> Encoder:
    if name == "stand-in":
        return _stand_in(allow_stand_in)
    if name == "default":
        from matching.encoder.onnx import OnnxEncoder

        return OnnxEncoder.open_default(models)
    from matching.encoder.sentence_transformer import SentenceTransformerEncoder

    return SentenceTransformerEncoder.open(name)


def _stand_in(allowed: bool) -> Encoder:
    if not allowed:
        raise EncoderError(
            "The stand-in encoder knows no language and is for tests. Set TALENT_MODEL=default, "
            "or the name of a sentence-transformers model."
        )
    log.warning("The stand-in encoder is in use: matches rest on shared letters, not on meaning.")
    return StandInEncoder()
