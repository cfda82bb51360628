"""Texts to vectors: the default model through ONNX Runtime, any other model, and a stand-in for tests."""

from matching.encoder.opening import open_encoder
from matching.encoder.protocol import Encoder, EncoderError, Progress, Stretch, Vectors
from matching.encoder.stand_in import StandInEncoder

__all__ = ["Encoder", "EncoderError", "Progress", "StandInEncoder", "Stretch", "Vectors", "open_encoder"]
