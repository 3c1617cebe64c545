"""Models of the hub whose architecture can be loaded, with what their pages say of them.

None of them was run in the making of this package, which happened without a network. What is tested are the same architectures
with random weights; quality is for each user to measure, on texts of one's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["span", "token", "bi-encoder", "gliner2"]


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A published model, as its page describes it.

    ``kind`` is the architecture, ``parameters`` are millions, ``license`` is that of the weights; None and empty where it is
    to be looked up on the page.
    """

    name: str
    engine: str
    kind: Kind
    parameters: int | None
    languages: str
    license: str

    @property
    def page(self) -> str:
        """The page that the facts are from."""
        return f"https://huggingface.co/{self.name}"


KNOWN_MODELS: tuple[KnownModel, ...] = (
    KnownModel("urchade/gliner_small-v2.1", "gliner", "span", 166, "English", "Apache-2.0"),
    KnownModel("urchade/gliner_medium-v2.1", "gliner", "span", 209, "English", "Apache-2.0"),
    KnownModel("urchade/gliner_large-v2.1", "gliner", "span", 459, "English", "Apache-2.0"),
    KnownModel("urchade/gliner_multi-v2.1", "gliner", "span", 209, "multilingual", "Apache-2.0"),
    KnownModel("gliner-community/gliner_medium-v2.5", "gliner", "span", None, "multilingual", "Apache-2.0"),
    KnownModel("gliner-community/gliner_large-v2.5", "gliner", "span", None, "multilingual", "Apache-2.0"),
    KnownModel("numind/NuNER_Zero", "gliner", "token", None, "English", "MIT"),
    KnownModel("knowledgator/gliner-bi-edge-v2.0", "gliner", "bi-encoder", 60, "", ""),
    KnownModel("knowledgator/gliner-bi-small-v2.0", "gliner", "bi-encoder", 108, "", ""),
    KnownModel("knowledgator/gliner-bi-base-v2.0", "gliner", "bi-encoder", 194, "", ""),
    KnownModel("knowledgator/gliner-bi-large-v2.0", "gliner", "bi-encoder", 530, "", ""),
    KnownModel(
        "knowledgator/modern-gliner-bi-base-v1.0", "gliner", "bi-encoder", None, "English", "Apache-2.0"
    ),
    KnownModel(
        "knowledgator/modern-gliner-bi-large-v1.0", "gliner", "bi-encoder", None, "English", "Apache-2.0"
    ),
    KnownModel("fastino/gliner2-base-v1", "gliner2", "gliner2", 205, "English", "Apache-2.0"),
    KnownModel("fastino/gliner2-large-v1", "gliner2", "gliner2", 340, "English", "Apache-2.0"),
)
