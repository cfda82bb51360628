"""Times an encoder on invented texts: labels as a taxonomy has them, paragraphs as adverts have them, one at a time."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.encoder.protocol import Encoder

_LABELS, _PARAGRAPHS, _SINGLE = 2000, 60, 200
_SEED = 2026
_WORDS = (
    *("care", "nurse", "electrical", "install", "patient", "software", "develop", "drive", "lorry", "weld"),
    *("infirmier", "soigner", "conduire", "camion", "Krankenpflege", "Schweißen", "warten", "Anlage"),
    *("opieka", "spawanie", "kierowca", "медична", "сестра", "зварник", "ممرضة", "كهربائي", "سائق", "شاحنة"),
    *("enfermera", "soldador", "mayores", "verpleegkundige", "vrachtwagen", "নার্স", "ওয়েল্ডার", "نرس"),
)


@dataclass(frozen=True, slots=True)
class Speed:
    """Rates in texts a second, durations in milliseconds unless named otherwise, memory in MiB."""

    model: str
    revision: str
    load_seconds: float
    memory_before: float
    memory_after_load: float
    memory_after_all: float
    labels_per_second: float
    paragraphs_per_second: float
    single_p50: float
    single_p95: float


def measure(open_it: Callable[[], Encoder]) -> Speed:
    """Opens the encoder and times it. Run it in a process of its own, or the memory is that of other things."""
    before = resident_memory()
    start = time.perf_counter()
    encoder = open_it()
    encoder.encode_queries(["first"])
    load, after_load = time.perf_counter() - start, resident_memory()
    some = random.Random(_SEED)  # noqa: S311 - invented texts, the same every time
    labels = [_text(some, some.randint(1, 6)) for _ in range(_LABELS)]
    paragraphs = [_text(some, 80) for _ in range(_PARAGRAPHS)]
    single = [_milliseconds(encoder, [label]) for label in labels[:_SINGLE]]
    return Speed(
        model=encoder.name,
        revision=encoder.revision,
        load_seconds=load,
        memory_before=before,
        memory_after_load=after_load,
        labels_per_second=1000 * _LABELS / _milliseconds(encoder, labels),
        paragraphs_per_second=1000 * _PARAGRAPHS / _milliseconds(encoder, paragraphs),
        single_p50=float(np.percentile(single, 50)),
        single_p95=float(np.percentile(single, 95)),
        memory_after_all=resident_memory(),
    )


def resident_memory() -> float:
    """MiB of this process now (Linux; 0 elsewhere)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _text(some: random.Random, words: int) -> str:
    return " ".join(some.choices(_WORDS, k=words))


def _milliseconds(encoder: Encoder, texts: list[str]) -> float:
    start = time.perf_counter()
    encoder.encode_queries(texts)
    return 1000 * (time.perf_counter() - start)
