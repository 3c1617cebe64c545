"""The finder of patterns: what stays where findings meet, what is refused, and what its identity says."""

from __future__ import annotations

import pytest

from extractors.errors import ExtractorError
from extractors.rules.patterns import PatternRule, pattern_finder

SLOW = r"(a|aa)+$"


def typed(text: str, *rules: PatternRule) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.type) for each in pattern_finder(rules).find(text)]


def refusal(*rules: PatternRule) -> str:
    with pytest.raises(ExtractorError) as caught:
        pattern_finder(rules)
    return str(caught.value)


def test_a_pattern_finds_what_it_says() -> None:
    rule = PatternRule("train", pattern=r"\b(?:ICE|RE) ?\d{1,4}\b")
    assert typed("The ICE 612 waits for RE4.", rule) == [("ICE 612", "train"), ("RE4", "train")]


def test_the_group_named_value_is_the_mention() -> None:
    assert typed("order no. 4711 of May", PatternRule("order", pattern=r"order no\. (?P<value>\d+)")) == [
        ("4711", "order")
    ]


def test_blanks_at_the_edges_are_no_part_of_a_mention() -> None:
    assert typed("a: b c ;", PatternRule("x", pattern=r":[^;]+")) == [(": b c", "x")]


@pytest.mark.parametrize("pattern", [r"\w+\s+\w+", r"(?s)a.*d", r"\w+[\s|]+\w+"])
def test_no_mention_of_a_pattern_reaches_over_the_border_of_a_block_or_a_cell(pattern: str) -> None:
    found = typed("a\n\nd\n\n| a | d |", PatternRule("x", pattern=pattern))
    assert found == []


def test_a_circumflex_is_the_start_of_a_block_or_a_cell() -> None:
    assert typed("| K1 | K2 x |\n\nK3 K4", PatternRule("x", pattern=r"^\s*K\d")) == [
        ("K1", "x"),
        ("K2", "x"),
        ("K3", "x"),
    ]


def test_a_pattern_may_look_around_and_back() -> None:
    assert typed("x12 12-12 12-13", PatternRule("x", pattern=r"(?<= )(\d+)-\1")) == [("12-12", "x")]


def test_where_findings_meet_the_longer_one_stays() -> None:
    text = "http://192.0.2.14/a and DE89 3704 0044 0532 0130 00"
    rules = [PatternRule(kind, kind=kind) for kind in ("ip", "telephone", "iban", "url")]
    assert typed(text, *rules) == [("http://192.0.2.14/a", "url"), ("DE89 3704 0044 0532 0130 00", "iban")]


def test_of_two_as_long_the_pattern_stays_before_the_kind() -> None:
    mine = PatternRule("ours", pattern=r"\w+@example\.com")
    assert typed("a@example.com", PatternRule("email", kind="email"), mine) == [("a@example.com", "ours")]


def test_of_two_kinds_as_long_the_first_rule_stays() -> None:
    rules = [PatternRule("one", kind="email"), PatternRule("two", kind="email")]
    assert typed("a@example.com", *rules) == [("a@example.com", "one")]
    assert typed("a@example.com", *reversed(rules)) == [("a@example.com", "two")]


def test_an_account_is_no_telephone_number_even_where_nobody_asks_for_accounts() -> None:
    text = "NO93 8601 1117 947 and card 4111 1111 1111 1111"
    assert typed(text, PatternRule("telephone", kind="telephone", region="NO, US")) == []


def test_it_says_why_something_was_found() -> None:
    finder = pattern_finder([PatternRule("iban", kind="iban"), PatternRule("x", pattern="konto")])
    assert [each.why for each in finder.find("konto DE89370400440532013000")] == [
        "pattern konto",
        "IBAN of DE, check digits right",
    ]
    assert finder.source == "pattern"


def test_of_a_long_pattern_the_reason_shows_the_beginning() -> None:
    words = "|".join(f"w{number:04}" for number in range(2000))
    [finding] = pattern_finder([PatternRule("x", pattern=words)]).find("here is w1999")
    assert finding.why == f"pattern {words[:120]}…"


def test_a_pattern_that_runs_out_of_time_is_an_error_that_names_type_pattern_and_remedy() -> None:
    finder = pattern_finder([PatternRule("slow", pattern=SLOW)])
    assert [each.type for each in finder.find("aaa")] == ["slow"]
    with pytest.raises(
        ExtractorError, match=r"types: slow: its pattern '\(a\|aa\)\+\$' took longer than 2 s .*possessive"
    ):
        finder.find("a" * 60 + "b")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            PatternRule("x", pattern="(b"),
            r"x: its pattern '\(b' is no regular expression: missing \) at character 3 .*Mend it",
        ),
        (PatternRule("x", pattern="ab[c-"), r"at character \d .*ab\[c-.*Mend it"),
        (PatternRule("x", pattern=r"\p{Nothing}"), "unknown property"),
        (PatternRule("x", pattern="b*"), "matches the empty string.*one sign at least"),
        (PatternRule("x", pattern="(?:a|)"), "matches the empty string"),
        (PatternRule("x", kind="e-mail"), "no kind 'e-mail'. There are: email, telephone, .*write a pattern"),
        (PatternRule("x", kind="email", pattern="a"), "both a kind and a pattern. Give one"),
        (PatternRule("x"), "neither a kind nor a pattern. Give one"),
        (PatternRule("x", kind="telephone", region="XY"), "'telephone' knows no region 'XY'. Write one of"),
        (
            PatternRule("x", kind="national_number", region="DE, ATLANTIS"),
            "knows no region 'ATLANTIS'. Write one of: AT, AU",
        ),
        (
            PatternRule("x", kind="email", region="DE"),
            "a region says nothing to the kind 'email'. Leave it out",
        ),
        (PatternRule("x", pattern="a", region="DE"), "a region says nothing to a pattern"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_its_type_the_place_and_the_remedy(
    rule: PatternRule, said: str
) -> None:
    with pytest.raises(ExtractorError, match=said):
        pattern_finder([PatternRule("good", kind="email"), rule])


def test_identity_tells_rules_of_other_content_or_order_apart_and_nothing_else() -> None:
    rules = [PatternRule("a", kind="telephone", region="DE"), PatternRule("b", pattern="x+")]
    others = [
        rules[:1],
        rules[::-1],
        [PatternRule("a", kind="telephone", region="FR"), rules[1]],
        [rules[0], PatternRule("b", pattern="x++")],
        [PatternRule("c", kind="telephone", region="DE"), rules[1]],
    ]
    identities = [pattern_finder(each).identity for each in (rules, *others)]
    assert len(set(identities)) == len(identities)
    assert (
        pattern_finder([PatternRule("a", kind="telephone", region=" de"), rules[1]]).identity == identities[0]
    )


def test_no_rules_find_nothing() -> None:
    assert pattern_finder([]).find("a@example.com") == []


@pytest.mark.parametrize(
    "pattern", ["(?R)", "(" * 3000 + "a" + ")" * 3000, "a{10001}", "(?:ab){1000000000,}", r"\\{20000}"]
)
def test_a_pattern_that_takes_all_memory_is_refused_before_it_does(pattern: str) -> None:
    said = refusal(PatternRule("code", pattern=pattern))
    assert said.startswith("types: code: its pattern '")
    assert "takes more memory than there is, or time without end. A part that calls itself" in said


@pytest.mark.parametrize(
    ("pattern", "text"), [(r"a\{20000}", "a{20000}"), ("a{1,20000}", "aa"), ("b|[{]20000[}]", "{20000}")]
)
def test_a_large_number_that_repeats_nothing_is_no_harm(pattern: str, text: str) -> None:
    assert typed(text, PatternRule("x", pattern=pattern)) == [(text, "x")]


def test_findings_that_overlap_in_one_place_do_not_bear_on_another() -> None:
    rules = PatternRule("short", pattern=r"\d\d"), PatternRule("long", pattern=r"(?<=\d)\d\w\w")
    assert typed("123ab 12 345cd", *rules) == [("23a", "long"), ("12", "short"), ("45c", "long")]
