"""What is known of the labels of the training data: their names, coarser types and domains.

The data's own ``label_synonyms.json`` says most of it. This module adds the types that people ask for every day
(person, organization, event, law ...) and the words that split a label which unites two kinds ("song or album").
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERYDAY: Mapping[str, tuple[float, tuple[str, ...]]] = {
    "person": (0.85, ("person", "human", "individual", "name of a person")),
    "organization": (
        0.9,
        ("organization", "organisation", "company or institution", "group or organization"),
    ),
    "location": (0.85, ("location", "place", "geographic location", "city, country or place")),
    "event": (0.75, ("event", "named event", "conference or event", "historical, sports or public event")),
    "product": (0.75, ("product", "commercial product", "product or software", "product name")),
    "date": (0.6, ("date", "time or date", "calendar date", "day, month or year")),
    "creative work": (0.45, ("creative work", "work", "work of art", "title of a book, film or song")),
    "law": (0.25, ("law", "law or regulation", "legislation", "legal document", "law or treaty")),
    "award": (0.25, ("award", "prize", "honour or medal", "award or honour")),
    "disease": (0.2, ("disease", "illness", "medical condition")),
    "number": (0.1, ("number", "quantity", "amount")),
}
"""The types everyone asks for: how often a prompt of such types has each of them, and the names it goes by."""

ADDED_PARENTS: Mapping[str, str] = {
    "law or treaty": "law",
    "statute": "law",
    "book": "creative work",
    "poem": "creative work",
    "magazine": "organization",
    "newspaper": "organization",
    "academic journal": "organization",
    "television channel": "organization",
    "university": "organization",
    "school": "organization",
    "band": "organization",
    "poet": "person",
    "painter": "person",
}

UNDECIDED: Mapping[str, frozenset[str]] = {
    "petitioner": frozenset({"organization"}),
    "respondent": frozenset({"organization"}),
    "legal provision": frozenset({"law"}),
    "precedent case": frozenset({"law", "event"}),
    "musical artist or band": frozenset({"person", "organization"}),
    "owner": frozenset({"person", "organization"}),
    "award": frozenset({"event"}),
    "topic": frozenset(EVERYDAY),
    "miscellaneous": frozenset({"event", "product", "creative work", "law", "award"}),
    "abstract concept": frozenset({"product", "creative work", "law", "award", "organization"}),
    "object": frozenset({"product", "creative work"}),
    "malware": frozenset({"product"}),
    "device": frozenset({"product"}),
    "machine learning method": frozenset({"product"}),
    "dataset": frozenset({"product", "creative work"}),
    "medication or vaccine": frozenset({"product"}),
    "medical treatment or drug": frozenset({"product"}),
    "programming language": frozenset({"product"}),
    "nationality, religion or political group": frozenset({"organization"}),
    "passage reference": frozenset({"creative work"}),
    "industry sector": frozenset({"organization"}),
    "car manufacturer": frozenset({"product"}),
    "newspaper, magazine or broadcaster": frozenset({"creative work"}),
    "television or radio program": frozenset({"event"}),
    "website": frozenset({"organization"}),
    "facility or building": frozenset({"organization"}),
    "media or social network": frozenset({"product"}),
    "streaming service": frozenset({"product"}),
}
"""Labels whose spans may or may not also be of these everyday types: no example is made of that."""

NEAR_DOMAINS = frozenset(
    frozenset(pair)
    for pair in (
        ("software", "security"),
        ("software", "computing"),
        ("materials", "laboratory"),
        ("biomedicine", "laboratory"),
        ("assistant", "cooking"),
        ("assistant", "identity"),
    )
)
"""Pairs of narrow domains whose labels can occur in each other's text."""


@dataclass(frozen=True, slots=True)
class Clue:
    """Words that decide for ``label``: near a name (five before, four after), or in the name itself.

    ``names`` are whole names, each with a semicolon before and after it.
    """

    label: str
    near: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    names: str = ""
    ending: tuple[str, ...] = ()

    def fits(self, name: str, context: str) -> bool:
        """Tell whether one of the words occurs; both texts are in lower case, with a space at either end."""
        bare = name.strip()
        return (
            any(f" {word} " in context for word in self.near)
            or any(f" {word} " in name for word in self.within)
            or f";{bare.removeprefix('the ')};" in self.names
            or (bool(self.ending) and bare.endswith(self.ending))
        )


_COUNTRIES = (
    ";united states;united states of america;usa;u.s.;us;united kingdom;uk;england;scotland;wales;"
    "ireland;france;germany;italy;spain;portugal;russia;soviet union;china;japan;india;pakistan;"
    "iran;iraq;israel;egypt;turkey;greece;canada;mexico;brazil;argentina;chile;australia;"
    "new zealand;south africa;nigeria;kenya;poland;ukraine;austria;switzerland;netherlands;belgium;"
    "sweden;norway;denmark;finland;hungary;romania;bulgaria;serbia;croatia;czech republic;"
    "czechoslovakia;yugoslavia;vietnam;thailand;malaysia;indonesia;philippines;south korea;"
    "north korea;taiwan;singapore;saudi arabia;syria;lebanon;jordan;afghanistan;cuba;colombia;"
    "venezuela;peru;estonia;latvia;lithuania;"
)
_CITIES = (
    ";new york;new york city;london;paris;berlin;rome;madrid;moscow;tokyo;beijing;chicago;"
    "los angeles;san francisco;boston;philadelphia;toronto;sydney;melbourne;mumbai;delhi;vienna;"
    "munich;milan;dublin;edinburgh;glasgow;manchester;liverpool;amsterdam;brussels;prague;budapest;"
    "warsaw;istanbul;cairo;jerusalem;houston;dallas;seattle;detroit;atlanta;miami;montreal;"
    "vancouver;"
)
_ALBUM = Clue("album", near=("album", "albums", "lp", "ep", "record"))
_SONG = Clue("song", near=("song", "songs", "single", "singles", "track", "sang", "hit"))
_POEM = Clue("poem", near=("poem", "poems", "verse", "ode", "sonnet"))
_BOOK = Clue(
    "book", near=("novel", "novels", "book", "books", "author", "memoir", "autobiography", "trilogy")
)
_JOURNAL = Clue(
    "academic journal",
    near=("journal", "journals"),
    within=("journal", "annals", "proceedings", "transactions"),
)
_MAGAZINE = Clue("magazine", near=("magazine", "magazines", "issue of"), within=("magazine", "weekly"))
_NEWSPAPER = Clue(
    "newspaper",
    near=("newspaper", "newspapers"),
    within=("times", "gazette", "herald", "tribune", "daily", "newspaper", "telegraph"),
)
_SERIES = Clue(
    "television series",
    near=("series", "episode", "episodes", "season", "sitcom", "tv", "television"),
)
_FILM = Clue("film", near=("film", "films", "movie", "movies", "directed", "starring", "cinema"))
_MUSICIAN = Clue(
    "musical artist",
    near=(
        "singer",
        "album",
        "song",
        "songs",
        "band",
        "guitarist",
        "vocals",
        "composer",
        "rapper",
        "musician",
        "drummer",
    ),
)
_WRITER = Clue(
    "writer",
    near=(
        "writer",
        "novelist",
        "author",
        "novel",
        "novels",
        "book",
        "books",
        "playwright",
        "essay",
        "essays",
    ),
)
_POET = Clue("poet", near=("poet", "poets", "poem", "poems", "poetry"))
_ENZYME = Clue("enzyme", within=("enzyme",), ending=("ase", "ases"))
_PROTEIN = Clue(
    "protein",
    within=("protein", "proteins", "receptor", "receptors", "antibody", "antibodies", "hormone"),
)
_COUNTRY = Clue("country", names=_COUNTRIES)

SPLITS: Mapping[str, tuple[Clue, ...]] = {
    "song or album": (_ALBUM, _SONG),
    "book, poem or other written work": (_POEM, _BOOK),
    "written work": (_POEM, _MAGAZINE, _JOURNAL, _NEWSPAPER, _BOOK),
    "newspaper, magazine or broadcaster": (
        _JOURNAL,
        _MAGAZINE,
        _NEWSPAPER,
        Clue(
            "television channel",
            near=("tv", "channel", "aired"),
            within=("tv", "channel", "bbc", "nbc", "abc", "cbs"),
        ),
    ),
    "film or television series": (_SERIES, _FILM),
    "television or radio program": (_SERIES,),
    "artist or writer": (
        _POET,
        _WRITER,
        Clue("painter", near=("painter", "painting", "paintings", "painted", "sculptor", "gallery")),
        _MUSICIAN,
    ),
    "artist": (_WRITER, _MUSICIAN, Clue("actor", near=("actor", "actress", "starring", "cast", "sitcom"))),
    "musical artist or band": (Clue("band", near=("band", "group", "trio", "quartet")),),
    "school or university": (
        Clue("university", within=("university", "institute of technology", "universität", "université")),
        Clue("school", within=("school", "academy", "high")),
    ),
    "country, city or state": (_COUNTRY, Clue("city", near=("city", "town", "mayor"), names=_CITIES)),
    "location": (_COUNTRY,),
    "biological entity": (_ENZYME, _PROTEIN),
    "gene or protein": (_ENZYME, _PROTEIN),
    "machine learning method": (
        Clue(
            "algorithm",
            within=(
                "algorithm",
                "algorithms",
                "gradient",
                "optimization",
                "sampling",
                "clustering",
                "regression",
                "svm",
            ),
        ),
        Clue(
            "neural network",
            within=("network", "networks", "lstm", "cnn", "rnn", "gan", "transformer", "bert"),
        ),
    ),
}
"""Labels that unite kinds, and the clues that tell the kinds apart. Weak, so the union itself stays in use as well."""


def split_label(tokens: Sequence[str], first: int, last: int, label: str) -> str | None:
    """Return the finer kind of the span ``tokens[first : last + 1]``, or None where no clue decides."""
    clues = SPLITS.get(label)
    if not clues:
        return None
    name = f" {' '.join(tokens[first : last + 1]).lower()} "
    before, after = tokens[max(0, first - 5) : first], tokens[last + 1 : last + 5]
    context = f" {' '.join(before).lower()} | {' '.join(after).lower()} "
    return next((clue.label for clue in clues if clue.fits(name, context)), None)


class LabelBook:
    """Names, parents and domains of labels; unknown labels are general, have no parent and go by their own name."""

    def __init__(self, entries: Mapping[str, Mapping[str, object]]):
        self._names: dict[str, tuple[str, ...]] = {}
        self._parents: dict[str, str] = dict(ADDED_PARENTS)
        self._domains: dict[str, str] = {}
        for label, entry in entries.items():
            names = entry.get("names") or ()
            if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
                raise TypeError(f"label {label!r}: 'names' must be a list of texts, found {names!r}")
            self._names[label] = tuple(names)
            self._domains[label] = str(entry.get("domain") or "general")
            if entry.get("parent"):
                self._parents[label] = str(entry["parent"])
        for label, (_, names) in EVERYDAY.items():
            self._names[label] = tuple(dict.fromkeys((*names, *self._names.get(label, ()))))

    @classmethod
    def read(cls, path: Path) -> LabelBook:
        """Read ``label_synonyms.json``: a label to its ``names``, ``parent`` (or null) and ``domain``."""
        try:
            return cls(json.loads(path.read_text(encoding="utf-8")))
        except (json.JSONDecodeError, AttributeError) as error:
            raise ValueError(f"{path}: not a JSON object of labels ({error}); restore the file") from error

    def names(self, label: str) -> tuple[str, ...]:
        """Return the ways to say ``label``, itself among them."""
        return self._names.get(label) or (label,)

    def parent(self, label: str) -> str | None:
        """Return the coarser type of ``label``, or None."""
        return self._parents.get(label)

    def domain(self, label: str) -> str:
        """Return the narrow domain of ``label``, or ``general``."""
        return self._domains.get(label, "general")

    def everyday(self, label: str) -> str | None:
        """Return the everyday type that ``label`` is a kind of (itself included), or None."""
        if label in EVERYDAY:
            return label
        parent = self.parent(label)
        return parent if parent in EVERYDAY else None

    def finer(self, labels: Sequence[str]) -> dict[str, list[str]]:
        """Return the labels among ``labels`` that have a parent, by that parent."""
        found: dict[str, list[str]] = defaultdict(list)
        for label in labels:
            parent = self.parent(label)
            if parent and parent != label:
                found[parent].append(label)
        return dict(found)

    def foreign(self, labels: Sequence[str], domain: str) -> list[str]:
        """Return the labels among ``labels`` that cannot occur in text of ``domain``: of another, not near, domain."""
        return [
            label
            for label in labels
            if self.domain(label) not in ("general", domain)
            and frozenset((self.domain(label), domain)) not in NEAR_DOMAINS
        ]


def normalized_text(tokens: Sequence[str]) -> str:
    """Return the letters and digits of the tokens alone, in lower case: equal for the same sentence set otherwise."""
    return re.sub(r"[^a-z0-9]+", "", " ".join(tokens).lower())
