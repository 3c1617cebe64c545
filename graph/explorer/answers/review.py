"""The pairs that linking is unsure of, with what both sides' documents say."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from graph.corrections.doubts import Doubts, told_question
from graph.corrections.review_file import pair_of
from graph.explorer.answers.names import word_rows
from graph.explorer.answers.resolved import doubts_of, resolved
from graph.explorer.kept import Kept
from graph.explorer.limits import TooLateError
from graph.explorer.workplace import Workplace
from graph.questions.briefs import EntityBrief, entity_briefs
from graph.questions.evidence import document_dates, sentences_naming
from graph.questions.sentences import EvidenceSentence
from graph.stores.protocol import GraphStore
from linking.decisions.decision import Decisions, Handle
from linking.review.explanation import explain_names
from linking.review.queue import Doubt

_NAME = "review"
_SENTENCES = 5
_QUEUE_SECONDS = 25.0
_CURRENT_SECONDS = 2.0


def review(workplace: Workplace, *, offset: int, limit: int) -> dict[str, Any]:
    """Return the questions, those that matter most first.

    In a large graph linking anew takes longer than judging: until it is done, the questions are those of before without what was
    judged since.

    Raises:
        TooLateError: They were not worked out in time for the first time; asked again later, they are.

    """
    guidance = workplace.guidance()
    kept: Kept[Doubts] = workplace.peek(_NAME)
    seconds = _CURRENT_SECONDS if kept.value else _QUEUE_SECONDS
    try:
        resolved(workplace, wait=seconds)
    except TooLateError:
        if kept.value is None:
            raise
    else:
        kept = workplace.kept(_NAME, lambda store: doubts_of(workplace, guidance, store), wait=seconds)
    queue = kept.value
    if queue is None:
        raise TooLateError("The questions are still being worked out: ask again in a moment.")
    asked = queue.all if kept.is_current else _left(queue.all, guidance.decisions)
    with workplace.reading() as store:
        items = [_item(store, queue, each) for each in asked[offset : offset + limit]]
    return {"items": items, "total": len(asked)}


def _left(asked: Sequence[Doubt], decisions: Decisions) -> Sequence[Doubt]:
    judged = {each.pair for each in decisions.active if each.pair}
    return [each for each in asked if pair_of(each.left, each.right) not in judged]


def _item(store: GraphStore, queue: Doubts, doubt: Doubt) -> dict[str, Any]:
    compared = explain_names(doubt.left.name, doubt.left.type, doubt.right.name, doubt.right.type)
    left, right = (
        _side(store, queue, handle, members)
        for handle, members in zip((doubt.left, doubt.right), doubt.members, strict=True)
    )
    return {
        "key": hashlib.sha256(repr((doubt.left, doubt.right)).encode()).hexdigest()[:16],
        "question": doubt.question.value,
        "told": told_question(doubt),
        "left": left,
        "right": right,
        "rule": doubt.rule,
        "score": doubt.score,
        "impact": doubt.impact,
        "words": word_rows(compared),
        "guards": list(compared.guards),
    }


def _side(store: GraphStore, queue: Doubts, handle: Handle, members: Sequence[str]) -> dict[str, Any]:
    entity_id = queue.entity(members)
    briefs = entity_briefs(store, [entity_id])
    entity = briefs.get(entity_id) or EntityBrief(entity_id, handle.name, handle.type, 0, 0, hidden=False)
    found = sentences_naming(store, members, _SENTENCES)
    dates = document_dates(store, [each.document_id for each in found])
    return {
        "name": handle.name,
        "type": handle.type,
        "documents_meant": list(handle.documents),
        "entity": asdict(entity),
        "documents": queue.documents(members),
        "sentences_total": queue.sentences(members),
        "also": [name for name in queue.names(members) if name != handle.name],
        "sentences": [_sentence(each, dates[each.document_id]) for each in found],
    }


def _sentence(found: EvidenceSentence, date: str) -> dict[str, Any]:
    return {
        "document_id": found.document_id,
        "uri": found.uri,
        "title": found.title,
        "date": date,
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "spans": [list(span) for span in found.spans],
    }
