"""Words per second of extraction by window size and threads, on a text of your choice.

Run ``python -m benchmarks.extraction_speed FILE [--model bundled] [--labels person,organization]``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from extractors.documents import Document
from extractors.engines import ExtractorSettings, load_extractor
from extractors.mentions import Label


def main() -> None:
    """Measure every combination once, after one short warm-up, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="UTF-8 text, some 10,000 words or more")
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--labels", default="person,organization,location,date,event,product")
    parser.add_argument("--windows", default="48,80,128,200")
    parser.add_argument("--threads", default="1,2")
    options = parser.parse_args()
    text = options.file.read_text(encoding="utf-8")
    document = Document(options.file.as_posix(), options.file.name, text, "text/plain", "0" * 64)
    labels = [Label(name) for name in options.labels.split(",")]
    words = len(text.split())
    print(f"{words} words, {len(labels)} labels, {options.model}")
    for window in map(int, options.windows.split(",")):
        for threads in map(int, options.threads.split(",")):
            settings = ExtractorSettings(model=options.model, window_words=window, threads=threads)
            extractor = load_extractor(settings, labels)
            extractor.extract([Document("warm-up", "warm-up", text[:500], "text/plain", "0" * 64)])
            start = time.perf_counter()
            mentions = len(extractor.extract([document])[0].mentions)
            seconds = time.perf_counter() - start
            print(f"window {window:4} threads {threads}: {words / seconds:6.0f} words/s, {mentions} mentions")


if __name__ == "__main__":
    main()
