"""Words that names cut short: St. for Saint before a name and for Street behind it, Mt., Dept., Univ., ул., Αγ.

An abbreviation that stands for one word, or whose word the grammar of its language gives (St. is Saint, Sankt or Sint), is *certain*: the
name has another spelling. One that may stand for several words (Comm. for Commission, Committee, Communications) is a guess. The words
are folded, as ``linking.names.form`` folds them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from linking.names.families import Family

_Table = Mapping[str, tuple[str, ...]]

MOST_WRITINGS = 16
"""Full writings of one name that are looked at."""


def _table(lines: str) -> _Table:
    found = {}
    for line in lines.strip().splitlines():
        short, _, full = line.partition(": ")
        found[short] = tuple(full.split(", "))
    return found


_BEFORE = _table("""
st: saint, sankt, sint
ste: sainte
sta: santa
sto: santo
mt: mount, mont
mte: monte
ft: fort
av: avenue, avenida, avinguda
bd: boulevard
ul: ulica
ул: улица
пр: проспект
просп: проспект
пл: площадь
пер: переулок
наб: набережная
г: город
с: санкт, село
оз: озеро
р: река
αγ: αγιοσ, αγια, αγιοι, αγιου
""")
"""What stands before the name that it belongs to."""
_BEHIND = _table("""
st: street
str: strasse
ave: avenue
av: avenue
rd: road
blvd: boulevard
hwy: highway
pkwy: parkway
sq: square
ln: lane
dr: drive
ct: court
pl: place
hts: heights
mts: mountains
hbf: hauptbahnhof
bhf: bahnhof
обл: область
""")
"""What stands behind the name that it belongs to."""
_ANYWHERE = _table("""
dept: department
univ: university, universitat, universite, universidad, universita
intl: international
bros: brothers
gebr: gebruder, gebroeders
hnos: hermanos
natl: national
assn: association
cmte: committee
conf: conference
symp: symposium
ctr: center, centre
grp: group
mfg: manufacturing
mgmt: management
govt: government
hosp: hospital
labs: laboratories
lab: laboratory
svcs: services
им: имени
""")
_TWO_WORDS = {
    ("ун", "т"): "университет",
    ("ин", "т"): "институт",
    ("р", "н"): "район",
    ("пр", "т"): "проспект",
    ("о", "в"): "остров",
    ("з", "д"): "завод",
    ("мин", "во"): "министерство",
    ("изд", "во"): "издательство",
    ("s", "t"): "sankt",
}
"""Abbreviations that leave out the middle of a word: ун-т, S:t."""
_COMPASS = _table("""
n: north
s: south
e: east
w: west
ne: northeast
nw: northwest
se: southeast
sw: southwest
""")
_GUESSES = _table("""
acad: academy
admin: administration
chem: chemical, chemicals, chemistry
educ: education, educational
elec: electric, electrical, electronics
fin: finance, financial
ind: industries, industry, industrial
pharm: pharmaceuticals, pharmaceutical, pharmacy
assoc: association, associates, associated
co: county
coll: college
comm: commission, committee, communications, communication, community, commercial
dist: district
div: division
eng: engineering, engineers
fed: federal, federation
inst: institute, institution, institut, instituto
int: international
is: island, islands
med: medical, medicine
min: ministry
mus: museum
nat: national, natural
pk: park, peak
pt: point, port
res: resources, research
sch: school
sci: science, sciences
soc: society
tech: technology, technologies, technical
""")
_GIVEN_NAMES = _table("""
benj: benjamin
chas: charles
edw: edward
geo: george
jas: james
jno: john
jos: joseph
robt: robert
saml: samuel
thos: thomas
wm: william
""")
_SAINTS = {word: full for word, full in _BEFORE.items() if word in {"st", "ste", "sta", "sto", "αγ"}}
_CITY = "г"
_STREET = "str"
_STREET_LETTERS = 6
_FEWEST_LETTERS = 3
_CERTAIN = frozenset({*_BEFORE, *_BEHIND, *_ANYWHERE, *_COMPASS, *(first for first, _ in _TWO_WORDS)})
_OF_PERSONS = frozenset({*_GIVEN_NAMES, *_SAINTS})
CUT_SHORT = _CERTAIN | _OF_PERSONS
"""Words without which, or an end ``str``, no name can be written out."""
_ANY_GUESS = frozenset({*_CERTAIN, *_GUESSES})


def written_out(words: Sequence[str], family: Family) -> list[str]:
    """Return the names in full that a name with certain abbreviations is, as keys; nothing for a name without any."""
    if family is Family.PERSON:
        return [] if _OF_PERSONS.isdisjoint(words) else _products(_full_words(words, family, {}), words)
    if _CERTAIN.isdisjoint(words):
        last = words[-1]
        if family is not Family.LOCATION or not last.endswith(_STREET) or len(last) < _STREET_LETTERS:
            return []
    found = _products(_full_words(words, family, {}), words)
    if family is Family.LOCATION and words[0] == _CITY and len(words) > 1:
        # The town of Тихвин is called Тихвин.
        found.append(" ".join(words[1:]))
    return found


def may_be_written_out(words: Sequence[str], family: Family) -> list[str]:
    """Return the names in full that a name with any abbreviations may be, certain ones and guesses, as keys."""
    if family in {Family.PERSON, Family.VALUE} or len(words) < 2 or _ANY_GUESS.isdisjoint(words):
        return []
    return _products(_full_words(words, family, _GUESSES), words)


def other_writings(word: str) -> tuple[str, ...]:
    """Return what an abbreviation may stand for, and the abbreviations of a word; those of a street's end aside."""
    return _EITHER_WAY.get(word, ())


def is_cut_short(one: str, other: str) -> bool:
    """Tell whether one of two words is an abbreviation of the other."""
    return other in _EITHER_WAY.get(one, ())


def _full_words(words: Sequence[str], family: Family, guesses: _Table) -> Iterator[tuple[str, ...]]:
    """Yield for every word what it is in full, and the word itself where it is no abbreviation."""
    last = len(words) - 1
    place = 0
    while place <= last:
        word = words[place]
        if family is Family.PERSON:
            yield (place < last and (_SAINTS.get(word) or _GIVEN_NAMES.get(word))) or (word,)
        elif place < last and (word, words[place + 1]) in _TWO_WORDS:
            yield (_TWO_WORDS[word, words[place + 1]],)
            place += 1
        else:
            yield _full_word(words, place, family) or guesses.get(word) or (word,)
        place += 1


def _full_word(words: Sequence[str], place: int, family: Family) -> tuple[str, ...]:
    word, last = words[place], len(words) - 1
    if word in _ANYWHERE:
        return _ANYWHERE[word] if last else ()
    before = _BEFORE.get(word, ()) if place < last else ()
    behind = _BEHIND.get(word, ()) if place else ()
    if before and behind:
        # What ends a name belongs to what is before it; in its midst it may be either.
        return (*before, *behind)
    if before or (behind and place == last):
        return before or behind
    if family is not Family.LOCATION:
        return ()
    if place == last:
        is_street = place == last and word.endswith(_STREET) and len(word) >= _STREET_LETTERS
        return (word.removesuffix(_STREET) + "strasse",) if is_street else ()
    follows = len(words[place + 1]) >= _FEWEST_LETTERS and (not place or words[place - 1].isdigit())
    return _COMPASS.get(word, ()) if follows else ()


def _products(full: Iterator[tuple[str, ...]], words: Sequence[str]) -> list[str]:
    key = " ".join(words)
    return [name for name in map(" ".join, islice(product(*full), MOST_WRITINGS)) if name != key]


def _either_way() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for table in (_BEFORE, _ANYWHERE, _GUESSES):
        for short, full in table.items():
            # A single letter is no abbreviation for certain.
            for word in full if len(short) > 1 else ():
                found[short].add(word)
                found[word].add(short)
    return {word: tuple(sorted(others)) for word, others in found.items()}


_EITHER_WAY = _either_way()
