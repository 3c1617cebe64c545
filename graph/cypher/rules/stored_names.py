"""Properties that nobody set: kglite makes up names, titles and types for nodes, and types and ids for relationships.

A node's title is its name where it has one, else its first label and its id; its name is its title, its type its first label.
In a graph that holds only what graphmill wrote, the labels tell which of them were set. In another graph what is made up is
known by what it is made of; there a title that equals the name counts as not set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph.cypher.rules.building import (
    NULL,
    ZERO,
    all_of,
    any_of,
    call,
    compared,
    is_known,
    negated,
    when,
)
from graph.cypher.rules.context import Context
from graph.cypher.syntax.tree import (
    Binary,
    Expression,
    HasLabels,
    Label,
    ListComprehension,
    ListLiteral,
    Literal,
    Property,
    Subscript,
    Variable,
)
from graph.cypher.types.value_types import NODE, RELATIONSHIP, ValueType
from graph.schema.labels import RESERVED_LABELS

NODE_KEYS = ("name", "title", "type", "label", "node_type")
"""What kglite gives for a node that has no such property."""
RELATIONSHIP_KEYS = ("type", "id", "start", "end", "start_id", "end_id", "connection_type")
"""What kglite gives for a relationship that has no such property."""
_BEARERS = {"name": ("Entity", "LocalEntity"), "type": ("Entity", "LocalEntity"), "title": ("Document",)}
NO_LABEL = "Node"
"""What kglite labels a node that has no label."""


def stored_property(subject: Expression, key: str, known: ValueType, context: Context) -> Expression | None:
    """Return the expression of a property that is null where it was not set; None where ``subject.key`` is that.

    ``known`` is what the subject can be; the subject itself is a variable or can be worked out more than once.
    """
    node = known.can_be({NODE}) and key in NODE_KEYS
    relationship = known.can_be({RELATIONSHIP}) and key in RELATIONSHIP_KEYS
    if known.is_null or not (node or relationship):
        return None
    if known.only({NODE}):
        return _of_node(subject, key, known.labels, context)
    if known.only({RELATIONSHIP}):
        return _of_relationship(subject, key, known.labels)
    plain = Property(subject, key)
    of_other = plain
    branches = []
    if node:
        form = _of_node(subject, key, frozenset(), context) or plain
        branches.append((is_known(call("labels", subject)), form))
    if relationship:
        form = _of_relationship(subject, key, frozenset()) or plain
        branches.append((is_known(call("type", subject)), form))
    return when(*branches, default=of_other)


def surely_stored(key: str, labels: frozenset[str], context: Context) -> bool:
    """Tell whether a node with some labels has a property that kglite would else make up."""
    if context.foreign:
        return False
    if key in {"name", "type"}:
        # Labels that are not graphmill's own are types of entities.
        return bool(labels & {"Entity", "LocalEntity", "__Entity__"} or labels - RESERVED_LABELS)
    return key == "title" and "Document" in labels


def stored_keys(subject: Expression, known: ValueType, context: Context) -> Expression | None:
    """Return the expression of the names of the properties that were set; None where keys() is that."""
    if known.is_null or not known.can_be({NODE, RELATIONSHIP}):
        return None
    if known.only({NODE}):
        return _keys_of_node(subject, context)
    if known.only({RELATIONSHIP}):
        return _keys_of_relationship(subject, context)
    return when(
        (is_known(call("labels", subject)), _keys_of_node(subject, context)),
        (is_known(call("type", subject)), _keys_of_relationship(subject, context)),
        default=call("keys", subject),
    )


def stored_labels(labels: Expression, context: Context) -> Expression:
    """Return the labels that a node was given, of what labels() gives: kglite has one for a node without."""
    if not context.foreign:
        return labels
    name = context.fresh()
    return ListComprehension(name, labels, compared(Variable(name), "<>", Literal(NO_LABEL)), None)


def has_label(subject: Expression, label: str, context: Context) -> Expression:
    """Return whether a node has a label."""
    if isinstance(subject, Variable) and not context.references:
        return HasLabels(subject, Label(label))
    return Binary("IN", Literal(label), call("labels", subject))


def stored_properties(labels: list[str], properties: Mapping[str, Any], *, foreign: bool) -> dict[str, Any]:
    """Return the properties of a node that were set, of those that kglite gives with it."""
    first = labels[0] if labels else NO_LABEL
    if not foreign:
        made_up = {key for key in NODE_KEYS if not set(_BEARERS.get(key, ())) & set(labels)}
    else:
        title = f"{first}_{properties.get('id')}"
        made_up = {key for key in ("name", "title") if properties.get(key) == title}
        made_up |= {key for key in ("type", "label", "node_type") if properties.get(key) == first}
        if properties.get("title") == properties.get("name"):
            made_up.add("title")
    return {key: value for key, value in properties.items() if key not in made_up}


def _of_node(subject: Expression, key: str, labels: frozenset[str], context: Context) -> Expression | None:
    if surely_stored(key, labels, context):
        return None
    if not context.foreign:
        if key not in _BEARERS:
            return NULL
        bears = any_of(*(has_label(subject, label, context) for label in _BEARERS[key]))
        return when((bears, Property(subject, key)))
    return _of_foreign_node(subject, key)


def _of_foreign_node(subject: Expression, key: str) -> Expression:
    first = call("coalesce", Subscript(call("labels", subject), ZERO), Literal(NO_LABEL))
    if key in {"type", "label", "node_type"}:
        return when((compared(Property(subject, key), "<>", first), Property(subject, key)))
    made_up = Binary("+", Binary("+", first, Literal("_")), call("toString", Property(subject, "id")))
    # Unlike n.name, this is null where no node of the first label ever had a name.
    name = Property(call("properties", subject), "name")
    if key == "name":
        return when((compared(name, "<>", made_up), name))
    title = Property(subject, "title")
    other = call("coalesce", compared(title, "<>", name), Literal(True))
    set_ = all_of(compared(title, "<>", made_up), other)
    return when((set_, title))


def _of_relationship(subject: Expression, key: str, types: frozenset[str]) -> Expression | None:
    if key == "id" and types == {"CO_OCCURS_WITH"}:
        return None
    if key == "type":
        plain = Property(subject, key)
        return when((compared(plain, "<>", call("type", subject)), plain))
    return Subscript(subject, Literal(key))


def _keys_of_node(subject: Expression, context: Context) -> Expression:
    def listed(key: Expression) -> Expression:
        if context.foreign:
            conditions = [
                any_of(compared(key, "<>", Literal(name)), is_known(_of_foreign_node(subject, name)))
                for name in NODE_KEYS
            ]
            return all_of(*conditions)
        hidden = when(
            (has_label(subject, "Document", context), _texts("type")),
            (has_label(subject, "Entity", context), _texts("title")),
            (has_label(subject, "LocalEntity", context), _texts("title")),
            default=_texts("title", "type"),
        )
        return negated(Binary("IN", key, hidden))

    return _keys(subject, listed, context)


def _keys_of_relationship(subject: Expression, context: Context) -> Expression:
    def listed(key: Expression) -> Expression:
        set_ = compared(Property(subject, "type"), "<>", call("type", subject))
        return any_of(compared(key, "<>", Literal("type")), set_)

    return _keys(subject, listed, context)


def _keys(subject: Expression, listed: Callable[[Expression], Expression], context: Context) -> Expression:
    name = context.fresh()
    return ListComprehension(name, call("keys", subject), listed(Variable(name)), None)


def _texts(*values: str) -> ListLiteral:
    return ListLiteral(tuple(Literal(value) for value in values))
