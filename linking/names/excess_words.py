"""Words in lower case around a name that are no part of it: "muore Sam Greenhill", "rapper Sam Greenhill", "nach Kiel".

Extractors take a word too many now and then. In scripts with capitals a name begins with one, but for particles (van, de la,
bin), so what stands in lower case before it is seen. Words that are written with a capital as well cannot be told from
given names, and are left to the evidence of other mentions.
"""

from __future__ import annotations

from linking.names.families import Family

_PARTICLE_WORDS = """
a à abd abi abu af al an ap ar as ash at aus av aw az bar bat ben bet bi bij bin bint binti bt d da dal dalla dalle das de degli
dei del dell della delle dello den der des det di do dos du e ed een el em en es et ez fab ferch fitz fra het i ibn in la las le
les lo los lou mac mak mc na ní nic nin o og op oude over och och ó dei sa san sankt st sta ste t te ten ter thoe tho til tot u ua
uí uijt uit uyt ul umm und upp v van vande vanden vander vd ver vom von vor ve y z zu zum zur auf der dem ad
"""
PARTICLES = frozenset(_PARTICLE_WORDS.split()) | frozenset(
    {"оф", "фон", "ван", "де", "дер", "ибн", "бин", "аль", "эль", "фан"}
)
"""Words that persons' names have in lower case."""

_FUNCTION_WORDS = """
a an the of to from in into on at by for with near about via der die das den dem des ein eine einer eines einem im am auf nach aus
bei vom von zu zum zur mit gegen über für um le la les un une du au aux en dans chez vers sur par pour avec il lo i gli uno una
dal dalla nel nella alla con per su el los las del de y e o os as um uma no na nos nas em com para het een te naar uit bij op
met voor w we z ze do od u v na k s в на из от до к ко с со у о об при για στο στη στην από
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Articles and prepositions that stand before a name of anything."""


def has_lower_edge(surface: str) -> bool:
    """Tell whether a name of several words begins or ends with one in lower case, as few names do."""
    return " " in surface and (surface[:1].islower() or surface[surface.rfind(" ") + 1 :].islower())


def without_first_words(surface: str) -> str:
    """Return a person's name from its first capital on, where words stand before it that are no particles.

    What would leave one word only, particles apart, is returned as it is, and so is a name without capitals.
    """
    words = surface.split()
    rest = words[_first_of_name(words) :]
    several = len(rest) > 1 and sum(word not in PARTICLES for word in rest) > 1
    return " ".join(rest) if several and len(rest) < len(words) else surface


def has_excess(surface: str) -> bool:
    """Tell whether a name with capitals begins with words in lower case that are no particles."""
    return surface[:1].islower() and _first_of_name(surface.split()) > 0


def cores(surface: str, family: Family) -> list[str]:
    """Return what a name may be without the words in lower case at its edges, the longest first; nothing for values.

    Of a name that is no person's only articles and prepositions before it are taken: brands begin in lower case, and what
    comes behind says what it is (Kiel airport).
    """
    words = surface.split()
    if family is Family.VALUE:
        return []
    if family is not Family.PERSON:
        start = next((place for place, word in enumerate(words) if word not in FUNCTION_WORDS), 0)
        return [" ".join(words[start:])] if start else []
    start, end = _first_of_name(words), len(words)
    while end > start + 1 and words[end - 1].islower():
        end -= 1
    kept = dict.fromkeys(((start, len(words)), (0, end), (start, end)))
    return [" ".join(words[first:last]) for first, last in kept if last - first < len(words)]


def _first_of_name(words: list[str]) -> int:
    """Return where a name begins: behind the last word in lower case before its first capital that is no particle."""
    first = next((place for place, word in enumerate(words) if not word.islower()), 0)
    before = [place for place in range(first) if words[place].strip("'’.") not in PARTICLES]
    return before[-1] + 1 if before else 0
