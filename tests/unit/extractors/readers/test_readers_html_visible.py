"""What of a web page is text: what a visitor sees, and nothing else."""

from __future__ import annotations

import pytest

from extractors.readers.formats.html import html_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<blockquote><p>Q.</p><footer>Nadia Holloway, Corvid Systems</footer></blockquote>", "Q.\n\nNadia Holloway, Corvid Systems"),
        ("<article><p>A.</p><footer>By Ivo Kant</footer></article><footer>Imprint</footer>", "A.\n\nBy Ivo Kant"),
        ("<section><header><h2>Board</h2></header><p>A.</p></section><header>Shop</header>", "Board\n\nA."),
        ("<main><p>A.</p><footer>By Ivo Kant</footer></main>", "A.\n\nBy Ivo Kant"),
        ("<p>A.</p><div><footer>Imprint</footer></div>", "A."),
        ("<h3><button>Who is Ada?</button></h3><p>A.</p><button>Search</button>", "Who is Ada?\n\nA."),
        ("<details><summary><button>Who is Ada?</button></summary><p>A.</p></details>", "Who is Ada?\n\nA."),
        ("<dl><dt><button>Who is Ada?</button></dt><dd>A.</dd></dl>", "Who is Ada?\n\nA."),
        ("<div role=heading><button>Who is Ada?</button></div><p>A.</p>", "Who is Ada?\n\nA."),
        ("<p hidden=until-found>Ada</p><p hidden>Ivo</p><p hidden=hidden>Ivo</p>", "Ada"),
        ("<dialog open>Ada</dialog><dialog>Ivo</dialog>", "Ada"),
        ("<main><menu><li>Ada</menu></main>", "Ada"),
        ("<menu><li>Home</menu><p>Ada</p>", "Ada"),
        ("<p>Sum: <output>12</output></p><textarea>Dear\nAda</textarea>", "Sum: 12\n\nDear\nAda"),
    ],
)  # fmt: skip
def test_what_a_visitor_sees_stays(markup: str, text: str) -> None:
    assert html_text(markup) == text


@pytest.mark.parametrize(
    "unseen",
    [
        "<p style='display:none'>Ivo</p>",
        "<p style='color: red; DISPLAY : none !important;'>Ivo</p>",
        "<div style='visibility: hidden'><p>Ivo</div>",
        "<video src=a>Ivo</video>",
        "<noframes><p>Ivo</noframes>",
        "<template><p>Ivo</template>",
        "<select><option>Ivo</select>",
        "<del>Ivo</del>",
        "<a href='#top'>¶</a>",
        "<a href='page.html#n1' role=doc-backlink>back</a>",
    ],
)
def test_what_no_visitor_sees_goes(unseen: str) -> None:
    assert html_text(f"<p>Ada</p>{unseen}<p>Mina</p>") == "Ada\n\nMina"


def test_a_style_that_only_speaks_of_hiding_hides_nothing() -> None:
    assert html_text("<p style='background: url(display:none.png)'>Ada</p>") == "Ada"
    assert html_text("<p style='backface-visibility: hidden'>Ada</p>") == "Ada"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<ruby>田中<rt>たなか</rt></ruby>さん", "田中さん"),
        ("<ruby>田中<rp>(</rp><rt>たなか</rt><rp>)</rp></ruby>さん", "田中さん"),
        ("<ruby><rb>東</rb><rb>京</rb><rtc><rt>とう</rt><rt>きょう</rt></rtc></ruby>", "東京"),
        ("Corvid <del>Systems</del><ins>Works</ins> <s>Ltd</s>", "Corvid Works Ltd"),
        ("議長は佐藤花\n  子氏、\n東京の Ada\nLovelace と", "議長は佐藤花子氏、東京の Ada Lovelace と"),
        ("<b>伊藤</b>\n<i>彰則</i> <i>作</i>", "伊藤彰則 作"),
        ("김철수\n씨는", "김철수 씨는"),
        ("<b>Nadia</b> <i>Powell</i>", "Nadia Powell"),
        ("Marks &amp; Spencer, AT&amp;amp;T", "Marks & Spencer, AT&amp;T"),
        ("Ada Lovelace<a class=headerlink href='#ada'>¶</a>", "Ada Lovelace"),
        ("<a href='#ada'>§</a>Ada, § 4 <a href='law.html'>§ 5</a>", "Ada, § 4 § 5"),
        ("Anna Berg<br>12 Quay Street<br>Kiel", "Anna Berg\n12 Quay Street\nKiel"),
        ("Anna Berg<br><br><br>Kiel", "Anna Berg\n\nKiel"),
        ("<address>Anna Berg<br/>Kiel</address>", "Anna Berg\nKiel"),
        ("<dl><dt>Chair</dt><dd>Anna Berg</dd><dd>Erik Lund</dd></dl>", "Chair\n\nAnna Berg\n\nErik Lund"),
        ("<span style='display:block'>Anna</span><span style='display: block'>Erik</span>", "Anna\n\nErik"),
        ("<pre>Name   Town\n  Anna   Kiel</pre>", "Name   Town\n  Anna   Kiel"),
    ],
)
def test_text_reads_as_it_is_shown(markup: str, text: str) -> None:
    assert html_text(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Gwen Pryce<sup>1</sup> of Tidal Bank<sup>2</sup>", "Gwen Pryce of Tidal Bank"),
        ("Kiel<sup>2</sup> by Anna Berg<sup><a href='#n3'>3</a></sup>", "Kiel by Anna Berg"),
        ("Anna Berg<sup>1</sup><sup>,</sup><sup>2</sup>, Kiel<sup>[1]</sup><sup>[2]</sup>", "Anna Berg, Kiel"),
        ("Anna Berg<sup>1,</sup><sup>*</sup>, Kiel<sup>note</sup>", "Anna Berg, Kielnote"),
        ("Bo Xu<a href='#n3'><sup>3</sup></a>", "Bo Xu"),
        ("in 1999<a role=doc-noteref href=#x>4</a>", "in 1999"),
        ("Erik Lund<sup>d</sup>, Ada Kerr<sup>a</sup>, Ivo Kant<sup>b</sup>", "Erik Lund, Ada Kerr, Ivo Kant"),
        ("CO<sub>2</sub>, 40 km<sup>2</sup>, 10<sup>6</sup>, x<sup>2</sup>", "CO2, 40 km2, 106, x2"),
        ("3<sup>rd</sup>, 1<sup>er</sup>, M<sup>me</sup> Dupont", "3rd, 1er, Mme Dupont"),
        ("see <a href='#n3'>3</a>", "see 3"),
    ],
)  # fmt: skip
def test_marks_of_notes_are_no_part_of_names(markup: str, text: str) -> None:
    assert html_text(f"<p>{markup}</p>") == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mi>E</mi> <mo>=</mo> <mi>m</mi><mo>&#x2062;</mo><mi>c</mi>", "E=mc"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c"),
        ("<msqrt><mi>x</mi></msqrt>", "√x"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>", "1 2"),
        ("<semantics><mi>α</mi><annotation encoding='application/x-tex'>\\alpha</annotation></semantics>", "α"),
    ],
)  # fmt: skip
def test_a_formula_gives_its_text_once(formula: str, text: str) -> None:
    assert html_text(f"<p>Let <math>{formula}</math> be.</p>") == f"Let {text} be."


def test_a_formula_that_a_picture_stands_for_gives_its_text() -> None:
    hidden = "<span style='display: none'><math><mi>E</mi></math></span><img alt='E' src='e.png'>"
    assert html_text(f"<p>Let {hidden} be.</p>") == "Let E be."


def test_a_chapter_of_a_book_is_content_throughout() -> None:
    chapter = "<nav>Contents</nav><header>Part One</header><p>Ada<a epub:type=noteref href=#n>1</a></p><aside id=n>A note</aside>"
    assert html_text(chapter, is_content=True) == "Part One\n\nAda\n\nA note"
    assert html_text(chapter) == "Ada"
