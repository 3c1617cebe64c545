"""Short forms of English given names in common use."""

from __future__ import annotations

from collections import defaultdict

_SHORT_FORMS = """
alexander: alex, sandy
alexandra: alex, sandra, sandy
alfred: alf, fred
andrew: andy, drew
anthony: tony
barbara: barb, babs
beatrice: bea, beattie
benjamin: ben
catherine: cathy, kate, katie, kitty
charles: charlie, chuck
christopher: chris, kit
daniel: dan, danny
david: dave, davy
deborah: deb, debbie
donald: don, donny
dorothy: dot, dolly
edward: ed, eddie, ned, ted
eleanor: ellie, nell, nora
elizabeth: bess, beth, betty, eliza, libby, lisa, liz
frances: fran, fanny
francis: frank, fran
frederick: fred, freddie
geoffrey: geoff, jeff
george: georgie
gerald: gerry, jerry
gregory: greg
harold: hal, harry
helen: nell, nellie
henry: hal, hank, harry
isabel: bella, izzy
jacob: jake
james: jamie, jim, jimmy
jeffrey: jeff
jennifer: jen, jenny
john: jack, johnny
jonathan: jon
joseph: joe, joey
joshua: josh
katherine: kate, kathy, katie, kitty
kenneth: ken, kenny
lawrence: larry, laurie
leonard: len, lenny
margaret: maggie, meg, peggy
martha: patty
mary: molly, polly
matthew: matt
michael: mick, mickey, mike
nathaniel: nat, nate
nicholas: nick, nicky
patricia: pat, patty, trish
patrick: paddy, pat
peter: pete
philip: phil
raymond: ray
rebecca: becky
reginald: reg, reggie
richard: dick, rich, rick
robert: bob, bobby, rob, robbie
ronald: ron, ronnie
samuel: sam, sammy
sarah: sadie, sally
stephen: steve
steven: steve
susan: sue, susie
theodore: ted, teddy, theo
thomas: tom, tommy
timothy: tim
tobias: toby
victoria: tori, vicky
vincent: vince
walter: walt
william: bill, billy, liam, will, willie
winifred: winnie
"""


def _forms() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in _SHORT_FORMS.strip().splitlines():
        name, _, others = line.partition(": ")
        for short in others.split(", "):
            found[short].add(name)
            found[name].add(short)
    return {name: tuple(sorted(others)) for name, others in found.items()}


_FORMS = _forms()


def is_nickname(one: str, other: str) -> bool:
    """Tell whether one of two given names, in lower case, is a short form of the other."""
    return other in _FORMS.get(one, ())


def other_forms(name: str) -> tuple[str, ...]:
    """Return the short forms of a given name in lower case, and the names that it is a short form of, in order."""
    return _FORMS.get(name, ())
