"""Twenty news texts, on both stores: what is strongest in them are names, and days are days; values are there for who asks for them."""

from __future__ import annotations

from typing import Any

import pytest

from graph.analysis.network import read_network
from graph.analysis.settings import AnalysisSettings
from graph.checks.audit import audit
from graph.errors import UnknownEntityError
from graph.explorer.answers.overview import overview
from graph.queries.saved import ask_saved, load_queries
from graph.questions.bridges import bridges
from graph.questions.entities import find_entities
from graph.questions.entity_view import view_entity
from graph.questions.name_index import NameIndex, read_names
from graph.questions.neighbours import most_telling, strongest_edges
from graph.questions.search import search
from graph.schema.values import UNREAD, is_value
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.review.queue import review_queue
from tests.support.news import FEWEST_UNDATED, HARWICK, MAYOR, PORT, RAIL, WRITINGS, news
