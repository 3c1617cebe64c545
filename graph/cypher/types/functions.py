"""The functions of Cypher 5: their arguments, what they give, and whether they aggregate."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ANY, NULL, ValueType, list_of, one_of

_KINDS: dict[str, frozenset[str]] = {
    "any": types.ALL,
    "number": types.NUMBERS,
    "amount": types.NUMBERS | {types.DURATION},
    "integer": frozenset({types.INTEGER}),
    "float": frozenset({types.FLOAT}),
    "string": frozenset({types.STRING}),
    "boolean": frozenset({types.BOOLEAN}),
    "list": frozenset({types.LIST}),
    "map": frozenset({types.MAP}),
    "node": frozenset({types.NODE}),
    "relationship": frozenset({types.RELATIONSHIP}),
    "entity": frozenset({types.NODE, types.RELATIONSHIP}),
    "keyed": frozenset({types.NODE, types.RELATIONSHIP, types.MAP}),
    "path": frozenset({types.PATH}),
    "point": frozenset({types.POINT}),
    "text": frozenset({types.STRING, types.LIST}),
    "sized": frozenset({types.STRING, types.LIST, types.MAP}),
    "numeral": types.NUMBERS | {types.STRING},
    "truth": frozenset({types.BOOLEAN, types.STRING, types.INTEGER}),
    "whole": types.NUMBERS | {types.STRING, types.BOOLEAN},
    "simple": types.SIMPLE,
    "described": frozenset({types.STRING, types.MAP}),
    "moment": frozenset({types.STRING, types.MAP, types.DATE_TIME, types.LOCAL_DATE_TIME}),
    "day": frozenset({types.STRING, types.MAP, types.DATE, types.DATE_TIME, types.LOCAL_DATE_TIME}),
    "clock": frozenset({types.STRING, types.MAP}) | types.TEMPORAL - {types.DATE},
    "date": frozenset({types.DATE}),
    "time": frozenset({types.TIME}),
    "localtime": frozenset({types.LOCAL_TIME}),
    "datetime": frozenset({types.DATE_TIME}),
    "localdatetime": frozenset({types.LOCAL_DATE_TIME}),
    "duration": frozenset({types.DURATION}),
}
# A question mark behind an argument: it may be left out; an ellipsis: there may be more like it.
_SIGNATURES = """
abs(number) same
acos(number) float
asin(number) float
atan(number) float
atan2(number, number) float
btrim(string, string?) string
ceil(number) float
char_length(string) integer
character_length(string) integer
coalesce(any...) union
cos(number) float
cot(number) float
degrees(number) float
e() float
elementId(entity) string
endNode(relationship) node
exists(any) boolean
exp(number) float
floor(number) float
haversin(number) float
head(list) element
id(entity) integer
isEmpty(sized) boolean
isNaN(number) boolean
keys(keyed) list<string>
labels(node) list<string>
last(list) element
left(string, integer) string
length(path) integer
log(number) float
log10(number) float
lower(string) string
ltrim(string, string?) string
nodes(path) list<node>
normalize(string, string?) string
nullIf(any, any) same
pi() float
properties(keyed) map
radians(number) float
rand() float
randomUUID() string
range(integer, integer, integer?) list<integer>
relationships(path) list<relationship>
replace(string, string, string) string
reverse(text) turned
right(string, integer) string
round(number, number?, string?) float
rtrim(string, string?) string
sign(number) integer
sin(number) float
size(text) integer
split(string, text) list<string>
sqrt(number) float
startNode(relationship) node
substring(string, integer, integer?) string
tail(list) same
tan(number) float
timestamp(any?) integer
toBoolean(truth) boolean
toBooleanList(list) list<boolean>
toBooleanOrNull(any) boolean
toFloat(numeral) float
toFloatList(list) list<float>
toFloatOrNull(any) float
toInteger(whole) integer
toIntegerList(list) list<integer>
toIntegerOrNull(any) integer
toLower(string) string
toString(simple) string
toStringList(list) list<string>
toStringOrNull(any) string
toUpper(string) string
trim(string) string
type(relationship) string
upper(string) string
valueType(any) string
date(day?) date
datetime(moment?) datetime
datetime.fromepoch(number, number) datetime
datetime.fromepochmillis(number) datetime
duration(described) duration
duration.between(any, any) duration
duration.inDays(any, any) duration
duration.inMonths(any, any) duration
duration.inSeconds(any, any) duration
localdatetime(moment?) localdatetime
localtime(clock?) localtime
time(clock?) time
point(map) point
point.distance(any, any) float
point.withinBBox(any, any, any) boolean
vector.similarity.cosine(list, list) float
vector.similarity.euclidean(list, list) float
"""
_AGGREGATES = """
avg(amount) mean
collect(any) collected
count(any) integer
max(any) same
min(any) same
percentileCont(number, number) number
percentileDisc(number, number) same
stDev(number) float
stDevP(number) float
sum(amount) total
"""
_SIGNATURE = re.compile(r"(?P<name>[\w.]+)\((?P<arguments>.*)\) (?P<result>.+)")


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what its arguments can be, how many there are, and whether it makes one value of many rows.

    ``maximum`` is None where there may be any number; the last of ``accepted`` then holds for all that follow.
    """

    name: str
    accepted: tuple[frozenset[str], ...]
    minimum: int
    maximum: int | None
    aggregates: bool
    gives: str

    def accepts(self, place: int) -> frozenset[str]:
        """Return the kinds that an argument can be, counted from 0."""
        return self.accepted[min(place, len(self.accepted) - 1)]

    def result(self, arguments: Sequence[ValueType]) -> ValueType:
        """Return what a call with arguments of some types gives."""
        made = _RESULTS.get(self.gives)
        if made is not None:
            return made(arguments)
        if self.gives.startswith("list<"):
            return list_of(ValueType(_KINDS[self.gives[5:-1]]))
        return ValueType(_KINDS[self.gives])


def function(name: str) -> Function | None:
    """Return the function of a name in any case, None where Cypher has none."""
    return _FUNCTIONS.get(name.casefold())


def function_names() -> list[str]:
    """Return the names of all functions, as Cypher's manual writes them."""
    return [each.name for each in _FUNCTIONS.values()]


def _same(arguments: Sequence[ValueType]) -> ValueType:
    return arguments[0]


def _turned(arguments: Sequence[ValueType]) -> ValueType:
    # Of what is neither text nor list kglite makes text, where Neo4j fails as the query runs.
    first = arguments[0]
    kinds = first.kinds & {types.STRING, types.LIST}
    return first if kinds == first.kinds else replace(first, kinds=kinds | {types.STRING})


def _element(arguments: Sequence[ValueType]) -> ValueType:
    first = arguments[0]
    return NULL if first.is_null else first.held()


def _total(arguments: Sequence[ValueType]) -> ValueType:
    kinds = arguments[0].kinds & _KINDS["amount"]
    # The sum of nothing is 0.
    return ValueType(kinds | {types.INTEGER})


def _mean(arguments: Sequence[ValueType]) -> ValueType:
    kinds = arguments[0].kinds & _KINDS["amount"]
    return ValueType((kinds - {types.INTEGER}) | ({types.FLOAT} if kinds & types.NUMBERS else set()))


_RESULTS: dict[str, Callable[[Sequence[ValueType]], ValueType]] = {
    "same": _same,
    "turned": _turned,
    "element": _element,
    "union": one_of,
    "collected": lambda arguments: list_of(ANY if arguments[0].is_null else arguments[0]),
    "total": _total,
    "mean": _mean,
}


def _read(signature: str, aggregates: bool) -> Function:
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(signature)
    arguments = [each.strip() for each in match["arguments"].split(",") if each.strip()]
    return Function(
        match["name"],
        tuple(_KINDS[each.rstrip("?.")] for each in arguments),
        sum(not each.endswith("?") for each in arguments),
        None if any(each.endswith("...") for each in arguments) else len(arguments),
        aggregates,
        match["result"],
    )


def _of_clocks() -> list[str]:
    """Return the signatures that all temporal types share."""
    clocks = ("date", "datetime", "localdatetime", "localtime", "time")
    current = [
        f"{clock}.{of_}(any?) {clock}" for clock in clocks for of_ in ("realtime", "statement", "transaction")
    ]
    return [*current, *(f"{clock}.truncate(string, any?, map?) {clock}" for clock in clocks)]


_FUNCTIONS: dict[str, Function] = {
    each.name.casefold(): each
    for each in [
        *(_read(line, False) for line in [*_SIGNATURES.split("\n"), *_of_clocks()] if line),
        *(_read(line, True) for line in _AGGREGATES.split("\n") if line),
    ]
}
