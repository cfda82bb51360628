"""Tells the C library to keep the memory that torch frees: taking it anew each time costs a sixth of all steps."""

import ctypes

_MMAP_MAX, _TRIM_THRESHOLD, _TOP_PAD = -4, -1, -2  # of mallopt(3)


def keep_freed() -> None:
    """Does nothing where the C library has no mallopt (musl, macOS, Windows)."""
    if (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)) is not None:
        mallopt(_MMAP_MAX, 0)
        mallopt(_TRIM_THRESHOLD, 2**31 - 1)
        mallopt(_TOP_PAD, 256 << 20)
