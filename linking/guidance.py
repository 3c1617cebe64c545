"""What people give to linking beside the documents: their decisions, and knowledge bases."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from linking.decisions.decision import Decisions

if TYPE_CHECKING:
    from linking.knowledge_base.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Guidance:
    """Decisions and knowledge bases; the resolution is a function of them and the local entities."""

    decisions: Decisions = field(default_factory=Decisions)
    knowledge_bases: tuple[KnowledgeBase, ...] = ()

    @property
    def fingerprint(self) -> str:
        """A short hash of all that bears on the resolution; empty where there is no guidance."""
        parts = [each.fingerprint for each in self.knowledge_bases]
        if self.decisions.fingerprint:
            parts.append(self.decisions.fingerprint)
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16] if parts else ""


NO_GUIDANCE = Guidance()
