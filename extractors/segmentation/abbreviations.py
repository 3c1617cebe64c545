"""Abbreviations of a language that a sentence splitter takes for ends of sentences, and words that it takes for abbreviations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """What the full stop after a word means in one language; every entry is written without its last full stop.

    An entry in small letters also stands for the same word with a capital; one with a capital for itself alone.
    Either stands for the word all in capitals.

    Attributes:
        titles: They stand before a name or a noun, so their full stop ends nothing.
        numbered: They stand before a number ("art. 5"); before anything else they say nothing.
        open_ended: They may stand last: their full stop ends a sentence if one of ``openers`` follows.
        words: Ordinary words that ``sentencex`` takes for abbreviations, spelled exactly so.
        openers: Words that open sentences and seldom stand in a name.

    """

    titles: frozenset[str]
    numbered: frozenset[str]
    open_ended: frozenset[str]
    words: frozenset[str]
    openers: frozenset[str]

    def has_title(self, word: str) -> bool:
        """Tell whether ``word`` is one of the titles, in any of the spellings that stand for it."""
        return _holds(self.titles, word)

    def has_numbered(self, word: str) -> bool:
        """Tell whether ``word`` stands before a number."""
        return _holds(self.numbered, word)

    def has_open_ended(self, word: str) -> bool:
        """Tell whether ``word`` may stand within a sentence or end one."""
        return _holds(self.open_ended, word)


def _holds(entries: frozenset[str], word: str) -> bool:
    if word in entries or (word[:1].isupper() and word[:1].lower() + word[1:] in entries):
        return True
    return len(word) > 1 and word.isupper() and (word.lower() in entries or word.capitalize() in entries)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _table(
    titles: str, *, numbered: str = "", open_ended: str = "", words: str = "", openers: str = ""
) -> Abbreviations:
    return Abbreviations(
        _words(f"{_TITLES} {titles}"),
        _words(numbered),
        _words(f"{_OPEN_ENDED} {open_ended}"),
        _words(words),
        _words(openers),
    )


# Titles and legal forms that texts of every language hold.
_TITLES = "Dr Mr Mrs Ms Prof St"
_OPEN_ENDED = "Inc Ltd Co Corp Jr etc"

_ENGLISH = _table(
    "Adm Ald Amb Atty Brig Capt Cdr Cmdr Cllr Col Cpl Dir Drs Fr Gen Gov Hon Insp Lt Maj Messrs Mme Mlle Mgr Msgr Mt Pfc Pres Pvt"
    " Rep Reps Rev Sen Sens Sgt Supt Treas approx cf esp viz vs e.g i.e",
    numbered="no nos vol vols p pp art arts fig figs sec secs ch chap chaps ed eds para paras ver app cl No Nos Ch",
    open_ended="Sr Esq ed eds vol vols Ft Ave Blvd Rd Dept Univ Assn Bros",
    words="ill man mass may miss no ok ore pen wash art ark arc con fed",
    openers="After All Also Although An And Another Are As At Because Before But By Did Do Does During Each Even Every For From Had"
    " Has Have He Her Here His How However If In Instead Is It Its Later Many Meanwhile Most My No Nobody None Nor Not Nothing Now"
    " On Once One Only Or Our Perhaps She Should Since So Some Soon Still Such That The Their Then There These They This Those"
    " Though Thus To Under Until Was We Were What When Where Whether Which While Who Why With Without Would Yet You Your",
)

_FRENCH = _table(
    "M MM Mme Mmes Mlle Mlles Me Mes Mgr Mgrs Pr Pre Dre Drs Ste Sts Stes Cdt Cne Col Gal Gén Lt Adj Vve Cie"
    " Exc gén av bd boul env éd dir prof p.ex c.-à-d cf",
    numbered="art al vol n no nos chap p pp fig t sect tél env ex",
    open_ended="cie S.A S.A.S M.D",
    words="art vol ex",
    openers="Après Au Aujourd Aussi Avant Avec C Ce Cela Cependant Ces Cet Cette Chaque Comme Dans De Depuis Des Donc Du Elle Elles En"
    " Et Ici Il Ils Je Jamais L La Le Les Leur Leurs Lors Lorsque Mais Malgré Ni Notre Nous On Or Où Par Pendant Personne Plus Pour"
    " Puis Quand Que Quelques Qui Rien S Sa Sans Selon Ses Si Son Sous Sur Tous Tout Toutefois Un Une Vous",
)

_GERMAN = _table(
    "Dipl Dipl.-Ing Ing Fa Hr Hrn Fr Frl Mag Med Bgm Gebr Hl hl Hptm Oberst Lt Gen Insp jur med phil rer nat theol habil jun sen Kfm"
    " Pfr Präs Priv.-Doz PD RA StR Stud.-Dir Sr geb gem verw ehem ggf evtl insb bzw bspw ca dgl einschl etwa"
    " inkl exkl lt sog ugs urspr vgl zzgl z.B d.h u.a i.d.R o.g s.o s.u Chr Joh Th Ph Wilh Heinr Str.-Nr",
    numbered="Nr Nrn Abs Art Bd Bde Aufl Kap S Tel Ziff Abb Anm Anl Az Bl Rn Rz Hs Jg Jh Lit Pos Tab",
    open_ended="usw usf etc ff f u.s.w Str Hauptstr Mio Mrd Jh Jhd v.Chr n.Chr a.M",
    words="Art mag",
    openers="Aber Alle Als Am An Auch Auf Aus Außerdem Bei Beide Bis Da Dabei Dadurch Dafür Daher Damals Damit Danach Dann Daran Das"
    " Dazu Dem Den Denn Der Des Deshalb Die Dies Diese Diesen Dieser Dieses Doch Dort Durch Ein Eine Einem Einen Einer Er Erst Es"
    " Etwa Für Gegen Hier Ich Ihr Ihre Im In Ist Jede Jeder Jedoch Kein Keine Man Mit Nach Nachdem Neben Nicht Nichts Niemand Noch"
    " Nun Nur Ob Obwohl Oder Ohne Schon Sein Seine Seit Sie So Später Trotz Um Und Unter Vom Von Vor Was Weil Wenn Wer Wie Wir Wo"
    " Während Zu Zum Zur Zwei",
)

_SPANISH = _table(
    "D Dª Dña Da Sr Sra Sres Sras Srta Srtas Dra Dres Lic Lcdo Lcda Ing Arq Prof Profa Excmo Excma Ilmo Ilma Gral Cnel Cap Tte Sgto"
    " Mons Fr Sto Sta Hno Hna Hnos Pbro Avda Av Ctra Pza Pl Dpto Cía Rvdo ej p.ej aprox",
    numbered="núm núms nº n.º n art arts vol vols pág págs p pp cap fig t tel ap inc",
    open_ended="S.A S.L S.R.L EE.UU CC.AA Uds Vds",
    words="ante bien bis contra entre extra km kg cm mm mar mono no poli pro sobre sub super tras arte",
    openers="A Al Además Ahora Allí Antes Aquí Así Aunque Cada Como Con Cuando De Desde Después Donde Durante El Ella Ellas Ello Ellos En"
    " Entonces Era Es Esa Ese Esta Estas Este Esto Estos Fue Ha Hasta Hay La Las Le Lo Los Luego Mientras Más Nada Nadie No Nos"
    " Para Pero Por Porque Pues Que Quien Se Según Ser Si Sin Sobre Su Sus También Tampoco Todo Todos Tras Un Una Unos Y Ya Yo Él",
)

_ITALIAN = _table(
    "Sig Sigg Sig.ra Sig.na Dott Dott.ssa Avv On Onn Mons Ing Arch Geom Rag Cav Comm Prof.ssa Proff Dr.ssa Col Gen Cap Ten Magg Serg"
    " Don Sen Min Pres Rev S Ss SS Egr Gent.mo Ill.mo Spett P.zza V.le es p.es ca cfr",
    numbered="art artt n nn nr num vol voll pag pagg p pp cap fig c co tel lett",
    open_ended="ecc S.p.A S.r.l S.n.c",
    words="bar fa file iron mai no part pop re si via mora oro tar pan mar par pil team",
    openers="A Ad Agli Ai Al Alla Alle Allora Anche Ancora Che Chi Ci Come Con Così Cui Da Dal Dalla De Dei Del Della Di Dopo Dove Durante"
    " E Ed Era Erano Essa Essi Fu Già Gli Ha Hanno I Il In Infatti Inoltre Io L La Le Lei Lo Loro Lui Ma Mentre Nel Nella Nessuno"
    " Niente Noi Non Nulla Ogni Oggi Ora Per Perché Però Più Poi Prima Qui Quando Quella Quello Questa Queste Questi Questo Quindi"
    " Se Secondo Sempre Senza Si Sono Sotto Su Sul Sulla Tra Tutti Tutto Un Una Uno È",
)

_POLISH = _table(
    "al abp bp bł dh doc dr dyr gen hab hr im insp inż kard kmdr kpt ks kś lek mec med mgr min mjr nadkom o os p pil pl płk por ppłk"
    " ppor prez prof prok prom przew red rtm s sen sierż st św ul wicemin woj zob np tzw m.in dot ok por ws pt tj tzn",
    numbered="art m nr poz r s str t tel ust pkt rys rozdz tab zał w §",
    open_ended="itd itp m.in S.A o.o r w zł tys mln mld godz",
    words="dom pol port rom",
    openers="Ale Bo Był Była Było Były Czy Dla Do Dlatego Dzisiaj Gdy Gdzie I Ich Ja Jak Jednak Jego Jej Jest Jeśli Każdy Kiedy Kto Która"
    " Które Który Ma Mimo My Na Nad Nic Nie Nikt O Od On Ona One Oni Ono Oraz Po Pod Podczas Ponadto Potem Poza Przed Przez Przy"
    " Są Ta Tak Także Tam Te Teraz Ten To Tu Tylko W We Według Więc Wszyscy Z Za Zaś Ze Że",
)

_DUTCH = _table(
    "mevr mw dhr hr drs ir ing prof mr mrs jhr jkvr ds dr bc lic em kol kapt luit gen maj burg wed gebr mgr past St Sint past zr br"
    " plv geb vgl nl bijv bv ca enz.m",
    numbered="nr nrs art artt blz p pp deel hfdst fig vol lid afd jg",
    open_ended="enz N.V B.V e.a e.d m.b.t o.a jl",
    words="bel best hand mand max min no not pan pas pers red top ver volg",
    openers="Aan Al Alle Als Bij Daar Daarna Daarom Dan Dat De Deze Die Dit Door Dus Een Eerst Elk En Er Haar Had Heeft Het Hier Hij Hoe Hun"
    " Ik In Is Later Maar Men Met Na Naar Niemand Niet Niets Nog Nu Of Om Omdat Ook Op Over Sinds Te Tegen Terwijl Toch Toen Tot"
    " Uit Van Vandaag Veel Volgens Voor Waar Wat We Wie Wij Zij Ze Zijn Zo Zonder",
)

_PORTUGUESE = _table(
    "Sr Sra Srs Sras Sr.ª Srta Exmo Exma Exmos Ilmo Eng Enga Eng.º Arq D Dra Drs Dr.ª Prof Profa Prof.ª Profs Cap Cel Cor Gen Maj Ten Sarg"
    " Min Pe Fr Mons Rev Sto Sta Av R Trav Pç Lda aprox ex p.ex",
    numbered="n nº n.º núm art arts vol vols pág págs p pp cap fig t tel inc al",
    open_ended="S.A Ltda Lda E.U.A",
    words="art arte col",
    openers="A Ainda Ao Aos Apenas Após Aqui Aquele Aquela As Assim Até Cada Com Como Da Das De Depois Desde Do Dos Durante E Ela Elas Ele"
    " Eles Em Enquanto Entretanto Era Essa Esse Esta Este Estes Eu Foi Há Hoje Isso Isto Já Logo Mais Mas Muitos Na Nada Nas Nem"
    " Ninguém No Nos Nunca Não O Onde Os Ou Outro Para Pela Pelo Pois Por Porque Porém Quando Que Quem Se Segundo Sem Ser Seu Seus"
    " Sob Sobre Sua Suas São Também Todos Tudo Um Uma",
)

_RUSSIAN = _table(
    "акад г гг гр д-р доц ген им инж кн о обл пл пос пр проф р св см ст стр тов ул т.е т.н напр",
    numbered="ст п пп с стр т гл рис табл кв д",
    open_ended="т.д т.п др пр руб тыс млн млрд в вв гг",
    openers="А В Во Где Для До Его Ее Если Её За И Из Их К Как Когда Кто Мы На Не Но О Об Он Она Они Оно От Это Эта Эти Этот По Под После При"
    " С Со Так Там То Тогда У Что Я",
)

TABLES = {
    "de": _GERMAN,
    "en": _ENGLISH,
    "es": _SPANISH,
    "fr": _FRENCH,
    "it": _ITALIAN,
    "nl": _DUTCH,
    "pl": _POLISH,
    "pt": _PORTUGUESE,
    "ru": _RUSSIAN,
}

# Of other languages only what all of them share is known; no opener, as an initial before any capital is likely a name.
OTHERS = _table("")

# Openers that names hold too, when the next word has a capital: "M. Le Goff", "dhr. De Vries".
PARTICLES = _words(
    "A Al D Da Dal Dalla Das De Dei Del Della Den Des Di Do Dos Du E El I Il L La Las Le Les Li Lo Los O S Ten Van Von Y"
)
