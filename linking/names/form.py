"""Names made comparable: one normal form a name and entity type, with the parts that comparison asks for.

Normalisation never throws the original away; it gives a *key* (equal keys: the same name, written differently), *spellings*
(further keys of the same name: transliterated, umlauts written out, words joined), and the parts that must never differ.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from sys import intern

from linking.names.abbreviations import CUT_SHORT, written_out
from linking.names.acronyms import acronym_of, initials_of
from linking.names.brackets import CLOSING, are_two_things, in_brackets, may_abbreviate
from linking.names.countries import country_spelling, standard_name
from linking.names.excess_words import without_first_words
from linking.names.families import Family
from linking.names.folding import (
    APOSTROPHES,
    FIRST_SYLLABIC_SIGN,
    INVISIBLE,
    NAMES_HELD,
    POSSESSIVE,
    SPACE,
    holds_discriminator,
    latin,
    words_of,
)
from linking.names.greek_letters import letters_named, may_name_a_letter, without_gaps
from linking.names.joined_words import SMALL_WORDS, hyphenated, joined, with_inner_capitals
from linking.names.legal_forms import (
    are_two_forms,
    belongs_to_a_form,
    form_as_written,
    form_in_front,
    legal_form,
    may_stand_in_front,
    reads_like_a_word,
    with_slashes_joined,
    without_syllabic_form,
)
from linking.names.marks import without_marks
from linking.names.numerals import (
    numbered,
    read_in_capitals,
    ruler_number,
    with_latin_numerals,
)
from linking.names.person_writings import other_orders

NORMALISATION_VERSION = 3
"""Raised with every change that can change a key: a graph linked by other keys is clustered and linked anew."""


_TO_WRITE_OUT = re.compile("[äöüåø]")
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr"}
_TITLE_GENDER = {"mr": "m", "mister": "m", "sir": "m", "herr": "m", "monsieur": "m", "mrs": "f", "ms": "f", "miss": "f"} | {
    "madam": "f", "madame": "f", "mme": "f", "frau": "f", "dame": "f", "lady": "f", "lord": "m"
}  # fmt: skip
_GENERIC_FORMS = frozenset({"corp", "corporation", "incorporated", "inc", "company", "co"})
_BEFORE_NUMBER = re.compile(r"(?<=[^\W\d_]) (?=\d)")
_FIRST_GREEK_LETTER = "\u0370"
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name taken apart.

    ``key`` is the normal form, never empty; ``tokens`` are its words, without title, generational suffix and legal form.
    ``spellings`` are further keys of the same name. ``suffix`` is ``jr``, ``sr`` or a roman numeral ("II") of a person.
    ``variant`` is what tells two bearers of one key apart where both are seen: the gender of a person's title ("m", "f"),
    an organisation's legal form ("gmbh"), else empty. ``acronym`` holds the letters
    when the name looks like an abbreviation, else it is empty; ``initials`` are the abbreviations the name itself could
    have; ``bracketed`` is an abbreviation that the name carries in brackets: "World Health Organization (WHO)"; ``qualifier``
    is what it says there about which of several bearers it means, folded: "Newport (Wales)".
    """

    family: Family
    key: str
    tokens: tuple[str, ...]
    spellings: tuple[str, ...]
    suffix: str
    variant: str
    acronym: str
    initials: tuple[str, ...]
    bracketed: str
    qualifier: str = ""

    @property
    def distinction(self) -> str:
        """What tells two bearers of one key apart: ``gmbh``, ``m``, ``(judge)``, ``gmbh (wales)``."""
        return f"{self.variant} ({self.qualifier})".lstrip() if self.qualifier else self.variant

    def contradicts(self, other: NameForm) -> bool:
        """Tell whether both names have a title or a legal form, or say in brackets whom they mean, and not the same."""
        if self.variant and other.variant and are_two_forms(self.variant, other.variant):
            return True
        return are_two_things(self.qualifier, other.qualifier)


@lru_cache(maxsize=NAMES_HELD)
def take_apart(surface: str, family: Family) -> NameForm:
    """Return the parts of ``surface``, read as a name of ``family``."""
    surface = without_marks(surface)
    if family is Family.VALUE:
        key = (
            SPACE.sub(" ", INVISIBLE.sub("", unicodedata.normalize("NFKC", surface))).strip().casefold()
            or surface
        )
        return NameForm(family, key, (key,), (), "", "", "", (), "")
    bracketed = qualifier = ""
    if surface.rstrip()[-1:] in CLOSING:
        surface, bracketed, qualifier = _without_brackets(surface, family)
    suffix = variant = ""
    person = family is Family.PERSON
    if not surface.isascii() and max(surface) >= _FIRST_GREEK_LETTER:
        surface = with_latin_numerals(surface)
    if person:
        if surface[:1].islower():
            surface = without_first_words(surface)
        surface = _comma_inverted(surface)
        surface, variant = _without_title(surface)
    firm = family is Family.ORGANIZATION
    if firm:
        surface, variant = _without_signs_of_form(surface)
    words = words_of(surface, joined_initials=not person)
    if person and len(words) > 1:
        words, suffix = _without_suffix(words, surface)
    whole = words
    if firm and not variant and len(words) > 1:
        words, variant = _without_legal_form(words, surface)
    if not words:
        words = [SPACE.sub(" ", surface).strip().casefold() or surface]
    initials = initials_of(words, surface)
    if len(whole) != len(words):
        initials = tuple(dict.fromkeys((*initials, *initials_of(whole, surface))))
    if not person and len(words) > 1:
        words = read_in_capitals(words, surface)
    key = " ".join([*words, suffix]) if suffix else " ".join(words)
    return NameForm(
        family=family,
        key=key,
        # The words of names are few, and kept once each.
        tokens=tuple(map(intern, words)),
        spellings=_spellings(surface, words, key, suffix, family),
        suffix=suffix,
        variant=variant,
        acronym=acronym_of(surface),
        initials=initials,
        bracketed=bracketed,
        qualifier=qualifier,
    )


def _without_brackets(surface: str, family: Family) -> tuple[str, str, str]:
    """Return a surface without brackets at its end, with the abbreviation in them or what tells it from its namesakes."""
    name, inside = in_brackets(surface, family)
    words = words_of(inside, joined_initials=True) if inside else []
    if not words:
        return surface, "", ""
    said = " ".join(words)
    if family is Family.ORGANIZATION and belongs_to_a_form(said):
        return surface, "", ""
    if letters := acronym_of(inside):
        # Organisations bear abbreviations of other languages too: Doctors Without Borders (MSF).
        foreign = family is Family.ORGANIZATION and not standard_name(letters)
        long = words_of(name, joined_initials=True)
        if foreign or letters in initials_of(long, name) or may_abbreviate(letters, " ".join(long)):
            return name, letters, ""
    return name, "", "" if SMALL_WORDS.issuperset(words) else said


def _comma_inverted(surface: str) -> str:
    """Turn "Merkel, Angela" into "Angela Merkel"; leave "King, Jr." as it is."""
    last, comma, first = surface.partition(",")
    if not comma:
        return surface
    if "," in first or first.strip(" .").casefold() in _SUFFIXES or not first.strip() or not last.strip():
        return surface
    return f"{first.strip()} {last.strip()}"


@cache
def _title_beginnings() -> frozenset[str]:
    """Return what a name with a title begins with, up to the first space."""
    from rigour._core import person_name_prefixes_list

    first = {title.split(maxsplit=1)[0].lower() for title in person_name_prefixes_list() if title.strip()}
    return frozenset(first | {f"{each}." for each in first})


def _without_title(surface: str) -> tuple[str, str]:
    # Nearly all names have no title, and to look up their first word is much faster than to search for all titles.
    first = surface.split(maxsplit=1)[0] if surface[:1].isalnum() else ""
    if first.isascii() and first and first.lower() not in _title_beginnings():
        return surface, ""
    from rigour.names import remove_person_prefixes

    stripped: str = remove_person_prefixes(surface).strip()
    if stripped == surface.strip() or sum(map(str.isalnum, stripped)) < _SHORTEST:
        return surface, ""
    title = surface.strip().removesuffix(stripped).casefold()
    genders = {gender for word in re.findall(r"\w+", title) if (gender := _TITLE_GENDER.get(word))}
    return stripped, genders.pop() if len(genders) == 1 else ""


def _without_suffix(words: list[str], surface: str) -> tuple[list[str], str]:
    last = words[-1]
    if last in _SUFFIXES:
        return words[:-1], _SUFFIXES[last]
    count, numeral = ruler_number(words, surface)
    return words[: len(words) - count], numeral


def _without_signs_of_form(surface: str) -> tuple[str, str]:
    """Return a surface without a legal form that no space divides from the name, and with one like A/S as one word."""
    if not surface.isascii() and max(surface) >= FIRST_SYLLABIC_SIGN:
        surface, form = without_syllabic_form(surface)
        if form:
            return surface, form
    return with_slashes_joined(surface) if "/" in surface else surface, ""


def _without_legal_form(words: list[str], surface: str) -> tuple[list[str], str]:
    """Drop what stands at the end: "AB" in "AB Volvo" and "AS" in "AS Roma" may be part of the name; OOO may stand in front."""
    variant = ""
    text = _to_ask(surface)
    while len(words) > 1:
        # "Joint stock company" is a form, though "company" alone says nothing.
        count, form = legal_form(" ".join(words))
        if text and not count:
            rest, form = form_as_written(text)
            left = words_of(rest, joined_initials=True) if form else words
            count = len(words) - len(left) if words[: len(left)] == left else 0
        text = ""
        if not count and words[-1] in _GENERIC_FORMS:
            count = 1
        if not count or count >= len(words) or sum(map(len, words[:-count])) < _SHORTEST:
            break
        if not variant and reads_like_a_word(words, surface):
            break
        variant = variant or form
        words = words[:-count]
        if words[-1] == "and":
            words = words[:-1]
    if len(words) > 1 and may_stand_in_front(words[0]):
        count, form = form_in_front(words, surface)
        return words[count:], variant or form
    return words, variant


def _to_ask(surface: str) -> str:
    """Return a surface as the library of legal forms knows them, or nothing where folding changes nothing but case."""
    if surface.isascii():
        if surface.replace(" ", "").isalnum():
            return ""
    else:
        surface = unicodedata.normalize("NFKC", surface.translate(APOSTROPHES))
    text = surface.casefold().strip().rstrip('"”»,;:!?')
    return POSSESSIVE.sub("", text) if "'" in text else text


def _spellings(surface: str, words: list[str], key: str, suffix: str, family: Family) -> tuple[str, ...]:
    person = family is Family.PERSON
    found: list[str] = []
    if family is Family.LOCATION and (shared := country_spelling(key)):
        found.append(shared)
    if not surface.isascii():
        lowered = unicodedata.normalize("NFKC", surface).casefold()
        if _TO_WRITE_OUT.search(lowered):
            written = lowered.translate(_WRITTEN_OUT)
            found.append(" ".join(words_of(written, joined_initials=not person)))
        if not key.isascii():
            if named := letters_named(key):
                found += (named, without_gaps(named)) if family is Family.OTHER else (named,)
            else:
                found.append(" ".join(re.findall(r"[a-z0-9+#]+", latin(key).replace("'", ""))))
    # Most names have nothing of all this, and to look is much faster than to call.
    if not CUT_SHORT.isdisjoint(words) or key.endswith("str"):
        found += written_out(words, family)
    if person and (len(words[-1]) == 1 or not surface.istitle()):
        found += other_orders(words, surface)
    if key.isascii():
        if len(key) > _SHORTEST and not holds_discriminator(words):
            if len(words) > 1:
                found.append(joined(words, surface, family) + suffix)
                if "-" in surface and (whole := hyphenated(words, surface, family)):
                    found.append(whole)
            elif not surface.istitle() and (several := with_inner_capitals(words, surface)):
                found.append(several)
        if family is Family.OTHER and may_name_a_letter(words) and (gapless := without_gaps(key)):
            found.append(gapless)
    if not person and len(words) > 1 and any(word[0].isdigit() for word in words):
        # The T-200 is the T200.
        found.append(_BEFORE_NUMBER.sub("", key))
    if not person and len(words) > 1 and (counted := numbered(words)):
        # The Second World War is World War II.
        found.append("#" + " ".join(sorted(counted) if family is Family.EVENT else counted))
    if len(found) == 1:
        return (found[0],) if found[0] and found[0] != key else ()
    return tuple([spelling for spelling in dict.fromkeys(found) if spelling and spelling != key])
