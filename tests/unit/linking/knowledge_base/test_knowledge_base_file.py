"""Knowledge base files: both forms give the same entries, and every mistake is named with its line and the remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.knowledge_base import file
from linking.knowledge_base.base import KnowledgeBaseEntry
from linking.knowledge_base.file import KnowledgeBaseError, load_knowledge_base, read_entries
from linking.model import LocalEntity

TABLE = """\
id,name,type,aliases,weak_aliases,prior,description
p1,Mara Lindqvist,person,Mara A. Lindqvist|M. Lindqvist,Mara,2.5,"Hydraulic engineer, of Aldermouth"

p2,Aldermouth,location,,,,
"""
ENTRIES = [
    KnowledgeBaseEntry(
        "p1",
        "Mara Lindqvist",
        "person",
        ("Mara A. Lindqvist", "M. Lindqvist"),
        ("Mara",),
        2.5,
        "Hydraulic engineer, of Aldermouth",
    ),
    KnowledgeBaseEntry("p2", "Aldermouth", "location"),
]


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(KnowledgeBaseError) as error:
        list(read_entries(path))
    return str(error.value).splitlines()


def test_a_table(tmp_path: Path) -> None:
    assert list(read_entries(write(tmp_path / "staff.csv", TABLE))) == ENTRIES


def test_a_table_of_another_editor(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode()
    assert list(read_entries(write(tmp_path / "staff.CSV", content))) == ENTRIES


def test_the_columns_come_in_any_order_and_id_and_name_will_do(tmp_path: Path) -> None:
    path = write(tmp_path / "staff.csv", "Name, ID\nAldermouth,p2\n")
    assert list(read_entries(path)) == [KnowledgeBaseEntry("p2", "Aldermouth")]


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        {
            "id": "p1",
            "name": "Mara Lindqvist",
            "type": "person",
            "aliases": ["Mara A. Lindqvist", "M. Lindqvist", "Mara Lindqvist", " "],
            "weak_aliases": ["Mara"],
            "prior": 2.5,
            "description": "Hydraulic engineer, of Aldermouth",
        },
        {"id": "p2", "name": "Aldermouth", "type": "location", "aliases": None, "prior": 1},
    ]
    content = "\n\n".join(json.dumps(line) for line in lines)
    assert list(read_entries(write(tmp_path / "staff.jsonl", content))) == ENTRIES


def test_types_are_renamed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,name,type\n1,Rome,city\n2,Ada,\n3,Tiber,river\n")
    types = {"city": "location", "": "person"}
    assert [entry.type for entry in read_entries(path, types)] == ["location", "person", "river"]


def test_a_bar_in_a_table_separates_and_what_is_empty_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,name,aliases\n1,Rome,| Roma ||Rome|Roma|\n")
    assert next(iter(read_entries(path))).aliases == ("Roma",)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "id,type\n1,person\n", "a.csv:1: there is no column 'name'. Begin with: id,name,"),
        ("a.csv", "id;name\n1;Ada\n", "a.csv:1: there is no column 'id'. Separate columns by commas."),
        ("a.csv", "id,name,alias\n1,Ada,\n", "a.csv:1: there is no field 'alias'. Did you mean 'aliases'?"),
        ("a.csv", "id,name,name\n1,Ada,\n", "a.csv:1: the column 'name' comes twice."),
        ("a.csv", "", "a.csv:1: the file is empty. Begin with a row of columns"),
        ("a.csv", "id,name\n", "a.csv:1: the file holds no entry. Write at least one."),
        ("a.csv", "id,name\n1,Ada,x\n", "a.csv:2: the row has 3 cells, the header 2. Put cells"),
        ("a.csv", 'id,name\n1,"Ada\n', "a.csv:2: the row is no CSV (unexpected end of data)."),
        ("a.csv", "id,name\n1,\n", "a.csv:2: the name is empty. Every entry has"),
        ("a.csv", "id,name\n,Ada\n", "a.csv:2: the id is empty."),
        ("a.csv", "id,name\n1,---\n", "a.csv:2: the name '---' has no letter."),
        ("a.csv", "id,name\n1,Ada\n\n1,Eve\n", "a.csv:4: the id '1' is already on line 2. Give each"),
        ("a.csv", "id,name,prior\n1,Ada,often\n", "a.csv:2: the prior 'often' is no number from 0 up."),
        ("a.csv", 'id,name,prior\n1,Ada,"0,5"\n', "a.csv:2: the prior '0,5' is no number from 0 up."),
        ("a.csv", "id,name,prior\n1,Ada,-1\n", "a.csv:2: the prior '-1' is no number"),
        ("a.csv", "id,name,prior\n1,Ada,nan\n", "a.csv:2: the prior 'nan' is no number"),
        ("a.csv", b"id,name\n1,Ada\n2,J\xfcrgen\n", "a.csv:3: byte 4 is not UTF-8. Save the file as UTF-8."),
        ("a.csv", 'id,name\n"1\n2",Ada\n', r"a.csv:2: the id '1\n2' has a sign that cannot be shown."),
        ("a.jsonl", "", "a.jsonl:1: the file holds no entry."),
        ("a.jsonl", '{"id": "1"', "a.jsonl:1: column 11 is no valid JSON ("),
        ("a.jsonl", "[1]", "a.jsonl:1: the line holds no JSON object but a JSON array."),
        ("a.jsonl", '{"id": "1", "nam": "Ada"}', "a.jsonl:1: there is no field 'nam'. Did you mean 'name'?"),
        (
            "a.jsonl",
            '{"id": "1", "xyz": "Ada"}',
            "a.jsonl:1: there is no field 'xyz'. The fields are id, name",
        ),
        ("a.jsonl", '{"id": 1, "name": "Ada"}', "a.jsonl:1: the id 1 is no string. Put it in quotes."),
        ("a.jsonl", '{"id": "1", "name": "Ada", "aliases": "A"}', "a.jsonl:1: aliases is no list."),
        ("a.jsonl", '{"id": "1", "name": "Ada", "aliases": [1]}', "a.jsonl:1: the aliases 1 is no string."),
        ("a.jsonl", '{"id": "1", "name": "Ada", "prior": true}', "a.jsonl:1: the prior True is no number"),
        ("a.jsonl", '{"id": "1", "name": "Ada", "prior": 1e999}', "a.jsonl:1: the prior inf is no number"),
        ("a.jsonl", r'{"id": "1", "name": "Ada\ud800"}', "a.jsonl:1: the name "),
        ("a.txt", "", "the ending '.txt' names no form of a knowledge base."),
    ],
)
def test_mistakes_are_named_with_line_and_remedy(
    tmp_path: Path, name: str, content: str | bytes, expected: str
) -> None:
    first, *_ = problems(write(tmp_path / name, content))
    assert expected in first
    assert first.endswith((".", "?"))


def test_several_mistakes_are_told_at_once_and_twenty_at_most(tmp_path: Path) -> None:
    rows = "".join(f"{i},\n" for i in range(30))
    told = problems(write(tmp_path / "a.csv", "id,name\n" + rows))
    assert len(told) == 21
    assert "a.csv:21:" in told[19]
    assert told[20].endswith("10 more problems.")


def test_a_line_number_counts_lines_within_cells(tmp_path: Path) -> None:
    content = 'id,name,description\n1,Ada,"one\ntwo"\n2,,\n'
    assert "a.csv:4: the name is empty" in problems(write(tmp_path / "a.csv", content))[0]


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    assert "there is no such file" in problems(tmp_path / "a.csv")[0]
    (tmp_path / "b.csv").mkdir()
    assert "it is a folder" in problems(tmp_path / "b.csv")[0]


def test_limits_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "x" * (file.LONGEST_NAME + 1)
    assert (
        "the name has 501 characters. Write at most 500."
        in problems(write(tmp_path / "a.csv", f"id,name\n1,{long}\n"))[0]
    )
    monkeypatch.setattr(file, "LONGEST_LINE", 50)
    assert (
        "a.jsonl:2: the line has more than 50 bytes"
        in problems(write(tmp_path / "a.jsonl", '{"id": "1", "name": "Ada"}\n' + "x" * 60))[0]
    )
    monkeypatch.setattr(file, "MOST_ENTRIES", 1)
    assert "a.csv:3: more than 1 entries" in problems(write(tmp_path / "a.csv", "id,name\n1,A\n2,B\n"))[0]


def test_the_name_and_the_fingerprint_of_a_knowledge_base(tmp_path: Path) -> None:
    path = write(tmp_path / "staff.csv", TABLE)
    known = load_knowledge_base(path)
    assert (known.name, len(known)) == ("staff", 2)
    same = {known.fingerprint, load_knowledge_base(path).fingerprint}
    others = {
        load_knowledge_base(path, "people").fingerprint,
        load_knowledge_base(path, margin=0.1).fingerprint,
        load_knowledge_base(path, types={"person": "people"}).fingerprint,
        load_knowledge_base(write(tmp_path / "staff.csv", TABLE + "p3,Ada,,,,,\n")).fingerprint,
    }
    assert len(same) == 1
    assert len(others | same) == 5


def test_renamed_types_decide_the_link(tmp_path: Path) -> None:
    path = write(tmp_path / "towns.csv", "id,name,type\n1,Harwick,stadt\n")
    local = LocalEntity("l", "d", "Harwick", "location", ("Harwick",), 0)
    assert load_knowledge_base(path, types={"stadt": "location"}).link(local, ()).score == 1.0
    assert load_knowledge_base(path, types={"stadt": "person"}).link(local, ()).entry is None


TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)


@given(st.lists(st.tuples(TEXT, st.lists(TEXT, max_size=3)), min_size=1, max_size=5))
def test_json_lines_return_what_was_written(tmp_path_factory: pytest.TempPathFactory, rows) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("kb") / "a.jsonl"
    records = [
        {"id": str(number), "name": f"a{name}", "aliases": [f"b{alias}" for alias in aliases]}
        for number, (name, aliases) in enumerate(rows)
    ]
    write(path, "\n".join(json.dumps(record, ensure_ascii=False) for record in records))
    read = list(read_entries(path))
    assert [(entry.id, entry.name) for entry in read] == [(each["id"], each["name"]) for each in records]
    assert [list(entry.aliases) for entry in read] == [
        list(dict.fromkeys(each["aliases"])) for each in records
    ]
