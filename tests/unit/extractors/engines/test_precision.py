"""What a processor can is asked of the system; where that says nothing, 32 bits are computed in."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.engines import precision
from extractors.engines.precision import choose_bits, processor_flags

pytestmark = pytest.mark.usefixtures("openvino")
X86 = "processor\t: 0\nflags\t\t: fpu avx2 avx512_vnni\n\nprocessor\t: 1\nflags\t\t: fpu\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd bf16\n"


@pytest.fixture
def openvino(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "runs_short_formats", lambda: True)


def test_the_flags_are_those_of_the_first_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text(X86, encoding="ascii")
    monkeypatch.setattr(precision, "_FLAGS", told)
    assert processor_flags() == {"fpu", "avx2", "avx512_vnni"}
    assert choose_bits("auto").bits == "int8"


@pytest.mark.parametrize("kind", ["missing", "not to be read", "of another processor"])
def test_a_system_that_tells_no_flags_computes_in_32_bits_and_says_why(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "cpuinfo"
    if kind == "not to be read":
        told.mkdir()
    elif kind == "of another processor":
        told.write_text(ARM, encoding="ascii")
    monkeypatch.setattr(precision, "_FLAGS", told)
    choice = choose_bits("auto")
    assert choice.bits == "f32"
    assert choice.why == f"{told} names no flags of the processor, as Linux does on x86"
