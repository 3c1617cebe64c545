"""``make demo``: the main job on the example corpus, with its score against the gold annotations."""

from __future__ import annotations

import sys
from pathlib import Path

from extractors.engines.loading import extract_text, load_extractor
from extractors.errors import GraphmillError
from extractors.evaluation.gold import load_gold
from extractors.mentions import Label
from flows.commands.ingest import ingest_here, print_report
from flows.errors import EXIT_FAILED
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs import static_tls
from flows.terminal.output import heading, print_error, print_table

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CONFIG = EXAMPLES / "graphmill.toml"


def main() -> int:
    """Ingest the example corpus, print report, score and strongest edges; return the exit code."""
    try:
        settings = load_settings(CONFIG)
        report = ingest_here([str(EXAMPLES / "corpus")], settings, in_prefect=True)
        print_report(report)
        print()
        show_graph(settings)
        show_classic_sentence(settings)
    except GraphmillError as error:
        print_error(str(error))
        return EXIT_FAILED
    show_next_steps()
    return report.exit_code


def show_graph(settings: Settings) -> None:
    """Print the score against the gold and the strongest co-occurrences."""
    from graph.checks.scoring import score
    from graph.questions.neighbours import strongest_edges

    with open_project_store(settings) as store:
        found = score(store, load_gold(EXAMPLES / "gold" / "gold.jsonl"))
        edges = strongest_edges(store, limit=12)
    labels = sorted(found.extraction.labels.items())
    labels.append(("all, exact span and type", found.extraction.micro))
    rows = [(name, s.precision, s.recall, s.f1, s.true_positives + s.false_negatives) for name, s in labels]
    print_table(("extraction against gold", "precision", "recall", "F1", "gold mentions"), rows)
    print()
    linking = [("B-cubed", found.b_cubed), ("pairwise", found.pairwise)]
    print_table(
        (f"linking of the {found.linked:,} mentions found", "precision", "recall", "F1"),
        [(name, s.precision, s.recall, s.f1) for name, s in linking],
    )
    for cluster in found.mixed[:5]:
        parts = ", ".join(f"{entity} {count}" for entity, count in sorted(cluster.parts.items(), key=str))
        print(f"  mixed: {cluster.cluster} holds {parts}")
    print()
    print_table(
        ("strongest co-occurrences", "with", "sentences", "documents"),
        [(edge.a_name, edge.b_name, edge.count, edge.docs) for edge in edges],
    )
    print()


def show_classic_sentence(settings: Settings) -> None:
    """Print what the model finds in one sentence, with labels that the corpus was not asked for."""
    text = (EXAMPLES / "classic" / "sentence.txt").read_text(encoding="utf-8").strip()
    extractor = load_extractor(
        settings.extractor, [Label(name) for name in ("organization", "product", "event")]
    )
    heading(text)
    rows = [(m.surface, m.type, m.score) for m in extract_text(text, extractor).mentions]
    print_table(("found", "type", "score"), rows)
    print()


def show_next_steps() -> None:
    """Print commands to go on with."""
    heading("Try next")
    program = Path(sys.executable).with_name("graphmill")
    shown = program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program
    config = CONFIG.relative_to(Path.cwd()) if CONFIG.is_relative_to(Path.cwd()) else CONFIG
    for arguments in (
        "explore",
        'entity "Mara Lindqvist"',
        'query "MATCH (a:Person)-[r:CO_OCCURS_WITH]-(b:Organization) RETURN a.name, b.name, r.count ORDER BY r.count DESC LIMIT 5"',
        "audit",
        "mentions",
    ):
        print(f"  {shown} {arguments} --config {config}")
    print(f"  {shown} init && {shown} ingest FOLDER        # your own documents")


if __name__ == "__main__":
    static_tls.ensure()
    sys.exit(main())
