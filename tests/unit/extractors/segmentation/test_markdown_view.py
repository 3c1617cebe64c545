"""Markdown as it is read: names without marks, tables by rows, lists by items; the stored text is the file."""

from __future__ import annotations

import pytest

from extractors.segmentation.segments import segment


def seen(text: str) -> list[str]:
    return [
        block.replace("\n", " ") for block in segment(text, "text/markdown").view.text.split("\n\n") if block
    ]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Corvid **Systems** of Kiel.", ["Corvid Systems of Kiel."]),
        ("**Nadia** **Holloway** spoke.", ["Nadia Holloway spoke."]),
        ("_Nadia_ ~~no~~ *Holloway* spoke.", ["Nadia  Holloway spoke."]),
        ("J\\. R\\. Holt spoke.", ["J. R. Holt spoke."]),
        ("Seán O&#39;Malley of Marks &amp; Spencer.", ["Seán O'Malley of Marks & Spencer."]),
        ("[Dana](x.html) Petrie and [[wiki|Omar Aziz]] met.", ["Dana Petrie and Omar Aziz met."]),
        ("Nadia <b>Hollo</b>way, `Corvid` Systems.", ["Nadia Holloway, Corvid Systems."]),
        ("Nadia Holloway[^1] spoke.\n\n[^1]: Of Kiel.", ["Nadia Holloway spoke.", "Of Kiel."]),
        ("# The *mill*\n\nText here.", ["- The mill", "Text here."]),
        ("The mill\n========\n\nText here.", ["- The mill", "Text here."]),
        ("> of the Corvid\n> Systems in Kiel.", ["of the Corvid Systems in Kiel."]),
        ("> > of the Corvid\n> > Systems.\n>\n> No.", ["of the Corvid Systems.", "No."]),
        ("* Mei Lin\n* Ravi Patel\n  of Leeds", ["- Mei Lin", "- Ravi Patel of Leeds"]),
        (
            "1. Mei Lin\n\n2. Ravi Patel\n\n   A second paragraph.",
            ["- Mei Lin", "- Ravi Patel", "A second paragraph."],
        ),
        (
            "| Name | Town |\n|:---|---:|\n| **Mei** Lin | Leeds |\n| a \\| b | |\n",
            ["| Name | Town |", "| Mei Lin | Leeds |", "| a | b |  |"],
        ),
        ("Nadia Holloway  \n14 Quay Street  \nLeeds\n", ["- Nadia Holloway", "- 14 Quay Street", "- Leeds"]),
        ("---\nauthor: Mei Lin\n---\n\nText here.", ["- author: Mei Lin", "Text here."]),
        ("```\n// Made by Mei\n// Lin for us.\n```", ["Made by Mei Lin for us."]),
        ("<div><p>Mei <b>Lin</b></p><p>Ravi&nbsp;Patel</p></div>", ["- Mei Lin", "- Ravi\u00a0Patel"]),
        (
            "<table>\n<tr><th>Name</th><th>Town</th></tr>\n<tr><td>Mei <b>Lin</b></td><td></td></tr>\n</table>",
            ["| Name | Town |", "| Mei Lin |  |"],
        ),
        ("<script>\nlet Mei = 1;\n</script>\n\nRavi Patel.", ["Ravi Patel."]),
        (
            "The plant was bought by Tomas\nErben, who paid.",
            ["The plant was bought by Tomas Erben, who paid."],
        ),
        ("Mei Lin  \nRavi Patel", ["- Mei Lin", "- Ravi Patel"]),
        ("Term\n: Mei Lin spoke.\n", ["- Term", "- Mei Lin spoke."]),
        ("- [x] Mei Lin\n- [ ] Omar Aziz\n", ["- Mei Lin", "- Omar Aziz"]),
    ],
)
def test_marks_are_not_read(text: str, blocks: list[str]) -> None:
    assert seen(text) == blocks


def test_a_name_in_the_view_leads_back_to_its_place_in_the_file() -> None:
    text = "Früher sprach **Nadia** [Holloway](x) für Marks &amp; Söhne.\n"
    view = segment(text, "text/markdown").view
    for name, written in (
        ("Nadia Holloway", "Nadia** [Holloway"),
        ("Marks & Söhne", "Marks &amp; Söhne"),
    ):
        start = view.text.index(name)
        stored = view.stored(start, start + len(name))
        assert stored is not None
        assert text[slice(*stored)] == written


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Run `make mill now.\nThe second` call.", ["Run `make mill now.", "The second` call."]),
        ("> Run `make mill now.\n> The second` call.", ["Run `make mill now.", "The second` call."]),
        ("Run `` a ` b now.\r\nThe second`` call.", ["Run `` a ` b now.", "The second`` call."]),
    ],
)
def test_a_sentence_that_ends_within_marks_ends_there_in_the_file(text: str, sentences: list[str]) -> None:
    found = segment(text, "text/markdown").sentences
    assert [text[each.start : each.end].removeprefix("> ") for each in found] == sentences


def test_plain_text_keeps_the_signs_that_markdown_would_take() -> None:
    assert segment("M*A*S*H and J\\. Holt.").view.text == "M*A*S*H and J\\. Holt."


@pytest.mark.parametrize("mark", ["- |", "1. |", "- ||", "* |  \n  |"])
def test_an_item_that_holds_nothing_but_the_bar_of_a_row_shows_nothing(mark: str) -> None:
    segmented = segment(f"Nadia Holloway\n\n{mark}\n\nIvo Kant\n", "text/markdown")
    assert "Nadia Holloway" in segmented.view.text
    assert segmented.view.text.endswith("Ivo Kant")
    assert not any(sign in segmented.view.text for sign in "|1*")
