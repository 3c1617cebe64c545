"""Where sentences end: after which full stops, brackets and quotation marks, in many languages."""

from __future__ import annotations

import pytest

from extractors.segmentation.segments import split_sentences
from extractors.segmentation.sentence_ends import sentence_ends

# "|" stands where a sentence ends within the text.
MARKED = {
    "fr": [
        "Anna Berg a rencontré M. Dupont à Paris. |Elle est restée.",
        "MM. Dupont et Martin ont signé.",
        "Mme. Dupont et Mlle. Martin sont venues.",
        "Le contrat est signé par Mgr. Lefort et le Dr. Roux.",
        "Selon l'art. 5 du code, l'av. Foch est fermée. |Rien d'autre.",
        "Elle habite au 12 av. Foch à Paris.",
        "Le livre de É. Zola et de J.-P. Martin est paru.",
        "Il aime l'art. |Anna est partie.",
        "Elle parle de M. Le Goff. |Il est parti.",
        "La Me. Durand et le Pr. Petit ont parlé.",
        "(Il a quitté Kiel.) |Elle est restée.",
        "« Je pars. » |Anna est restée.",
        "Elle prend de la vitamine C. |Le médecin est content.",
        "St. Denis et Ste. Anne, p. ex. Lyon, vol. 3, no. 5.",
        "Le tribunal a entendu Me Roux et MM. Les Frères Petit. |La cour s'est retirée.",
        "Il est né en 1920 av. J.-C. |Rien ne reste.",
        "C'est l'abbé J. Le Goff qui parle à Mme. de Staël.",
        "Il a vu le vol. |La police est venue.",
        "Corvid S.A. |La société a grandi. |Elle emploie M. H. Petit.",
        "Il a dit : « Je pars. » |Puis il est parti.",
        "Elle est partie (enfin !) |Elle est resté.",
        "Qui est-ce ? |Anna Berg. |Et lui ?",
        "Le train no. 12, p. 4, fig. A, etc. |Elle dort.",
        "Le Col. Petit et le gén. Roux, cf. Anna Berg, sont là.",
        "M. et Mme. Petit, S. Exc. Mgr. Roux.",
    ],
    "de": [
        "Das Schreiben kam von Dipl.-Ing. Erben aus Kiel. |Er blieb.",
        "Der Betrag wird gem. Abs. 2 des Gesetzes bezahlt.",
        "Prof. Holt, Hr. Erben und Fr. Berg trafen Nr. 5 in St. Gallen.",
        "Der Termin am 17. Juli wurde im 19. Jahrhundert gesetzt. |Er blieb.",
        "Er kam z. B. Anna Berg und u. a. Tomas Erben entgegen.",
        "Der Brief von J. Holt an Ä. Berg ist da.",
        "Er gewann 1920. |Der Verein blieb.",
        "Dinge dieser Art. |Anna Berg ging.",
        "Nach Art. 5 GG gilt das bzw. Anna irrt.",
        "Er kaufte Brot, Milch usw. |Danach ging er.",
        "(Er verließ Kiel.) |Sie blieb.",
        "„Ich gehe.“ |Anna Berg blieb.",
        "Dr. med. Anna Berg und Dr. h. c. Tomas Erben, Mag. Holt und RA Dr. jur. Lind.",
        "Die 3. Kammer tagte. |Sie schwieg.",
        "Er ist 17. |Das ist jung.",
        "Kaiser Wilhelm II. ging. |Er blieb in Doorn.",
        "Er wohnt in der Hauptstr. 5 in Kiel, Tel. 0431 55.",
        "Frau Dr. Anna Berg, geb. Holt, wohnt Hauptstr. 5. |Sie ist Ärztin.",
        "Er sprach mit Hrn. Lind und der Fa. Corvid am 3. Mai 2020. |Dann ging er.",
        "Die GmbH & Co. KG wurde am 5. 3. 2001 gegründet. |Sie wuchs.",
        "Das war im Juni 1920. |Anna Berg kam später.",
        "Er traf Th. Mann und Joh. Berg in Frankfurt a. M. |Sie blieb.",
        "Sie ging am Abend. |Er kam um 8. |Dann schlief er.",
        "„Wer ist da?“ fragte Anna. |„Ich.“",
        "Er verkaufte sie (die Firma). |Anna war froh.",
        "Vgl. Abb. 3, S. 5, Bd. II, Kap. 4 und Tel. 0431 2.",
        "Das gilt ab dem 1. Januar. |Die 12. Division zog ab.",
        "Im 2. Weltkrieg fiel er. |Im Jahr 5 v. Chr. |Das ist lange her.",
        "Am Hl. Abend kam Bgm. Lind mit Gen. Roth.",
        "Corvid hat 5 Mio. Euro und 3 Mrd. Dollar. |Holt hat nichts.",
        "Der sog. Anna-Berg-Preis ging an Hans u. Anna.",
    ],
    "es": [
        "El Sr. Pérez y la Sra. Gómez llegaron con D. Juan y Dña. Ana.",
        "El Lic. Soto y la Ing. Ruiz hablaron con el Excmo. Sr. Vega. |Nada pasó.",
        "Todo va bien. |Ana se fue.",
        "Vive cerca del mar. |Ana se fue.",
        "Habló con D. Juan Carlos. |Él se fue.",
        "(Se fue de Kiel.) |Ella se quedó.",
        "Vive en Avda. Colón, núm. 5, Sta. Fe.",
        "Firmaron J. Holt y Á. Ruiz.",
        "¿Quién? |¿Por qué?",
        "El Dr. Soto, la Dra. Vega, el Gral. Ruiz y Mons. Paz. |Ella habló.",
        "La empresa Corvid S.A. |El director renunció.",
        "Nació en 1920 a. C. y el art. 5, pág. 3, vol. II lo dice.",
        "Nada más. |Ana no. |Juan sí.",
        "Ud. sabe que EE. UU. es grande. |Anna lo sabe.",
        "Dijo: «Me voy.» |Ana se quedó.",
        "El P. Gómez y Fr. Luis vieron a Sto. Tomás.",
        "Pesa 30 kg. |Ana pesa 50.",
    ],
    "it": [
        "Il Sig. Rossi e il Dott. Bianchi hanno visto l'Avv. Neri, l'On. Verdi e Mons. Galli. |Poi basta.",
        "La Sig.ra Rossi e la Dott.ssa Bianchi sono qui.",
        "L'Ing. Rossi, il Prof. Neri e l'Arch. Galli sono qui.",
        "Siamo andati al bar. |Anna era lì.",
        "(È partito da Kiel.) |Lei è rimasta.",
        "Il libro di J. Holt e S. Francesco è qui.",
        "L'avv. Rossi e il dott. Neri della NATO. |Anna era a Roma.",
        "È nato nel 5 a.C. |Il re morì. |Anna mai. |Bo sì.",
        "Il Gen. Rossi, il Col. Neri e S. E. Mons. Galli.",
        "La Corvid S.p.A. |La ditta crebbe. |Vedi art. 5, pag. 3, n. 7, vol. II.",
        "Lavora in via Roma. |Anna no.",
        "Disse: «Vado.» |Lei restò.",
    ],
    "pl": [
        "Pan inż. Kowalski i ks. Nowak spotkali prof. Zielińskiego. |Potem wyszli.",
        "Przyszła dr hab. Anna Berg i św. Jan z ul. Długiej oraz mgr. Nowak.",
        "Budynek im. Jana Pawła przy al. Niepodległości i pl. Wolności stoi.",
        "Napisał to Ł. Nowak i J. Holt.",
        "(Opuścił Kiel.) |Ona została.",
        "Spotkał gen. Andersa i bp. Wysockiego w r. 1940.",
        "Spotkał min. Nowaka, dyr. Berg i red. Lisa. |Nie wrócił.",
        "Mieszka w Warszawie przy ul. Nowej 5 m. 3. |Pracuje w Corvid sp. z o.o. |Jest sam.",
        "W XIX w. Polska znikła. |Art. 5 ust. 2 pkt. 3 mówi co innego.",
        "Kupił dom. |Anna się ucieszyła. |To był rok 1920. |Potem wyjechał.",
        "Urodził się 5 maja 1920 r. |W domu był o. Jan i s. Maria.",
    ],
    "nl": [
        "Gisteren sprak mevr. Jansen met dhr. De Vries en drs. Bakker. |Hij bleef.",
        "Ook ir. Smit, prof. Visser, mr. De Jong en jhr. Six waren er.",
        "(Hij verliet Kiel.) |Zij bleef.",
        "Het boek van J. Holt is er.",
        "Hij werkt bij Corvid N.V. |De firma groeit.",
        "Mw. Jansen en ds. Bakker wonen aan de St. Jansstraat.",
        "Hij zag ds. Bakker, mr. Smit en lic. Peeters. |Zij niet.",
        "Hij zei van niet. |Anna wel. |Zij is de best. |Piet lachte.",
        "Zie art. 5, nr. 3 en blz. 7. |Het is zo. |Dhr. Van Dijk en mevr. De Boer.",
        "Hij gaf haar de hand. |Anna lachte.",
    ],
    "pt": [
        "O Sr. Silva e a Sra. Costa falaram com o Exmo. Sr. Ramos e o Eng. Lopes. |Nada mais.",
        "A Dr.ª Ana Berg e a Prof.ª Lima chegaram com D. Pedro.",
        "(Ele saiu de Kiel.) |Ela ficou.",
        "Mora na Av. Brasil, n.º 5, perto da R. Augusta.",
        "O livro de J. Holt e Á. Lima saiu.",
        "O Cel. Lima, o Gen. Costa e o Pe. Sousa. |Nada disse.",
        "A Corvid Ltda. |A empresa cresceu. |Ver art. 5, pág. 3.",
        "É uma obra de arte. |Ana gostou. |Av. Brasil, 5.",
    ],
    "en": [
        "See vol. III and Amb. Holt with Ald. Lind, approx. Three of them at Ft. Worth, ed. Berg.",
        "Gov. Holt, Sen. Lind, Rep. Berg and Gen. Erben met Messrs. Marks and Rev. Roe, Hon. Pryce and Capt. Lee. |They left.",
        "(He left Kiel.) |She stayed at home.",
        "He left (in the rain.) |Anna stayed.",
        "The firm (Corvid Inc.) Lind founded grew.",
        "Corvid Systems Inc. said so, and Harbour Ltd., too.",
        "He works for Corvid Inc. |The firm grew.",
        "He met J. R. Holt and T. Erben in the U.S. Senate.",
        "He said no. |Holt left.",
        "He was ill. |Anna left.",
        "No. 5 is here, see Fig. A and p. 7.",
        '"I left Kiel." |Anna stayed.',
        'He said: "I left Kiel." |She stayed.',
        "“I left Kiel.” |Anna stayed.",
        '"Who is there?" Anna asked.',
        "She takes vitamin C. |The doctor is glad.",
        "Lt. Col. Holt and Brig. Gen. Lind met Insp. Roe and Supt. Lee at Mt. Rainier.",
        "He left. |[Laughter.] |She stayed.",
        "Holt Jr. and Lind Sr. came.",
        "It came from St. Louis. |(See below.) |Anna left.",
        "Fr. Brown, Sr. Maria and Lt. Gov. Holt met at St. Mary's. |It rained.",
        "Dr. Will Holt and Dr. So Berg left. |Mr. An stayed.",
        "He moved to Washington, D.C. |The firm followed. |Then Ostrava Motors Co. Ltd. came.",
        "It cost $5 (approx. Three pounds). |(It was cheap.) |(Very cheap!) |Anna paid.",
        "The board (Holt, Lind et al.) Approved it.",
        "Really? |(No!) |Anna (aged 5?) Berg left.",
        '"Stop!" Tomas Erben shouted. |"Stop!" |Anna ran.',
        "He wrote Vol. 3 and vol. IV, No. 7, pp. 3-5. |He said no. |Holt did.",
        "The answer is no. |She was a miss. |The old man. |Holt.",
        "Holt Jr. |The son left. |Lind Jr. Berg.",
        "A well-known art. |Holt paints. |Art. 5 says so.",
        "He waited … Anna came. |Well... |She left.",
        "Kim Jong-un's H. E. Amb. Lee arrived. |Ch. 5 ends.",
    ],
    "ja": [
        "彼は「東京に行った。」と言った。|大阪にも行った。",
        "「東京に行った。」|大阪にも行った。",
        "（東京に行った。）|大阪にも行った。",
        "東京に行った！|大阪にも行った？|はい。",
        "『行くよ。』と花子は言った。|（終わり。）",
        "「行く。帰る。」|花子は寝た。",
    ],
    "zh": [
        "他说：“我走了。”|她留下了。",
        "他走了。|她留下了。",
        "他说。|（完。）|她笑了。",
    ],
    "ru": [
        "Он встретил г. Иванова и проф. Петрова. |Потом ушёл.",
        "Роман А. С. Пушкина на ул. Ленина, им. Горького, т. е. тут.",
    ],
    "cs": [
        "Přišel Ing. Novák a Mgr. Svoboda. |Odešel.",
        "Přišel Ing. Novák, Mgr. Svoboda, MUDr. Malá a prof. Černý. |Odešli.",
    ],
    "sv": [
        "Han träffade J. Berg och Å. Lind. |Hon gick.",
    ],
    "hu": [
        "Dr. Kovács J. Péter itt van. |Elment.",
    ],
}


def marked(text: str, language: str) -> str:
    ends = sentence_ends(text, language)
    return "|".join(text[start:end] for start, end in zip([0, *ends], ends, strict=False))


@pytest.mark.parametrize(
    ("language", "right"), [(language, text) for language, texts in MARKED.items() for text in texts]
)
def test_a_text_ends_its_sentences_where_a_reader_does(language: str, right: str) -> None:
    assert marked(right.replace("|", ""), language) == right


@pytest.mark.parametrize("language", ["en", "de", "ja", "xx", ""])
def test_the_last_sentence_ends_with_the_text(language: str) -> None:
    for text in (" ", "Anna", "Anna. ", "Anna.", "(Anna.)", "Mr. ", "。"):
        assert sentence_ends(text, language)[-1] == len(text)
    assert sentence_ends("", language) == []


def test_offsets_count_characters_and_not_bytes() -> None:
    text = "😀 É. Zola 東京. (Il est parti.) Elle reste."
    assert [text[:end] for end in sentence_ends(text, "fr")] == [
        "😀 É. Zola 東京. ",
        "😀 É. Zola 東京. (Il est parti.) ",
        text,
    ]


def test_a_title_in_capitals_is_a_title() -> None:
    assert (
        marked("LE 3 MAI MME. DUPONT ET M. ROUX SONT VENUS.", "fr")
        == "LE 3 MAI MME. DUPONT ET M. ROUX SONT VENUS."
    )


@pytest.mark.parametrize(
    ("language", "right"),
    [
        ("it", "IL PROPR. ROSSI È QUI."),
        ("en", "He waited... Anna Berg left Kiel."),
        ("de", "Sie sagte ... Anna Berg sei da."),
        ("en", "The envoy (since May Amb.) Holt left."),
        ("en", "Anna (she said no. Holt agreed) left Kiel."),
        ("en", "“She said no. Holt agreed”, wrote Anna."),
    ],
)
def test_a_pause_and_what_stands_in_a_bracket_or_a_quotation_end_nothing(language: str, right: str) -> None:
    assert marked(right, language) == right


def test_a_small_letter_that_stands_for_another_word_is_no_title() -> None:
    assert marked("Il mesure 3 m. Anna mesure 2 m.", "fr") == "Il mesure 3 m. |Anna mesure 2 m."


def test_the_sentences_of_a_document_keep_a_title_with_its_name() -> None:
    text = "Anna Berg a rencontré M. Dupont à Paris. Elle est restée."
    assert [text[s.start : s.end] for s in split_sentences(text, "fr")] == [
        "Anna Berg a rencontré M. Dupont à Paris.",
        "Elle est restée.",
    ]


@pytest.mark.parametrize(
    ("language", "right"),
    [
        ("en", "It is put into the file. |apt reads it."),
        ("lt", "Jonas liko... |Ji išėjo 1996 m. kovą."),
        ("pl", "Napisał to m. in. dla nas. |potem wyszedł."),
        ("de", "Er baut bzw. montiert das Werk ggf. allein."),
        ("ru", "Это было в 1920 г. осенью, т. е. давно."),
    ],
)
def test_before_a_small_letter_a_word_may_end_a_sentence_and_an_abbreviation_does_not(
    language: str, right: str
) -> None:
    assert marked(right.replace("|", ""), language) == right


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "They left at 6 a.m. Monday.", "They left at 6 a.m. |Monday."),
        ("en", "Holt works for Corvid Inc. Lind left.", "Holt works for Corvid Inc. Lind left."),
        ("fr", "C'est M. Elle est là.", "C'est M. Elle est là."),
        ("ja", "「はい！」花子は答えた。", "「はい！」|花子は答えた。"),
    ],
)
def test_what_only_the_meaning_tells_is_told_wrongly(language: str, text: str, found: str) -> None:
    assert marked(text, language) == found
