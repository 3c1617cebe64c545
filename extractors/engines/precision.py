"""In how many bits a network is computed on a processor: what this one does natively, and which of it is chosen.

Products take nearly all of the time of an extraction, and many processors multiply shorter numbers faster: bfloat16 (Kalamkar et
al. 2019, https://arxiv.org/abs/1905.12322) two to four times, integers of eight bits with VNNI twice. Where a processor only
emulates a format, it is slower than 32 bits.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Bits = Literal["f32", "bf16", "int8"]
Precision = Literal["auto", "f32", "bf16", "int8"]

_FLAGS = Path("/proc/cpuinfo")
_BF16_FLAGS = ("amx_bf16", "avx512_bf16")
_INT8_FLAGS = ("avx512_vnni",)
"""Measured to pay: docs/speed.md."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The number format that is computed in, and why in plain words."""

    bits: Bits
    why: str


def processor_flags() -> frozenset[str]:
    """Return the extensions that the processor names, in the words of Linux on x86; elsewhere none are known."""
    try:
        told = _FLAGS.read_text(encoding="ascii", errors="replace")
    except OSError:
        # No Linux, or a sandbox that hides it.
        return frozenset()
    for line in told.splitlines():
        if line.startswith("flags"):
            return frozenset(line.partition(":")[2].split())
    return frozenset()


def runs_short_formats() -> bool:
    """Tell whether OpenVINO is installed, which computes in bfloat16 and in eight bits."""
    return importlib.util.find_spec("openvino") is not None


def choose_bits(asked: Precision, flags: frozenset[str] | None = None) -> Choice:
    """Return in what to compute a graph on this processor.

    ``auto`` chooses what is native here, the others are taken as they are. ``flags`` are the extensions of the processor, by
    default those of this one.
    """
    if asked != "auto":
        return Choice(asked, "asked for")
    flags = processor_flags() if flags is None else flags
    if not runs_short_formats():
        return Choice("f32", "OpenVINO is not installed")
    if native := [flag for flag in _BF16_FLAGS if flag in flags]:
        return Choice("bf16", f"the processor has {' and '.join(native)}")
    if any(flag in flags for flag in _INT8_FLAGS):
        return Choice("int8", f"the processor has {_INT8_FLAGS[0]} and no bfloat16")
    if flags:
        return Choice("f32", f"the processor has neither {', '.join(_BF16_FLAGS)} nor {_INT8_FLAGS[0]}")
    return Choice("f32", f"{_FLAGS} names no flags of the processor, as Linux does on x86")
