"""What people give to linking, as the settings name it: the file of decisions and the knowledge bases."""

from __future__ import annotations

from flows.knowledge_bases import load_knowledge_bases
from flows.settings import Settings
from linking.decisions_file import DecisionsFile
from linking.guidance import Guidance


def load_guidance(settings: Settings) -> Guidance:
    """Read the project's decisions and knowledge bases.

    Raises:
        linking.decisions.DecisionsError: the file of decisions cannot be read, or a line of it says nothing sensible.
        linking.knowledge_base_file.KnowledgeBaseError: a knowledge base cannot be read, or a line of it cannot be used.

    """
    return Guidance(DecisionsFile(settings.decisions_path).read(), load_knowledge_bases(settings))
