"""Names with an ending: plurals, and demonyms, because an extractor that calls "Iraqi" a location means Iraq. English only."""

from __future__ import annotations

from collections.abc import Iterator

from linking.names.countries import country_spelling
from linking.names.cyrillic_cases import is_cyrillic, nominatives
from linking.names.families import Family
from linking.names.folding import is_discriminator
from linking.names.form import NameForm

_ENDINGS = ("n", "an", "ian", "ean", "i", "ese", "ish", "s", "ns", "ans", "ians", "is")
_SHED = ("y", "a", "e")
"""Last letters that a place's name may lose before the ending: Italy and Italian, Canada and Canadian."""
_KEEPING = ("n", "s", "ns")
_FEWEST_LETTERS = 4
_OWN = frozenset({"americas"})
"""Places that look like the people of another."""
_SHARED = frozenset({"niger", "guinea", "dominica", "congo", "tunis", "albany", "roma", "rome", "wales"})
"""Places whose regular forms belong to another place or mean another thing: Nigerian, Tunisian, Albanian, Roman."""

_HEADS = {Family.ORGANIZATION: "party", Family.EVENT: "games"}
"""What a plural may leave out: the Greens are the Green Party, the Olympics the Olympic Games."""
_ADJECTIVES = {"democrat": "democratic"}

_IRREGULAR = dict(
    pair.split(":")
    for pair in [
        "german:germany",
        "germans:germany",
        "french:france",
        "british:britain",
        "briton:britain",
        "britons:britain",
        "dutch:netherlands",
        "spanish:spain",
        "spaniard:spain",
        "swiss:switzerland",
        "polish:poland",
        "poles:poland",
        "scottish:scotland",
        "scots:scotland",
        "irish:ireland",
        "english:england",
        "welsh:wales",
        "danish:denmark",
        "danes:denmark",
        "swedish:sweden",
        "swedes:sweden",
        "finnish:finland",
        "finns:finland",
        "turkish:turkey",
        "turks:turkey",
        "greek:greece",
        "greeks:greece",
        "norwegian:norway",
        "norwegians:norway",
        "belgian:belgium",
        "belgians:belgium",
        "thai:thailand",
        "afghan:afghanistan",
        "afghans:afghanistan",
        "uzbek:uzbekistan",
        "kazakh:kazakhstan",
        "tajik:tajikistan",
        "turkmen:turkmenistan",
        "kyrgyz:kyrgyzstan",
        "chechen:chechnya",
        "chechens:chechnya",
        "yugoslav:yugoslavia",
        "filipino:philippines",
        "filipinos:philippines",
        "philippine:philippines",
        "cypriot:cyprus",
        "icelandic:iceland",
        "peruvian:peru",
        "lebanese:lebanon",
        "moroccan:morocco",
        "mexican:mexico",
        "mexicans:mexico",
        "chadian:chad",
        "panamanian:panama",
        "czech:czechia",
        "slovak:slovakia",
        "slovene:slovenia",
        "serb:serbia",
        "serbs:serbia",
        "croat:croatia",
        "croats:croatia",
        "ecuadorian:ecuador",
        "argentine:argentina",
        "barbadian:barbados",
        "bahamian:bahamas",
        "monegasque:monaco",
        "american:america",
        "americans:america",
        "frenchman:france",
        "englishman:england",
        "irishman:ireland",
        "welshman:wales",
        "scotsman:scotland",
        "dutchman:netherlands",
        "azeri:azerbaijan",
        "azeris:azerbaijan",
        "kurd:kurds",
        "kurdish:kurds",
    ]
)


def base_forms(name: NameForm) -> set[tuple[str, ...]]:
    """Return the words of the names that ``name`` may be an inflected form of; none for values.

    Persons' names have forms in the Cyrillic script only.

    The last word carries the ending: South Korean gives South Korea, Nobel Prizes gives Nobel Prize, Social Democrats
    gives Social Democratic Party.
    """
    if name.family is Family.VALUE:
        return set()
    if name.family is Family.PERSON:
        return nominatives(name.tokens) if is_cyrillic(name.key) else set()
    *before, last = name.tokens
    if name.family is Family.LOCATION:
        return {(*before, word) for word in _places(last)}
    singulars = list(_singulars(last))
    found = {(*before, word) for word in singulars}
    if head := _HEADS.get(name.family):
        found |= {(*before, _ADJECTIVES.get(word, word), head) for word in singulars}
    return found


def base_keys(name: NameForm) -> set[str]:
    """Return the keys of the names that ``name`` may be an inflected form of, with the spelling that all names of a country share.

    An American is of America, of the United States and of the USA.
    """
    keys = set(map(" ".join, base_forms(name)))
    if name.family is Family.LOCATION and (shared := {*map(country_spelling, keys)} - {""}):
        keys |= shared
    return keys


def _places(word: str) -> Iterator[str]:
    if word in _OWN:
        return
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
        return
    if is_discriminator(word):
        return
    for ending in _ENDINGS:
        root = word.removesuffix(ending)
        if root == word or not root.isalpha():
            continue
        shed = () if ending in _KEEPING else _SHED
        for place in (root, *(root + letter for letter in shed)):
            if len(place) >= _FEWEST_LETTERS and place not in _SHARED and place != word:
                yield place


def _singulars(word: str) -> Iterator[str]:
    if len(word) > _FEWEST_LETTERS and word.isalpha() and word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
