"""What people give to linking, as the settings name it: the file of decisions and the knowledge bases."""

from __future__ import annotations

import os
from collections.abc import Iterable

from extractors.readers.source import Source
from flows.project.knowledge_bases import load_knowledge_bases
from flows.project.settings import CONFIG_NAME, Settings
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance

OWN_FILES = (CONFIG_NAME, "prefect.yaml")
"""Files of a project that are graphmill's own wherever they lie, and are not passed over as files that cannot be read."""


def load_guidance(settings: Settings) -> Guidance:
    """Read the project's decisions and knowledge bases.

    Raises:
        linking.decisions.decision.DecisionsError: the file of decisions cannot be read, or a line of it says nothing sensible.
        linking.knowledge_base.file.KnowledgeBaseError: a knowledge base cannot be read, or a line of it cannot be used.

    """
    return Guidance(DecisionsFile(settings.decisions_path).read(), load_knowledge_bases(settings))


def without_guidance(sources: Iterable[Source], settings: Settings) -> tuple[Source, ...]:
    """Return the sources that are documents: not the file of decisions, nor a knowledge base that the settings name."""
    base = settings.base.resolve()
    files = (settings.decisions_path, *(base / file.path for file in settings.knowledge_base.files))
    # os.path, which takes a link that leads to itself as it stands, where Path.resolve gives up.
    own = {os.path.realpath(file) for file in files}
    return tuple(each for each in sources if each.is_url or os.path.realpath(each.location) not in own)
