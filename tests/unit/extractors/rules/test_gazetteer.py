"""Names of lists in texts: how they may be written, where they begin and end, and which of several is meant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from extractors.rules.gazetteer import ListedName, gazetteer_finder
from extractors.rules.names import support
from extractors.rules.protocol import Finding

FIRM = ListedName("Corvid Systems", "organization", "firms", "c1")


def found(text: str, *names: str | ListedName) -> list[Finding]:
    listed = (
        each if isinstance(each, ListedName) else ListedName(each, "thing", "list", f"e{number}")
        for number, each in enumerate(names)
    )
    return list(gazetteer_finder(listed).find(text))


def surfaces(text: str, *names: str | ListedName) -> list[str]:
    return [text[each.start : each.end] for each in found(text, *names)]


def certain(text: str, *names: str | ListedName) -> list[str]:
    return [text[each.start : each.end] for each in found(text, *names) if not each.needs_support]


def test_a_finding_tells_its_place_type_entry_and_list() -> None:
    assert found("Yesterday Corvid Systems closed.", FIRM) == [
        Finding(10, 24, "organization", "‘Corvid Systems’ is a name of firms:c1", entries=("firms:c1",))
    ]


@pytest.mark.parametrize(
    "written",
    [
        "Corvid Systems",
        "CORVID SYSTEMS",
        "Corvid\nSystems",
        "Corvid\r\n  Systems",
        "Corvid\u00a0Systems",
        "Corvid\t Systems",
        "Cor\u00advid Systems",
        "Corvid Sys\u00ad\ntems",
        "Corvid® Systems",
        "Ｃｏｒｖｉｄ Systems",
    ],
)
def test_a_name_is_found_in_its_case_or_in_capitals_and_over_white_space_of_any_kind(written: str) -> None:
    assert surfaces(f"Today {written}’s plan", FIRM) == [written]


@pytest.mark.parametrize(
    "written",
    [
        "corvid systems",
        "Corvid systems",
        "CORVID Systems",
        "Corvid\n\nSystems",
        "Corvid-Systems",
        "Corvid-\nSystems",
        "Corvid, Systems",
    ],
)
def test_other_cases_blank_lines_and_other_signs_between_words_make_no_name(written: str) -> None:
    assert surfaces(f"Today {written} and more", FIRM) == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Jean-Luc O'Brien", "Jean‑Luc O’Brien"),
        ("Jean–Luc OʼBrien", "Jean-Luc O'Brien"),
        ("Jean-Luc O'Brien", "Jean-\nLuc O'Brien"),
        ("Jean-Luc O'Brien", "JEAN‑\r\n  LUC O’BRIEN"),
        ("תל-אביב", "תל־אביב"),
        ("תל אביב", "תֵּל אָבִיב"),
        ("محمد بن سلمان", "مُحَمَّد بن سـلمان"),
        ("Müller", "Mu\u0308ller"),
        ("Mu\u0308ller", "Müller"),
        ("Müller", "Muller"),
        ("Müller", "MULLER"),
        ("Müller", "Mueller"),
        ("Straße", "STRASSE"),
        ("Ærø", "Aeroe"),
        ("Łódź", "Lodz"),
        ("Łódź", "Łodz"),
        ("Οδυσσέας", "ΟΔΥΣΣΕΑΣ"),
        ("İstanbul", "Istanbul"),
        ("Семён", "Семен"),
    ],
)
def test_apostrophes_dashes_and_accents_are_found_in_their_variants(name: str, written: str) -> None:
    text = f"so {written}, too"
    (finding,) = found(text, name)
    assert text[finding.start : finding.end] == written


@pytest.mark.parametrize(
    ("name", "written"), [("Muller", "Müller"), ("Müller", "Mûller"), ("Mueller", "Müller")]
)
def test_accents_that_the_list_does_not_give_make_another_name(name: str, written: str) -> None:
    assert surfaces(f"so {written}, too", name) == []


def test_accents_may_be_lacking_only_where_no_other_name_is_written_so() -> None:
    assert [each.entries for each in found("Muller, Müller, Mueller", "Müller", "Muller")] == [
        ("list:e1",),
        ("list:e0",),
        ("list:e0",),
    ]


def test_a_name_in_small_letters_has_a_capital_where_a_sentence_a_block_or_a_cell_begins() -> None:
    text = "Metoprolol helps. Metoprolol: “Metoprolol”\n\nMetoprolol | Metoprolol METOPROLOL metoprolol"
    assert certain(text, "metoprolol") == ["Metoprolol"] * 5 + ["METOPROLOL", "metoprolol"]


def test_a_capital_that_the_list_does_not_give_needs_support_within_a_sentence() -> None:
    (finding,) = found("He takes Metoprolol daily", "metoprolol")
    assert finding.needs_support
    assert "capital" in finding.why


@pytest.mark.parametrize(
    "text",
    [
        "Corvid's", "Corvid’s", "Corvids'", "d'Corvid", "l’Corvid", "L'Corvid", "dell'Corvid", "(Corvid)", "'Corvid'", "Corvid'da",
        "Corvid-based", "non-Corvid", "-Corvid", "Corvid- und", "Corvid-\nund", "Merlin -\nCorvid", "Merlin/Corvid", "Corvid—the", "Corvid–Merlin", "a.Corvid", "Corvid.The", "#Corvid",
    ],
)  # fmt: skip
def test_a_word_ends_at_possessives_elisions_and_hyphens_before_common_words(text: str) -> None:
    assert surfaces(f"so {text} it", "Corvid") == ([] if text == "Corvids'" else ["Corvid"])


@pytest.mark.parametrize(
    "text",
    [
        "Corvids", "Corvid2", "Corvid_x", "O'Corvid", "D'Corvid", "Jean-Corvid", "Jean-\nCorvid", "Corvid-\nMerlin", "Corvid-Merlin", "Corvid-19", "Corvid.com", "www.a.Corvid.com", "@Corvid",
        "x@Corvid", "Corvid@x", "al-Corvid", "Corvid-sur-Mer", "Aix-en-Corvid", "A&Corvid", "Corvid&A", "Corvid'Angelo", "https://Corvid/x.html",
    ],
)  # fmt: skip
def test_part_of_a_longer_word_is_no_name(text: str) -> None:
    assert surfaces(f"so {text} it", "Corvid") == []


def test_names_that_begin_or_end_with_other_signs_are_found_as_they_are() -> None:
    names = (".NET", "C++", "U.S.", "Yahoo!")
    text = "With .NET and C++ (Yahoo!) in the U.S., not ASP.NET, C, C#, U.S.A., Yahoo or Yahoo!x."
    assert certain(text, *names) == [".NET", "C++", "Yahoo!", "U.S."]


def test_the_first_of_overlapping_names_counts_and_the_longest_of_those_that_begin_together() -> None:
    names = ("New York", "York City Hall", "New", "City Hall", "Hall of Fame")
    assert surfaces("In New York City Hall of Fame", *names) == ["New York", "City Hall"]


def test_a_longer_name_that_is_not_there_hides_no_shorter_one() -> None:
    assert surfaces("Anna Leeds, Anna lee, Anna Lee", "Anna", "Anna Lee") == ["Anna", "Anna", "Anna Lee"]


def test_namesakes_are_one_finding_with_every_entry() -> None:
    names = [ListedName("Peter Voss", "person", "staff", each) for each in ("p1", "p2", "p1", "p3", "p4")]
    (finding,) = found("Peter Voss came", *names)
    assert finding.entries == ("staff:p1", "staff:p2", "staff:p3", "staff:p4")
    assert not finding.needs_support
    assert finding.why == "‘Peter Voss’ is a name of staff:p1, staff:p2, staff:p3 and 1 more"


def test_a_name_of_several_types_has_that_of_the_entry_that_the_text_names_otherwise() -> None:
    names = (
        ListedName("Lindhagen", "location", "places", "l"),
        ListedName("Lindhagen", "person", "staff", "p"),
        ListedName("Karin Lindhagen", "person", "staff", "p"),
    )
    assert [(each.type, each.needs_support) for each in found("Lindhagen is far.", *names)] == [
        ("location", True)
    ]
    assert [(each.type, each.needs_support) for each in found("Karin Lindhagen. Lindhagen is.", *names)] == [
        ("person", False),
        ("person", True),
    ]


class TestScriptsWithoutSpaces:
    def test_names_are_found_within_runs_and_beside_other_scripts(self) -> None:
        assert certain("昨日ソニーグループとSonyは株式会社ABC社で", "ソニーグループ", "Sony", "ABC社") == [
            "ソニーグループ",
            "Sony",
            "ABC社",
        ]

    def test_a_short_name_within_a_run_of_its_script_needs_support(self) -> None:
        assert [(each.start, each.needs_support) for each in found("東京都で、京都へ", "京都")] == [
            (1, True),
            (5, False),
        ]

    def test_kana_go_on_with_a_long_vowel(self) -> None:
        assert surfaces("サーバーとサーバ", "サーバ") == ["サーバ"]

    def test_a_korean_name_is_followed_by_particles_and_by_no_other_syllable(self) -> None:
        assert [each.start for each in found("서울에서 서울대 서울", "서울")] == [0, 9]

    def test_thai_names_stand_within_runs(self) -> None:
        assert surfaces("เขาอยู่ที่กรุงเทพมหานครครับ", "กรุงเทพมหานคร") == ["กรุงเทพมหานคร"]


class TestSupport:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Ann Lee and Li, too", "Li"),
            ("in 2024 again", "2024"),
            ("the table is", "table"),
            ("CALL IBM NOW", "IBM"),
            ("a 王 b", "王"),
            ("The Apple House and Apple Juice", "Apple"),
            ("Apple is", "Apple"),
            ("Reading helps", "Reading"),
            ("We sold Merlo, which merlo is", "Merlo"),
        ],
    )
    def test_short_and_common_words_need_it(self, text: str, name: str) -> None:
        assert [each.needs_support for each in found(text, name)] == [True] * len(found(text, name))
        assert found(text, name)

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("They asked Apple about it", "Apple"),
            ("Apple lost. They asked Apple about it", "Apple"),
            ("the IBM plant", "IBM"),
            ("from NATO and", "NATO"),
            ("Corvid announced", "Corvid"),
            ("Siemens hired him", "Siemens"),
            ("metoprolol and", "metoprolol"),
            ("the fast food", "fast food"),
            ("서울", "서울"),
        ],
    )
    def test_what_is_clearly_a_name_needs_none(self, text: str, name: str) -> None:
        assert [each.needs_support for each in found(text, name)] == [False] * len(found(text, name))
        assert found(text, name)

    def test_a_weak_alias_needs_it_unless_another_entry_bears_the_name_fully(self) -> None:
        weak = ListedName("Corvid Systems", "organization", "firms", "c2", is_weak=True)
        assert found("Corvid Systems", weak)[0].needs_support
        (finding,) = found("Corvid Systems", weak, FIRM)
        assert not finding.needs_support
        assert finding.entries == ("firms:c2", "firms:c1")


class TestIdentity:
    def test_it_stays_with_the_same_names(self) -> None:
        assert gazetteer_finder([FIRM]).identity == gazetteer_finder(iter([FIRM])).identity

    @pytest.mark.parametrize(
        "other",
        [
            [],
            [FIRM, FIRM],
            [ListedName("Corvid System", "organization", "firms", "c1")],
            [ListedName("Corvid Systems", "product", "firms", "c1")],
            [ListedName("Corvid Systems", "organization", "staff", "c1")],
            [ListedName("Corvid Systems", "organization", "firms", "c2")],
            [ListedName("Corvid Systems", "organization", "firms", "c1", is_weak=True)],
        ],
    )
    def test_it_changes_with_whatever_changes_the_findings(self, other: list[ListedName]) -> None:
        assert gazetteer_finder(other).identity != gazetteer_finder([FIRM]).identity

    def test_it_changes_with_the_common_words(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = gazetteer_finder([FIRM]).identity
        monkeypatch.setattr(support, "_vocabulary", lambda: b'{"model": {"vocab": {}}}')
        support.common_words_identity.cache_clear()
        try:
            assert gazetteer_finder([FIRM]).identity != before
        finally:
            support.common_words_identity.cache_clear()

    def test_the_source_is_the_gazetteer(self) -> None:
        assert gazetteer_finder([FIRM]).source == "gazetteer"


def test_no_names_and_names_without_a_word_are_found_nowhere() -> None:
    assert found("anything … at all") == []
    assert found("anything … at \0 all", "…", "-") == []


def test_a_long_text_is_read_to_its_end_at_its_own_places() -> None:
    paragraph = "Today Corvid\n Systems closed, Zoë said: “Corvid” and more.\n\n"
    text = paragraph * 8_000
    places = [(each.start, each.end) for each in found(text, FIRM)]
    assert places == [(number * len(paragraph) + 6, number * len(paragraph) + 21) for number in range(8_000)]


def test_a_word_in_small_letters_makes_a_name_doubtful_however_far_it_is() -> None:
    text = "We sold Merlo.\n\n" + "Nothing is here.\n\n" * 20_000 + "It is merlo."
    (finding,) = found(text, "Merlo")
    assert finding.needs_support


def test_halves_of_characters_do_not_hinder() -> None:
    assert surfaces("a \ud800 Corvid Systems \udfff", FIRM) == ["Corvid Systems"]


def test_several_threads_find_the_same() -> None:
    finder = gazetteer_finder([FIRM])
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(finder.find, ["So Corvid Systems is"] * 16))
    assert all(len(each) == 1 for each in results)
