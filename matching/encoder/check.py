"""Holds the built model against the package's own engine and its rounded form against float32, script by script."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.encoder.engine import Engine
from matching.encoder.onnx import OnnxEncoder
from matching.encoder.protocol import Vectors
from matching.encoder.sentence_transformer import SentenceTransformerEncoder

CONVERTED_AT_LEAST = 0.995  # cosine of the float32 folder with the engine; the engine rounds activations
ROUNDED_AT_LEAST = 0.99  # cosine of the served graph with the float32 folder

SAMPLES: dict[str, tuple[str, ...]] = {
    "Latin, English": ("registered nurse in intensive care", "I drive forklifts and load lorries.", "Java"),
    "Latin, French": ("infirmière diplômée d'État", "J'ai posé du carrelage pendant huit ans à Sfax."),
    "Latin, German": ("Gesundheits- und Krankenpflegerin (m/w/d)", "Schweißen von Rohrleitungen nach WIG"),
    "Latin, Polish": ("spawacz konstrukcji stalowych", "Opieka nad osobami starszymi w domu"),
    "Latin, Vietnamese": ("thợ hàn có kinh nghiệm", "chăm sóc người cao tuổi"),
    "Arabic": ("ممرضة في قسم العناية المركزة", "أعمل كهربائيًا منذ عشر سنوات في المباني السكنية."),
    "Arabic, Urdu": ("میں ایک تجربہ کار الیکٹریشن ہوں", "نرس، بزرگوں کی دیکھ بھال"),
    "Arabic, Persian": ("برنامه‌نویس پایتون با پنج سال سابقه",),
    "Bengali": ("অভিজ্ঞ ওয়েল্ডার, জাহাজ নির্মাণ", "আমি হাসপাতালে নার্স হিসেবে কাজ করি।"),
    "Cyrillic, Ukrainian": (
        "медична сестра у відділенні хірургії",
        "Працював водієм вантажівки шість років.",
    ),
    "Cyrillic, Russian": ("разработчик программного обеспечения", "сварщик 5 разряда"),
    "Greek": ("νοσηλεύτρια σε νοσοκομείο", "οδηγός φορτηγού"),
    "Devanagari, Hindi": ("बिजली मिस्त्री, दस साल का अनुभव", "नर्स"),
    "Tamil": ("கட்டுமானத் தொழிலாளி",),
    "Ethiopic, Amharic": ("ነርስ በሆስፒታል ውስጥ",),
    "Han": ("软件工程师,五年经验", "護理師"),
    "Mixed and odd": ("C++/C#  developer\t– ﬁre  safety ①", "CV\u200b: 2019–2023 ⅷ", "x"),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cosines of one script's texts, the lowest and the mean of each comparison."""

    script: str
    texts: int
    same_token_counts: bool
    converted_min: float
    converted_mean: float
    rounded_min: float
    rounded_mean: float

    @property
    def passed(self) -> bool:
        return (
            self.same_token_counts
            and self.converted_min >= CONVERTED_AT_LEAST
            and self.rounded_min >= ROUNDED_AT_LEAST
        )


@dataclass(frozen=True, slots=True)
class _Compared:
    """The base model as it is in the package and as converted; the default model in float32 and as it serves."""

    engine: Engine
    converted: SentenceTransformerEncoder
    exact: SentenceTransformerEncoder
    served: OnnxEncoder


def agreements(folder: Path, base: Path, wheel: Path) -> list[Agreement]:
    """One a script. Loads torch; takes about half a minute on two cores.

    `folder` holds the default model, `base` the one that its layers were put on: the package's engine knows that one.
    """
    converted, exact = (SentenceTransformerEncoder.open(str(path)) for path in (base, folder))
    with Engine(wheel) as engine:
        compared = _Compared(engine, converted, exact, OnnxEncoder.open(folder))
        return [_agreement(script, texts, compared) for script, texts in SAMPLES.items()]


def _agreement(script: str, texts: Sequence[str], compared: _Compared) -> Agreement:
    engine, served = compared.engine, compared.served
    to_engine = _cosines(compared.converted.encode_queries(texts), engine.encode_queries(texts))
    to_served = _cosines(compared.exact.encode_queries(texts), served.encode_queries(texts))
    return Agreement(
        script=script,
        texts=len(texts),
        same_token_counts=[served.count_tokens(text) for text in texts]
        == [engine.count_tokens(text) for text in texts],
        converted_min=float(to_engine.min()),
        converted_mean=float(to_engine.mean()),
        rounded_min=float(to_served.min()),
        rounded_mean=float(to_served.mean()),
    )


def _cosines(first: Vectors, second: Vectors) -> Vectors:
    """Row by row."""
    cosines: Vectors = np.einsum("ij,ij->i", first, second)
    return cosines
