"""Names that nobody bears, made from a seed: persons, organisations and places, frequencies by Zipf's law, several scripts.

Few words are in very many names and most in few, as in a register; every eighth name is not in Latin letters. A name can be
deviated from as people deviate: a slip of the pen, words in another order, a word left out, a given name as its initial.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate
from string import ascii_lowercase

Name = tuple[str, str]
"""A surface and its entity type."""


def _listed(words: str) -> list[str]:
    return words.split()


_GIVEN = _listed("""Maria Anna John James Michael David Robert Thomas Peter Paul Sarah Laura Emma Julia Elena Sofia Olga Ivan Sergei
    Andrei Dmitri Natalia Katarina Ahmed Mohammed Ali Hassan Fatima Aisha Omar Yusuf Ibrahim Wei Li Ming Hiroshi Yuki Kenji
    Raj Priya Arjun Anita Carlos Juan Luis Jose Carmen Lucia Pedro Miguel Ana Isabel Pierre Jean Marie Claire Camille Hans
    Karl Heinrich Greta Ingrid Lars Sven Erik Astrid Giovanni Marco Francesca Giulia Lorenzo Piotr Agnieszka Tomasz Jan Pavel
    Eva Kwame Amina Chidi Ngozi Zola Thabo Liam Noah Olivia Ava Grace Henry George William Edward Charles Alice Victoria
    Jürgen Günther Zoë Chloé René André Søren Łukasz Małgorzata Željko Özgür Çağla Štěpán Nuño Iñaki""")
_FAMILY = _listed("""Smith Jones Brown Miller Davis Wilson Taylor Clark Lewis Walker Young Allen King Wright Scott Hill Green Adams
    Baker Nelson Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann García Martínez López González
    Rodríguez Fernández Pérez Rossi Ferrari Bianchi Romano Ivanov Petrov Sidorov Novak Kowalski Nowak Nagy Horváth Popescu
    Silva Santos Oliveira Pereira Nguyen Tran Kim Lee Park Chen Wang Zhang Liu Singh Kumar Patel Khan Hussain Ahmed Yilmaz
    Kaya Demir Andersson Johansson Nilsson Hansen Olsen Larsen Jensen Nielsen Dubois Moreau Laurent Okafor Mensah Diallo
    Tanaka Suzuki Sato Watanabe""")
_ONSETS = _listed("b br c ch d dr f fr g gr h j k kl kr l m n p pr r s sch sh sl st str t th tr v w z")
_VOWELS = (
    ["a", "e", "i", "o"] * 12
    + ["u"] * 6
    + _listed("ai au ea ei ia ie oa oo ou") * 4
    + ["ü", "ö", "ä", "é", "á"]
)
_CODAS = ["", "", "", "l", "m", "n", "n", "r", "r", "s", "t", "ck", "nd", "ng", "rt", "st", "ll"]
_FAMILY_ENDINGS = _listed("""son sen ski ov ev ova mann berg stein er man well ford ton ley ini elli etti ez es os is ian yan escu
    oglu kin uk enko vic wicz aga ola""")
_GIVEN_ENDINGS = _listed("a a ia ina o io e en an in us y ie el is as ne et")
_PLACE_ENDINGS = _listed("""ville burg stadt ton ham by dorf heim ford field wood port hausen grad sk ovo ice polis abad pur nagar
    mouth chester bridge""")
_FIELDS = _listed("""Logistics Software Energy Capital Pharma Foods Motors Airlines Media Consulting Engineering Insurance Steel Textiles
    Robotics Analytics Biotech Solar Shipping Telecom Systems Technologies Holdings Industries Partners Group International
    Services Trading Development Investments Construction Healthcare Security Design Publishing""")
_SUBJECTS = _listed("""Medicine Physics Economics History Law Agriculture Technology Music Statistics Education Chemistry Migration
    Energy Health Transport Culture Science Astronomy Mathematics Forestry""")
_BODIES = _listed(
    "University Institute Academy College Museum Hospital Library Court Chamber Council Federation Association"
)
_FORMS = [
    "GmbH",
    "AG",
    "Ltd.",
    "Inc.",
    "LLC",
    "plc",
    "S.A.",
    "SpA",
    "B.V.",
    "Corp.",
    "Limited",
    "Oy",
    "ApS",
    "KG",
]
_TITLES = ["Dr.", "Prof.", "Mr.", "Mrs.", "Sir"]
_PARTICLES = ["van", "van der", "de", "von", "di", "al-", "bin", "le"]
_ALPHABETS = {
    "cyrillic": ("бвгдзклмнпрстфхшж", "аеиоуя", ["ов", "ев", "ин", "ова", "енко", "ский"]),
    "greek": ("βγδζθκλμνπρσστφχ", "αεηιοω", ["ίδης", "όπουλος", "άκης", "ος", "ου"]),
    "arabic": ("بتجحدرسشصعفقكلمنهوي", "اوي", ["ي", "ان", "ة", ""]),
    "hebrew": ("בגדהזחטיכלמנסעפצקרשת", "וי", ["י", "ן", "ה", ""]),
}
_HAN = "安白蔡陈程邓丁董杜范方冯傅高葛龚顾郭韩何贺洪侯胡黄贾江姜蒋金康孔赖黎李梁林刘龙卢陆罗马孟潘彭钱秦邱任邵沈石史宋苏孙谭汤唐陶田汪王"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニノハヒフヘホマミムメモヤユヨラリルレロワン"
_HANGUL = "가강고구권김나남노류문민박배백서성송신안양오원유윤이임장전정조주진차최하한허현호홍황희영수지우은경"
_NOTHING_OF_ITS_OWN = {*_FORMS, *_TITLES, *_PARTICLES, *_FIELDS, *_BODIES, *_SUBJECTS, "&", "of"}
_FOREIGN = 8
"""Every eighth name is not in Latin letters."""


class _Words:
    """A list of words drawn by Zipf's law with an offset (Mandelbrot): the first in one name of a hundred or so."""

    def __init__(self, words: Sequence[str], offset: int) -> None:
        self.words = list(dict.fromkeys(words))
        self.sums = list(accumulate(1 / (rank + offset) for rank in range(1, len(self.words) + 1)))

    def draw(self, chance: random.Random) -> str:
        return self.words[bisect(self.sums, chance.random() * self.sums[-1])]


class Inventor:
    """Makes distinct names; the same seed gives the same names in the same order."""

    def __init__(self, seed: int = 0) -> None:
        self.chance = chance = random.Random(seed)  # noqa: S311 - repeatable names, no secret
        self.given = _Words([*_GIVEN, *(self._coined(1, 2, _GIVEN_ENDINGS) for _ in range(6_000))], 10)
        self.family = _Words([*_FAMILY, *(self._coined(1, 2, _FAMILY_ENDINGS) for _ in range(150_000))], 30)
        self.place = _Words([self._coined(1, 2, _PLACE_ENDINGS) for _ in range(150_000)], 100)
        self.brand = _Words([self._coined(1, 3, ["", "", "a", "o", "ix", "on"]) for _ in range(150_000)], 100)
        self.foreign = {
            script: (
                _Words([self._foreign(script, 2, "") for _ in range(2_000)], 10),
                _Words([self._foreign(script, 3, chance.choice(letters[2])) for _ in range(40_000)], 30),
            )
            for script, letters in _ALPHABETS.items()
        }

    def names(self, count: int) -> list[Name]:
        """Return ``count`` different names: of twenty, eleven persons, six organisations and three places."""
        found: dict[Name, None] = {}
        while len(found) < count:
            lot = self.chance.randrange(20)
            if self.chance.randrange(_FOREIGN) == 0:
                found[self._in_other_letters(lot)] = None
            elif lot < 11:
                found[self.person(), "person"] = None
            elif lot < 17:
                found[self.organization(), "organization"] = None
            else:
                found[self.location(), "location"] = None
        return list(found)

    def person(self) -> str:
        """Return a person's name: given name, perhaps a middle name or initial, family name, rarely a title."""
        chance = self.chance
        parts = [self.given.draw(chance)]
        lot = chance.random()
        if lot < 0.15:
            parts.append(chance.choice("ABCDEFGHJKLMNPRSTW") + ".")
        elif lot < 0.35:
            parts.append(self.given.draw(chance))
        family = self.family.draw(chance)
        lot = chance.random()
        if lot < 0.04:
            family = f"{family}-{self.family.draw(chance)}"
        elif lot < 0.08:
            particle = chance.choice(_PARTICLES)
            family = particle + family if particle.endswith("-") else f"{particle} {family}"
        elif lot < 0.09:
            family += chance.choice([" Jr.", " Sr.", " II", " III"])
        parts.append(family)
        if chance.random() < 0.03:
            parts.insert(0, chance.choice(_TITLES))
        return " ".join(parts)

    def organization(self) -> str:
        """Return a firm's name with or without legal form, or that of a public body."""
        chance = self.chance
        lot = chance.random()
        if lot < 0.2:
            body, place = chance.choice(_BODIES), self.place.draw(chance)
            if lot < 0.07:
                return f"{body} of {place}"
            if lot < 0.13:
                return f"{place} {body} of {chance.choice(_SUBJECTS)}"
            return f"{chance.choice(['National', 'Royal', 'State', 'Central'])} {chance.choice(_SUBJECTS)} {body} of {place}"
        core = self.brand.draw(chance) if lot < 0.65 else self.family.draw(chance)
        if lot > 0.85:
            core = f"{core} & {self.family.draw(chance)}"
        if chance.random() < 0.7:
            core = f"{core} {chance.choice(_FIELDS)}"
        if chance.random() < 0.2:
            core = f"{core} {chance.choice(_FIELDS)}"
        return f"{core} {chance.choice(_FORMS)}" if chance.random() < 0.5 else core

    def location(self) -> str:
        """Return the name of a town, county, lake or street."""
        chance = self.chance
        place = self.place.draw(chance)
        lot = chance.random()
        if lot < 0.35:
            return place
        if lot < 0.65:
            return f"{chance.choice(['New', 'Lake', 'Mount', 'Saint', 'Port', 'Upper', 'Lower', 'West', 'East'])} {place}"
        if lot < 0.85:
            return f"{place} {chance.choice(['County', 'River', 'District', 'Valley', 'Island', 'Bay', 'Airport'])}"
        return f"{place} {chance.choice(['upon', 'am', 'sur', 'near'])} {self.place.draw(chance)}"

    def _in_other_letters(self, lot: int) -> Name:
        chance = self.chance
        kind = "person" if lot < 11 else "organization" if lot < 17 else "location"
        script = chance.choice([*_ALPHABETS, "han", "kana", "hangul"])
        if script not in _ALPHABETS:
            signs = {"han": _HAN, "kana": _KANA, "hangul": _HANGUL}[script]
            longest = {"han": 4, "kana": 6, "hangul": 4}[script]
            return "".join(chance.choices(signs, k=chance.randint(3, longest))), kind
        given, family = self.foreign[script]
        if kind == "location":
            return family.draw(chance), kind
        return f"{given.draw(chance)} {family.draw(chance)}", kind

    def _coined(self, fewest: int, most: int, endings: Sequence[str]) -> str:
        chance = self.chance
        syllables = [
            chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)
            for _ in range(chance.randint(fewest, most))
        ]
        return ("".join(syllables) + chance.choice(endings)).capitalize()

    def _foreign(self, script: str, syllables: int, ending: str) -> str:
        consonants, vowels, _ = _ALPHABETS[script]
        count = self.chance.randint(1, syllables)
        word = "".join(self.chance.choice(consonants) + self.chance.choice(vowels) for _ in range(count + 1))
        return (word + ending).capitalize()


def deviate(name: Name, deviation: str, chance: random.Random) -> Name | None:
    """Return the name with one of ``DEVIATIONS``; ``None`` where it cannot have it, or keeps nothing of its own."""
    surface, kind = name
    words = surface.split()
    found = DEVIATIONS[deviation](words, kind, chance)
    if found is None or found == words or not set(found) - _NOTHING_OF_ITS_OWN:
        return None
    return " ".join(found), kind


def _typo(words: list[str], _: str, chance: random.Random) -> list[str] | None:
    """Insert, leave out, replace or swap one letter after the first of a word of four letters or more."""
    places = [place for place, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return None
    place = chance.choice(places)
    word = words[place]
    letters = ascii_lowercase if word.isascii() else word.lower()
    at = chance.randrange(1, len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    slips = [
        f"{before}{chance.choice(letters)}{letter}{after}",
        f"{before}{after}",
        f"{before}{chance.choice(letters)}{after}",
        f"{before}{after[:1]}{letter}{after[1:]}",
    ]
    return [*words[:place], chance.choice(slips), *words[place + 1 :]]


def _swap(words: list[str], _: str, chance: random.Random) -> list[str] | None:
    """Move a word to another place."""
    moved = chance.randrange(len(words))
    rest = [*words[:moved], *words[moved + 1 :]]
    place = chance.randrange(len(words))
    return [*rest[:place], words[moved], *rest[place:]]


def _drop(words: list[str], _: str, chance: random.Random) -> list[str] | None:
    """Leave out a word."""
    left_out = chance.randrange(len(words))
    return [*words[:left_out], *words[left_out + 1 :]]


def _initial(words: list[str], kind: str, _: random.Random) -> list[str] | None:
    """Shorten a person's given name to its letter."""
    if kind != "person" or len(words) < 2 or words[0].endswith(".") or len(words[0]) < 2:
        return None
    return [f"{words[0][0]}.", *words[1:]]


DEVIATIONS: dict[str, Callable[[list[str], str, random.Random], list[str] | None]] = {
    "typo": _typo,
    "swap": _swap,
    "drop": _drop,
    "initial": _initial,
}
"""Ways in which people write a name otherwise."""
