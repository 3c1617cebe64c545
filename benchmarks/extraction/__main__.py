"""Words per second of extraction, the same checkpoint and texts for everyone, each contestant in a process of its own.

    python -m benchmarks.extraction [FILE ...] [--unit sentence|passage|text] [--model DIR] [--torch-model DIR] [--json]
    python -m benchmarks.extraction --cold-start
    python -m benchmarks.extraction --windows 48,80,128 --threads 1,2
    python -m benchmarks.extraction TEXTS.jsonl --unit text --torch-model DIR --device cuda --times 20

Texts are plain, or the ``text`` (or ``tokens``) of each line of a .jsonl file. They are cut into passages, whole sentences up to
``--words`` words, which any of the contestants reads in one pass, or into sentences; ``--unit text`` leaves them whole.
PyTorch weights are those that the graph computes with, unless --torch-model names others. Agreement is the F1 of a
contestant's mentions (offsets and type) with those of the first row, the loop that everyone writes first:

    for text in texts: model.predict_entities(text, labels)
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.extraction.texts import count_words, read_texts
from extractors.engines.gliner.openvino_graph import import_openvino
from extractors.engines.precision import processor_flags
from tests.support.root import ROOT

LABELS = "person,organization,location,event,product,date"
THRESHOLD = 0.5
GPU_BATCH = 32
_TELLING_FLAGS = {"avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8"}
COLD_RUNS = 5

Found = list[list[tuple[int, int, str]]]
"""For each text its mentions: start, end, label."""
Extract = Callable[[list[str]], Found]

CONTESTANTS = {
    "torch loop": "gliner on PyTorch weights, predict_entities text by text",
    "torch batched": "gliner on PyTorch weights, inference in batches",
    "graph loop": "gliner on the exported graph, predict_entities text by text",
    "graph batched": "gliner on the exported graph, inference in batches",
    "fast_gliner": "fast_gliner on the exported graph",
    "gliner openvino": "gliner on the exported graph by OpenVINO, inference in batches",
    "graphmill torch": "graphmill on PyTorch weights",
    "graphmill f32": "graphmill on the exported graph in 32 bits, as before other formats were known",
    "graphmill int8": "graphmill on the exported graph in eight bits",
    "graphmill": "graphmill on the exported graph, in what this processor does best",
}


def make(name: str, options: argparse.Namespace) -> Extract:
    """Load a contestant and return what extracts with it."""
    labels = options.labels.split(",")
    if name.startswith("graphmill"):
        return _graphmill(name, options, labels)
    if name == "fast_gliner":
        return _fast_gliner(options, labels)
    from gliner import GLiNER

    if name.startswith("torch"):
        model = GLiNER.from_pretrained(
            options.torch_model, map_location=options.device, local_files_only=True
        )
        model.float()
    else:
        folder, graph = _graph(options)
        runtime = "openvino" if name == "gliner openvino" else "onnxruntime"
        if runtime == "openvino":
            import_openvino()
        model = GLiNER.from_pretrained(
            folder, runtime=runtime, runtime_model_file=graph, local_files_only=True
        )
    model.eval()
    if name.endswith("loop"):
        return lambda texts: [
            _plain(model.predict_entities(text, labels, threshold=THRESHOLD)) for text in texts
        ]
    size = 8 if options.device == "cpu" else GPU_BATCH
    return lambda texts: [
        _plain(found) for found in model.inference(texts, labels, threshold=THRESHOLD, batch_size=size)
    ]


def _plain(entities: Sequence[dict[str, Any]]) -> list[tuple[int, int, str]]:
    return [(entity["start"], entity["end"], entity["label"]) for entity in entities]


def _graph(options: argparse.Namespace) -> tuple[str, str]:
    from extractors.engines.loading import model_files
    from extractors.engines.settings import ExtractorSettings

    files = model_files(ExtractorSettings(model=options.model))
    return str(files.folder), files.onnx_file


def _graphmill(name: str, options: argparse.Namespace, labels: Sequence[str]) -> Extract:
    from extractors.mentions import Label

    model = options.torch_model if name == "graphmill torch" else options.model
    asked = [Label(label) for label in labels]
    if options.device != "cpu":
        return _network_alone(model, options.device, asked)
    from extractors.documents import Document
    from extractors.engines.loading import load_extractor, load_model, model_files
    from extractors.engines.repeated import repeated_texts
    from extractors.engines.settings import ExtractorSettings

    bits = name.removeprefix("graphmill").strip()
    settings = ExtractorSettings(
        model=model,
        threshold=THRESHOLD,
        threads=options.threads,
        window_words=options.words,
        precision=bits if bits in ("f32", "int8") else "auto",
    )
    extractor = load_extractor(settings, asked)
    loaded = load_model(model_files(settings), settings.device, settings.precision)

    def extract(texts: list[str]) -> Found:
        repeated_texts(loaded).forget()
        documents = [Document(f"{i}", "", text, "text/plain", "0" * 64) for i, text in enumerate(texts)]
        return [[(m.start, m.end, m.type) for m in e.mentions] for e in extractor.extract(documents)]

    return extract


def _network_alone(model: str, device: str, labels: Sequence[Any]) -> Extract:
    """Return the model without segmentation and windows, which take no packages but those of the model."""
    from extractors.engines.devices import choose_device
    from extractors.engines.loading import load_model, model_files
    from extractors.engines.settings import ExtractorSettings

    files = model_files(ExtractorSettings(model=model))
    loaded = load_model(files, choose_device(device, files))
    thresholds = [THRESHOLD] * len(labels)

    def extract(texts: list[str]) -> Found:
        answers = loaded.predict(texts, labels, thresholds, None, None)
        return [_flat([(s.score, s.start, s.end, s.label) for s in spans]) for spans in answers]

    return extract


def _flat(spans: list[tuple[float, int, int, str]]) -> list[tuple[int, int, str]]:
    """Keep the best of the spans that overlap, as the others do."""
    taken: list[tuple[int, int, str]] = []
    for _, start, end, label in sorted(spans, key=lambda span: -span[0]):
        if all(end <= other[0] or other[1] <= start for other in taken):
            taken.append((start, end, label))
    return taken


def _fast_gliner(options: argparse.Namespace, labels: Sequence[str]) -> Extract:
    from fast_gliner import FastGLiNER  # type: ignore[import-not-found]

    folder, graph = _graph(options)
    model = FastGLiNER(folder, graph)

    def extract(texts: list[str]) -> Found:
        return [_plain(found) for found in model.predict_entities(texts, list(labels))]

    return extract


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Load and run one contestant in this process, and return its figures."""
    texts = json.loads(Path(options.texts).read_text(encoding="utf-8"))
    ballast = _occupy(options) if options.occupy else None
    started = time.perf_counter()
    extract = make(options.contestant, options)
    loaded = time.perf_counter() - started
    extract(texts[:5])
    seconds = []
    for _ in range(options.repeat):
        started = time.perf_counter()
        found = extract(texts)
        seconds.append(time.perf_counter() - started)
    figures = {
        "seconds": min(seconds),
        "load_seconds": loaded,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "found": found,
    }
    if options.device != "cpu":
        import torch

        figures["device"] = torch.cuda.get_device_name()
        taken = ballast.nbytes if ballast is not None else 0
        figures["peak_gpu_mb"] = (torch.cuda.max_memory_allocated() - taken) / 2**20
    return figures


def _occupy(options: argparse.Namespace) -> Any:
    """Take this share of the device's free memory, to see what happens when little is left."""
    import torch

    free = torch.cuda.mem_get_info()[0]
    return torch.empty(int(free * options.occupy), dtype=torch.uint8, device=options.device)


def agreement(found: Found, reference: Found) -> float:
    """Return the F1 of the mentions of both, exact in offsets and label."""
    ours = {(i, *mention) for i, mentions in enumerate(found) for mention in map(tuple, mentions)}
    theirs = {(i, *mention) for i, mentions in enumerate(reference) for mention in map(tuple, mentions)}
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs))


def compare(texts: list[str], options: argparse.Namespace) -> list[dict[str, Any]]:
    """Run every contestant and return a row for each; the first that ran is the reference."""
    rows: list[dict[str, Any]] = []
    reference: dict[str, Any] | None = None
    words = count_words(texts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(texts), encoding="utf-8")
        if not options.torch_model and options.device == "cpu":
            options.torch_model = _restore(options, Path(folder) / "weights")
        for name in options.contestants or CONTESTANTS:
            row: dict[str, Any] = {"contestant": name}
            rows.append(row)
            if reason := _missing(name, options):
                row["reason"] = reason
                continue
            figures = _in_process(name, path, options)
            if "reason" in figures:
                row["reason"] = figures["reason"]
                continue
            row["words_per_second"] = words / figures["seconds"]
            reference = reference or {"rate": row["words_per_second"], "found": figures["found"]}
            row["ratio"] = row["words_per_second"] / reference["rate"]
            row["agreement"] = agreement(figures["found"], reference["found"])
            row["mentions"] = sum(map(len, figures["found"]))
            row |= {key: value for key, value in figures.items() if key not in ("found", "seconds")}
    return rows


def _restore(options: argparse.Namespace, out: Path) -> str | None:
    """Make PyTorch weights of the graph's own, so that both compute with the same numbers; None where it says not how."""
    folder, graph = _graph(options)
    if not (Path(folder) / "weights.json").is_file():
        return None
    # In a process of its own: what this one ever had in memory counts as the peak of each process that it starts.
    program = "import sys; from pathlib import Path; from extractors.training.packing.weights import restore_model; "
    program += "restore_model(Path(sys.argv[1]), Path(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", program, str(Path(folder) / graph), str(out)], check=True, cwd=ROOT)
    return str(out)


def _missing(name: str, options: argparse.Namespace) -> str:
    if name in ("torch loop", "torch batched", "graphmill torch") and not options.torch_model:
        return "no PyTorch weights, and no weights.json to make them of the graph: give --torch-model"
    if name not in ("torch loop", "torch batched", "graphmill torch") and options.device != "cpu":
        return "measured on a processor"
    if name == "fast_gliner" and importlib.util.find_spec("fast_gliner") is None:
        return "not installed"
    return ""


def _in_process(name: str, texts: Path, options: argparse.Namespace) -> dict[str, Any]:
    result = texts.with_name("result.json")
    result.unlink(missing_ok=True)
    line = [sys.executable, "-W", "ignore", "-m", "benchmarks.extraction", "--contestant", name]
    line += [
        "--texts",
        str(texts),
        "--out",
        str(result),
        "--model",
        options.model,
        "--labels",
        options.labels,
    ]
    line += ["--device", options.device, "--repeat", str(options.repeat), "--words", str(options.words)]
    line += ["--occupy", str(options.occupy)]
    for flag, value in (("--torch-model", options.torch_model), ("--threads", options.threads)):
        line += [flag, str(value)] if value else []
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    if done.returncode or not result.is_file():
        return {"reason": (done.stderr.strip().splitlines() or ["no answer"])[-1]}
    figures: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return figures


def cold_start(file: Path) -> dict[str, Any]:
    """Return the seconds and the peak memory of ``graphmill extract FILE`` in a fresh process, from a warm disk."""
    seconds, peaks = [], []
    with tempfile.TemporaryDirectory() as folder:
        line = [sys.executable, "-m", "flows.cli", "extract", str(file.resolve())]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        for number in range(COLD_RUNS + 1):
            started = time.perf_counter()
            process = subprocess.Popen(line, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise SystemExit(f"{' '.join(line)}: exit code {process.returncode}")
            if number:  # the first one warms the disk
                seconds.append(time.perf_counter() - started)
                peaks.append(usage.ru_maxrss / 1024)
    return {"seconds": statistics.median(seconds), "most_seconds": max(seconds), "peak_mb": max(peaks)}


def sweep(texts: list[str], options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return words a second of one long document by window size and threads."""
    from extractors.documents import Document
    from extractors.engines.loading import load_extractor
    from extractors.engines.settings import ExtractorSettings
    from extractors.mentions import Label

    document = Document("long", "long", "\n\n".join(texts), "text/plain", "0" * 64)
    words, labels = count_words(texts), [Label(name) for name in options.labels.split(",")]
    rows = []
    for window in map(int, options.windows.split(",")):
        for threads in map(int, (options.threads or "1,2").split(",")):
            settings = ExtractorSettings(model=options.model, window_words=window, threads=threads)
            extractor = load_extractor(settings, labels)
            extractor.extract([Document("warm-up", "warm-up", texts[0], "text/plain", "0" * 64)])
            started = time.perf_counter()
            mentions = len(extractor.extract([document])[0].mentions)
            rate = words / (time.perf_counter() - started)
            rows.append(
                {"window": window, "threads": threads, "words_per_second": rate, "mentions": mentions}
            )
    return rows


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a Markdown table."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    print("| " + " | ".join(column.replace("_", " ") for column in columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        print("| " + " | ".join(_text(column, row.get(column, "")) for column in columns) + " |")


def _text(column: str, value: object) -> str:
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    digits = {"agreement": 4, "ratio": 2, "seconds": 2, "most_seconds": 2, "load_seconds": 1}.get(column, 0)
    return f"{value:,.{digits}f}"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", type=Path, help="texts; by default those of the example corpus")
    parser.add_argument("--unit", choices=("sentence", "passage", "text"), default="passage")
    parser.add_argument("--words", type=int, default=80, help="words and signs of a passage at most")
    parser.add_argument("--limit", type=int, help="take this many texts")
    parser.add_argument("--times", type=int, default=1, help="repeat the texts, for a fast device")
    parser.add_argument("--model", default="bundled", help="with an exported graph")
    parser.add_argument("--torch-model", help="folder of PyTorch weights to compare with")
    parser.add_argument("--labels", default=LABELS)
    parser.add_argument("--threads", help="of graphmill; by default all processors")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument(
        "--occupy", type=float, default=0.0, help="share of the device's free memory to take first"
    )
    parser.add_argument("--repeat", type=int, default=3, help="runs, of which the fastest counts")
    parser.add_argument("--contestants", type=lambda names: names.split(","), help=", ".join(CONTESTANTS))
    parser.add_argument(
        "--cold-start", action="store_true", help="measure `graphmill extract FILE` and nothing else"
    )
    parser.add_argument("--windows", help="compare window sizes on one long text and nothing else")
    parser.add_argument("--json", action="store_true")
    for name in ("--contestant", "--texts", "--out"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main() -> int:
    """Run what the command line asks for."""
    options = parse()
    if options.contestant:
        Path(options.out).write_text(json.dumps(measure(options)), encoding="utf-8")
        return 0
    files = options.files or [ROOT / "examples" / "gold" / "gold.jsonl"]
    report: dict[str, Any] = {
        "load_average": os.getloadavg()[0],
        "processors": os.cpu_count(),
        "flags": " ".join(sorted(processor_flags() & _TELLING_FLAGS)) or "unknown",
    }
    if options.cold_start:
        given = options.files or sorted((ROOT / "examples" / "corpus").glob("*.txt"))
        report["cold_start"] = [cold_start(given[0])]
    else:
        texts = read_texts(files, options.unit, options.words)[: options.limit] * options.times
        report |= {"texts": len(texts), "words": count_words(texts), "labels": options.labels}
        if options.windows:
            report["windows"] = sweep(texts, options)
        else:
            report["contestants"] = compare(texts, options)
    if options.json:
        print(json.dumps(report, indent=2))
        return 0
    print(
        ", ".join(
            f"{key.replace('_', ' ')}: {value}"
            for key, value in report.items()
            if not isinstance(value, list)
        )
    )
    print()
    for value in report.values():
        if isinstance(value, list):
            print_rows(value)
    return 0


if __name__ == "__main__":
    sys.exit(main())
