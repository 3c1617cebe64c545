"""Words that say what kind of thing a name is, in the languages that graphmill meets most, and what such a word does to a name.

Most are known by the library ``rigour``; what it lacks is listed here.
"""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache

from linking.names.folding import fold, is_discriminator


class WordKind(Enum):
    """What a word says of the thing that a name has it for.

    ``ORDER`` counts (Second), ``SORT`` says for whom or of which sort (Women's), ``OFFSHOOT`` is what organisations and events
    have beside themselves (Foundation, Press, Group Stage), ``BODY`` and ``TRADE`` say what a thing is that may as well be the
    whole of it (Council; Bank, Airlines), ``WHOLE`` says no more than that it is one (Group, Party, Club), ``PLACE`` where it is.
    """

    ORDER = "order"
    SORT = "sort"
    OFFSHOOT = "offshoot"
    BODY = "body"
    TRADE = "trade"
    WHOLE = "whole"
    PLACE = "place"
    UNKNOWN = "unknown"


KINDS = frozenset({WordKind.OFFSHOOT, WordKind.BODY, WordKind.TRADE, WordKind.WHOLE})
"""Words that say what a thing is."""

_WORDS: dict[WordKind, str] = {
    WordKind.ORDER: """zweiter zweites zweiten dritte dritter drittes vierte fünfte deuxième troisième quatrième cinquième segundo
        tercera tercero cuarta cuarto quinta quinto seconda secondo terza terzo второй вторая второе третий третья третье
        четвёртый четвёртая пятый пятая δεύτερος δεύτερη δεύτερο τρίτος τρίτη τρίτο الثاني الثانية الثالث الثالثة 제2차""",
    WordKind.SORT: """women womens woman ladies girls girl men mens boys boy junior juniors youth young amateur amateurs reserves
        paralympic wheelchair under half children childrens students veterans seniors deaf blind frauen damen mädchen männer
        herren jugend junge junioren femenino femenina masculino masculina juvenil juveniles féminin féminine féminines jeunes
        jeunesse femminile femminili giovanile feminino feminina kvinner kvinder kvinnor damer ungdom unge ženy žen kobiet
        młodzieżowy женский женская женское женские мужской мужская мужское молодёжь молодёжный молодёжная молодёжное
        детский детская юношеский юношеская юношеские юниорский юниорская γυναικών ανδρών νέων νεολαία παίδων للسيدات السيدات
        للرجال للشباب الشباب للناشئين للناشئات 여자 청소년""",
    WordKind.OFFSHOOT: """press presses publisher publishers verlag förlag éditions editorial editora uitgeverij
        издательство типография εκδόσεις τυπογραφείο مطبعة 출판부 pension pensions pensionskasse orchestra orchester orchestre
        orquesta choir chor ballet оркестр хор ορχήστρα أوركسترا stiftung fundación fundação fondazione säätiö stiftelse
        stiftelsen vakfı nadace nadácia alapítvány ίδρυμα وقف 재단 基金会 charity charities forschung recherche investigación
        ricerca исследования έρευνας 연구소 finanz finanzierung financière financement финанс финансы χρηματοδότηση assurance
        assurances assicurazioni страхование forsikring verzekeringen للتأمين library libraries archive archives bibliothek
        bibliothèque biblioteca archiv библиотека архив βιβλιοθήκη مكتبة museo musée museu музей μουσείο متحف 박물관 gallery
        galerie clinic krankenhaus klinik klinikum clinique clínica hôpital νοσοκομείο مستشفى 병원 académie academia accademia
        akademi ακαδημία أكاديمية employees staff training alumni supporters fans shareholders retirees gewerkschaft kasse betriebsrat
        syndicat sindicato профсоюз نقابة stadium stadion arena leasing securities scholarship scholarships fellowship
        kindergarten nursery chapel observatory subsidiary affiliate champion champions stage round final finals semifinal
        semifinals qualifier qualifiers qualifying qualification draw hd revisited""",
    WordKind.BODY: """council commission committee subcommittee assembly board court courts tribunal parliament senate congress
        cabinet department directorate division unit section chapter federation confederation secretariat inspectorate army guard
        police rat ausschuss kommission ministerium behörde gericht conseil comité consejo comisión ministerio comune
        совет комитет комиссия суд министерство управление συμβούλιο επιτροπή υπουργείο δικαστήριο مجلس لجنة محكمة وزارة هيئة""",
    WordKind.TRADE: """music records entertainment pictures studio studios productions radio television games software foods
        food gas water rail railway post newspaper times news airways airline air mobile retail store stores hotels society
        church college conservatory exchange investment investments investors management advisors consulting analytics credit
        mortgage brokerage estate realty cargo freight express charter catering shipyard brewery distillery bakery dairy mill
        mills mining mines farms textiles fashion cosmetics toys furniture paper glass cement timber coal architects engineers
        solicitors accountants immobilien immobilier inmobiliaria immobiliare logistik logística logistica логистика энергия
        énergie energía energia energie technik dienste сервис строй девелопмент недвижимость trasporti transportes transports
        reisen voyages viajes kombinat комбинат завод fabrik werke usine fábrica fabbrica бюро gesellschaft sociedad
        société общество κοινότητα εταιρία union movement front league guild bewegung bund mouvement движение союз κίνημα
        chamber opera cinema war battle crisis uprising revolution siege cup championship
        championships olympics olympiad tournament regatta race trophy open masters marathon tour rally festival conference
        summit forum congress convention election elections referendum fair biennale prize award parade krieg schlacht pokal
        meisterschaft messe guerre bataille coupe championnat sommet guerra batalla copa campeonato cumbre coppa campionato
        кубок война битва чемпионат фестиваль саммит πόλεμος μάχη κύπελλο πρωτάθλημα كأس حرب معركة بطولة مهرجان τράπεζα
        πανεπιστήμιο بنك جامعة معهد 은행 대학교""",
    WordKind.WHOLE: """gruppe konzern team sports sport football basketball hockey cricket rugby handball volleyball sons söhne fc sc afc fk sk rovers town international internationale
        organization organisation party partei parti partido partito партия κόμμα حزب club verein компания εταιρεία όμιλος
        شركة مجموعة نادي клуб σύλλογος""",
}
_COMPOUNDED = """stiftung verlag akademie museum orchester versicherung kasse institut klinik krankenhaus bibliothek gewerkschaft
ministerium gericht kommission behörde gesellschaft schule universität werke fabrik bank verein partei"""
"""What ends the compounds of German: the Betriebskrankenkasse is a Kasse."""
_LIBRARY: dict[WordKind, str] = {
    WordKind.OFFSHOOT: """FDN RESEARCH FINANCIAL INSURANCE LOGISTICS ACADEMY MUSEUM HOSPITAL LAB FACTORY VENTURE THEATER BRANCH
        PROPERTY""",
    WordKind.BODY: "AGENCY AUTHORITY BUREAU COMMITTEE DEPT MINISTRY OFFICE ARMY NAVAL POLICE",
    WordKind.WHOLE: """GRP HOLDING CO CORP INTL ENTERPRISE ASSOCIATES PARTNER BROS INDUSTRY SOLUTION SERVICE SYSTEM GLOBAL WORLD
        PARTY CLUB UNITED CITY NETWORK""",
    WordKind.TRADE: "ASSOC ASSOCIATION ALLIANCE CAPITAL CENTER FUND INSTITUTE TRUST UNION",
}
_QUALIFIERS = """ALLRUSSIAN NATL COMMERCE COMMERCIAL CENTRAL FED GOV ROYAL SOCIAL SECURITY POWER"""
"""What the library lists beside them, and what says too little in a name."""


@lru_cache(maxsize=1 << 14)
def kind_of_word(word: str) -> WordKind:
    """Return what a word of a name (a token of a ``NameForm``) says of the thing."""
    if (listed := _listed().get(word)) is not None:
        return listed
    if is_discriminator(word):
        return WordKind.ORDER
    categories, names = _known_by_library(word)
    if "NUM" in categories:
        return WordKind.ORDER
    for kind, known in _library():
        if not known.isdisjoint(names):
            return kind
    if not categories and (head := next(filter(word.endswith, _compounded()), "")):
        return kind_of_word(head)
    if "DOMAIN" in categories and not names <= frozenset(_QUALIFIERS.split()):
        return WordKind.TRADE
    if "ORGCLS" in categories:
        return WordKind.WHOLE
    return WordKind.PLACE if "LOC" in categories else WordKind.UNKNOWN


@cache
def _listed() -> dict[str, WordKind]:
    return {fold(word): kind for kind, words in _WORDS.items() for word in words.split()}


@cache
def _compounded() -> tuple[str, ...]:
    return tuple(fold(word) for word in _COMPOUNDED.split())


@cache
def _library() -> tuple[tuple[WordKind, frozenset[str]], ...]:
    return tuple((kind, frozenset(names.split())) for kind, names in _LIBRARY.items())


def _known_by_library(word: str) -> tuple[set[str], frozenset[str]]:
    """Return the categories and the names of the symbols that the library has for a word."""
    from rigour._core import NameTypeTag, analyze_names

    found = {
        (span.symbol.category.value, span.symbol.id)
        for name in analyze_names(NameTypeTag.ORG, [word], phonetics=False)
        for span in name.spans
    }
    return {category for category, _ in found}, frozenset(name for _, name in found)
