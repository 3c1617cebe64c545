"""Where a model runs: the processors of this process, and the devices that PyTorch and onnxruntime see."""

from __future__ import annotations

import os

from extractors.errors import ExtractorError
from extractors.models.files import ModelFiles

_share: list[int] = []


def available_processors() -> int:
    """Return how many processors this process may use, which a container may restrict, and `use_at_most`."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min([there, *_share])


def use_at_most(processors: int) -> None:
    """Let the models of this process use no more than so many processors, because others of the machine use the rest.

    It holds for models that are loaded afterwards.
    """
    _share[:] = [max(1, processors)]


def choose_device(device: str, files: ModelFiles) -> str:
    """Return the device to run on, checked. PyTorch is imported only where it has to be asked.

    Raises:
        ExtractorError: No such device here; the message names the remedy.

    """
    kind = device.split(":")[0]
    if kind not in ("auto", "cpu", "cuda", "mps"):
        raise ExtractorError(f"device {device!r} is not known: use auto, cpu, cuda, cuda:N or mps")
    if device == "cpu" or (kind == "auto" and files.onnx_file):
        return "cpu"
    import torch

    if kind == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if kind == "cuda":
        _check_cuda(device, files)
    if kind == "mps" and (files.onnx_file or not torch.backends.mps.is_available()):
        raise ExtractorError(f"device {device!r} runs PyTorch weights on an Apple processor only: use cpu")
    return device


def _check_cuda(device: str, files: ModelFiles) -> None:
    import torch

    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    number = device.partition(":")[2] or "0"
    if not number.isdigit() or int(number) >= count:
        raise ExtractorError(
            f"device {device!r}: PyTorch sees {count} CUDA devices here: use cpu, or install a CUDA build of torch"
        )
    if files.onnx_file:
        import onnxruntime

        if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
            raise ExtractorError(
                f"device {device!r}: this onnxruntime has no CUDA. Use cpu, or replace the package by onnxruntime-gpu"
            )
