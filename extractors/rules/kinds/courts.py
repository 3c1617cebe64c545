"""Numbers of cases before courts, by the forms of some countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.rules.kinds.kind import BLANK, DASH, Found, Kind, Regions, in_order
from extractors.rules.kinds.surroundings import keywords

_B = BLANK
# The registers of German courts: civil, criminal, family, labour, administrative, social and finance courts, and the federal ones.
_REGISTERS = (
    r"AZB|AZN|AZR|ABR|ABN|AR|AktG|ARs|ARZ|Ausl|BAG|BGs|BVR|BvB|BvE|BvF|BvG|BvL|BvN|BvQ|BvR|BN|BV|C|Ca|Cs|Ds|E|EK|EnVR|F|FH|Ga|Gs|HK|HKO|H|IE|IK|IN|"
    r"JVEG|Js|Jug|K|KAs|KLs|Ks|KRB|KVR|KZR|L|LB|LZ|Ls|M|NJW|NZB|NZR|O|OH|OWi|Owi|PKH|Qs|QE|R|RVs|Rs|S|SA|Sa|SF|SO|Ss|StB|StE|StR|StS|StV|StVK|Ta|T|TaBV|"
    r"U|UF|UFH|UKl|VA|VE|VF|VK|VR|W|WF|WLw|Ws|XII|X|ZA|ZB|ZR|Zs|AS|AL|KR|KA|RS|VG|AY|RJ"
)
_FORMS = {
    "ECLI": (
        r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:[0-9]{4}:[A-Z0-9.]{1,25}(?<!\.)",
        "European Case Law Identifier",
    ),
    "DE": (
        rf"(?:[IVX]{{1,6}}[ab]?|[0-9]{{1,4}}[a-z]?){_B}(?:{_REGISTERS}){_B}(?:\([A-Z][a-z]*\){_B})?[0-9]{{1,6}}/[0-9]{{2}}(?:{_B}\([A-Z]\)|{_B}[A-Z](?![^\W_]))?",
        "number of a case before a German court",
    ),
    "AT": (
        rf"[0-9]{{1,3}}{_B}(?:Ob|ObA|ObS|Os|Ra|Rs|Bs|R|Cg|Cga|Cgs|Hv|Nc){_B}[0-9]{{1,5}}/[0-9]{{2}}[a-z]",
        "number of a case before an Austrian court",
    ),
    "CH": (r"[1-9][A-Z]_[0-9]{1,4}/(?:19|20)[0-9]{2}", "number of a case before the Swiss federal court"),
    "GB": (
        rf"\[(?:19|20)[0-9]{{2}}\]{_B}(?:(?:UK(?:SC|PC|HL|FTT|UT|EAT|IPTrib)|EW(?:CA|HC|COP|FC|PCC|LandsTr)|EAT|CSIH|CSOH|HCJAC|NI(?:CA|QB|KB|Ch)|IE(?:SC|HC|CA)|HCA|FCA|NZ(?:SC|CA|HC)|SCC|SGCA)"
        rf"(?:{_B}(?:Civ|Crim|Admin|TC|AAC|GRC|IAC|LC|Comm))?|[0-9]{{0,2}}{_B}?(?:AC|QB|KB|WLR|All{_B}ER|Ch|Fam)){_B}[0-9]{{1,5}}(?:{_B}\([A-Za-z]{{2,8}}\))?",
        "neutral citation of a judgment",
    ),
    "US": (
        r"[0-9]:[0-9]{2}-(?:cv|cr|mc|mj|bk|md|ml|ap|po|sw)-[0-9]{3,6}(?:-[A-Z]{2,4})*|[0-9]{2}[- ]?(?:[Cc][Vv]|[Cc][Rr]|[Mm][Cc]|[Mm][Jj]|bk|md|ml)[- ]?[0-9]{3,6}(?:-?[A-Z]{2,4})*",
        "docket number of a court of the United States",
    ),
    "EU": (
        rf"[CTF]{DASH}[0-9]{{1,4}}/[0-9]{{2}}(?:{_B}[P](?:PU)?(?:{_B}R)?)?(?![^\W_])",
        "number of a case before the courts of the European Union",
    ),
    "FR": (r"[0-9]{2}[-/\u2010-\u2012][0-9]{2}[.][0-9]{3}", "numéro de pourvoi"),
}
_UNSURE = frozenset({"EU", "FR"})
_DOCKET = re.compile(
    rf"(?:Case|Docket|Cause|Index|Action){_B}(?:Nos?\.|Number|\#):?{_B}([0-9]{{2,4}}-[0-9]{{1,6}}(?:-[A-Z0-9]{{1,6}})*|[A-Z]{{1,4}}-[0-9]{{2,4}}-[0-9]{{2,6}})(?![\w-])"
)
_near_case = keywords(
    r"cases?|joined cases|rechtssachen?|rs\.?|affaires?|aff\.|asuntos?|caus[ae]|zaak|sag|EuGH|CJEU|ECJ|CJUE|TJUE|EuG|pourvois?|cass\.?|arr\u00eat|n\u00b0|judgment|urteil\w*|court|gericht\w*"
)
_CASE = re.compile(
    r"(?=[0-9IVXECTF\[])(?<![\w./-])(?:"
    + "|".join(f"(?P<{name}>{form})" for name, (form, _) in _FORMS.items())
    + r")(?![\w]|[-/][\w])"
)


def case_numbers(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the numbers of cases before courts."""
    del regions
    found = [
        Found(match.start(1), match.end(1), "docket number, and called one")
        for match in _DOCKET.finditer(text)
    ]
    for match in _CASE.finditer(text):
        name = match.lastgroup or ""
        if name not in _UNSURE or _near_case(text, match.start(), match.end()):
            found.append(Found(match.start(), match.end(), _FORMS[name][1]))
    yield from in_order(found)


KINDS = (
    Kind(
        "case_number",
        "numbers of cases before courts: German, Austrian, Swiss, British, French, of the United States and the European Union, and ECLI",
        "4 C 123/19",
        case_numbers,
        (),
        ("url", "email"),
    ),
)
