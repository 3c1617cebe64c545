"""The face of graphmill for notebooks and programs: from a folder of documents to an answer.

>>> from graphmill import Project
>>> project = Project.open("press")
>>> project.ingest(["articles"])
>>> project.neighbours("Siemens")
>>> project.query("MATCH (e:Person) RETURN e.name AS name, e.docs AS docs ORDER BY docs DESC").to_pandas()
"""

from extractors.errors import GraphmillError
from graphmill.project import Project
from graphmill.rows import Rows

__all__ = ["GraphmillError", "Project", "Rows"]
