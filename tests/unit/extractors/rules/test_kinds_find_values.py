"""What each built-in kind finds, and what only looks like it."""

from __future__ import annotations

import pytest

from extractors.rules.kinds.kind import Kind
from extractors.rules.kinds.registry import kinds
from extractors.rules.patterns import PatternRule, pattern_finder


def found(kind: str, text: str, region: str = "") -> list[str]:
    return [
        text[each.start : each.end]
        for each in pattern_finder([PatternRule("x", kind=kind, region=region)]).find(text)
    ]


EMAIL = [
    ("Write to a.kern@example.com.", ["a.kern@example.com"]),
    ("On Monday Anna <anna@example.de> wrote:", ["anna@example.de"]),
    ("| Anna | anna@example.de | Bonn |", ["anna@example.de"]),
    (
        "(office@example.org), [b@example.org]; 'c@example.org'",
        ["office@example.org", "b@example.org", "c@example.org"],
    ),
    ("o'brien@example.ie and r&d@example.com", ["o'brien@example.ie", "r&d@example.com"]),
    ("störung@müller-werke.example", ["störung@müller-werke.example"]),
    ("admin@intranet.local runs it", ["admin@intranet.local"]),
    ("https://example.org/?mail=anna@example.org", ["anna@example.org"]),
    ("mailto:a@example.com?subject=Hi", ["a@example.com"]),
    ("请写信给a@example.com。", ["a@example.com"]),
    ("a@example.com/b@example.com", ["a@example.com", "b@example.com"]),
    ("a..b@example.com is none", []),
    ("git@example.com:tools/mill.git", []),
    ("https://anna@example.com/x and ftp://u:pw@example.com", []),
    ("react@18.2.0-rc.next and numpy@2.4.6", []),
    ("@anna and anna@ and a@b", []),
    ("@anna@social.example is a name of the fediverse", []),
]
TELEPHONE = [
    ("Ring +49 30 23125 014.", "", ["+49 30 23125 014"]),
    ("(+49 30 23125-014)", "", ["+49 30 23125-014"]),
    ("Tel. (030) 23125 014, Fax 030/23125 015", "DE", ["(030) 23125 014", "030/23125 015"]),
    ("(030 23125 014)", "DE", ["030 23125 014"]),
    ("030 23125 014 / 030 23125 015", "DE", ["030 23125 014", "030 23125 015"]),
    ("+49\u00a030\u00a023125\u2011014", "", ["+49\u00a030\u00a023125\u2011014"]),
    ("+33\u202f1\u202f99\u202f00\u202f61\u202f70", "", ["+33\u202f1\u202f99\u202f00\u202f61\u202f70"]),
    ("+49 (0)30 23125-014", "", ["+49 (0)30 23125-014"]),
    ("0049 30 23125014", "", ["0049 30 23125014"]),
    ("call (212) 555-0147 ext. 22 now", "", ["(212) 555-0147 ext. 22"]),
    ("In 2023 (212) 555-0147 was ours", "US", ["(212) 555-0147"]),
    ("| Anna | 01 99 00 45 12 |", "FR", ["01 99 00 45 12"]),
    ("Write or telephone: 030 23125014", "", ["030 23125014"]),
    ("| Name | Phone |\n\n| Anna | 2125550147 |", "", ["2125550147"]),
    ("| Name | Order |\n\n| Anna | 2125550147 |", "US", []),
    ("Ring +44 7700 900461, a number for films", "", ["+44 7700 900461"]),
    ("+49 30\n23125 014 is wrapped", "", ["+49 30\n23125 014"]),
    ("+49 30 23125 014\n2019 was a year", "", ["+49 30 23125 014"]),
    ("612-555-0147 or 1-800-555-0144", "US", ["612-555-0147", "1-800-555-0144"]),
    ("030 23125 014", "DE, FR", ["030 23125 014"]),
    ("Mobil/+49 171 39200 17, tel=+49 30 23125 014", "", ["+49 171 39200 17", "+49 30 23125 014"]),
    ("☎ 030 23125 014", "", ["030 23125 014"]),
    ("12.000+49 30 23125 014", "DE", []),
    ("0 801 23 45 67 est gratuit", "FR", ["0 801 23 45 67"]),
    ("on 01.02.2023 and 2019-11-29 and 12/11/2023", "DE", []),
    ("ISBN 978-3-16-148410-0", "DE", []),
    ("in the years 2016-2020 and 2017–2022", "DE, US, GB", []),
    ("Boston, MA 02110-1335 USA", "DE, US", []),
    ("clause 252.227-7013 (c)", "US", []),
    ("at 02:03:04.000009 sharp", "DE", []),
    ("the call was removed (merge 7063693)", "DE, US", []),
    ("1.234.567,89 € and 030 1234,50 €", "DE", []),
    ("IBAN DE89 3704 0044 0532 0130 00", "DE", []),
    ("card 4111 1111 1111 1111", "US", []),
    ("192.0.2.14 and 10.0.0.255", "US", []),
    ("Order no. 2125550147, Kundennr. 030 23125014", "US, DE", []),
    ("0302312501400", "DE", []),
    ("https://example.org/+493023125014", "", []),
    ("| 030 | 23125014 |", "DE", []),
    ("54.3233, 10.1228", "DE", []),
    ("the numbers 2125550147 and 3023125014", "US", []),
]
ACCOUNTS = [
    ("iban", "IBAN DE89 3704 0044 0532 0130 00.", ["DE89 3704 0044 0532 0130 00"]),
    ("iban", "IBAN:DE89370400440532013000", ["DE89370400440532013000"]),
    ("iban", "IBANDE89370400440532013000", ["DE89370400440532013000"]),
    ("iban", "de89 3704 0044 0532 0130 00", ["de89 3704 0044 0532 0130 00"]),
    (
        "iban",
        "GB29\u00a0NWBK\u00a06016\u00a01331\u00a09268\u00a019",
        ["GB29\u00a0NWBK\u00a06016\u00a01331\u00a09268\u00a019"],
    ),
    ("iban", "FR14 2004 1010 0505\n0001 3M02 606 et", ["FR14 2004 1010 0505\n0001 3M02 606"]),
    ("iban", "BE68 5390 0754 7034 is the example of the registry", ["BE68 5390 0754 7034"]),
    (
        "iban",
        "| DE89 3704 0044 0532 0130 00 | NL91ABNA0417164300 |",
        ["DE89 3704 0044 0532 0130 00", "NL91ABNA0417164300"],
    ),
    ("iban", "DE89 3704 0044 0532 0130 00 17", ["DE89 3704 0044 0532 0130 00"]),
    ("iban", "DE88 3704 0044 0532 0130 00", []),
    ("iban", "DE89 3704 0044 | 0532 0130 00", []),
    ("iban", "DE89 3704 0044\n\n0532 0130 00", []),
    ("iban", "DE89 3704 0044 0532 0130 001", []),
    ("iban", "ABCDE89370400440532013000", []),
    ("card", "4111 1111 1111 1111.", ["4111 1111 1111 1111"]),
    ("card", "(5555-5555-5555-4444)", ["5555-5555-5555-4444"]),
    ("card", "Amex 3782 822463 10005", ["3782 822463 10005"]),
    ("card", "| 4242424242424242 | 09/27 |", ["4242424242424242"]),
    ("card", "4111 1111 1111 1111 09/27, 123", ["4111 1111 1111 1111"]),
    ("card", "4111 1111 1111 1111 123", ["4111 1111 1111 1111"]),
    ("card", "4111 1111\n1111 1111", ["4111 1111\n1111 1111"]),
    ("card", "4111\u00a01111\u00a01111\u00a01111", ["4111\u00a01111\u00a01111\u00a01111"]),
    ("card", "Diners card 30569309025904", ["30569309025904"]),
    ("card", "the goods 4006381333931 and 4012345678901", []),
    ("card", "4111 1111 1111 1112", []),
    ("card", "9999 9999 9999 9995", []),
    ("card", "Tracking no. 4111111111111111", []),
    ("card", "4111 1111 | 1111 1111", []),
]
WEB = [
    ("url", "See https://example.org/a_(b)?q=1#x.", ["https://example.org/a_(b)?q=1#x"]),
    ("url", "(see www.example.org)", ["www.example.org"]),
    (
        "url",
        "<http://[2001:db8::1]:8080/x>, ftp://u:p@example.org/",
        ["http://[2001:db8::1]:8080/x", "ftp://u:p@example.org/"],
    ),
    ("url", "| https://example.org | b |", ["https://example.org"]),
    (
        "url",
        "„https://bücher.example“ und file:///etc/hosts",
        ["https://bücher.example", "file:///etc/hosts"],
    ),
    ("url", "http:// and www. and a@www.example.org and ://x", []),
    ("url", "https://example.org/a]", ["https://example.org/a"]),
    ("ip", "from 192.0.2.14 to 2001:db8::1.", ["192.0.2.14", "2001:db8::1"]),
    ("ip", "192.0.2.0/24, 2001:db8::/32, 192.0.2.1:8080", ["192.0.2.0/24", "2001:db8::/32", "192.0.2.1"]),
    ("ip", "(::1) and [fe80::1] and ::ffff:192.0.2.1", ["::1", "fe80::1", "::ffff:192.0.2.1"]),
    ("ip", "192.0.2.10 answered", ["192.0.2.10"]),
    ("ip", "IP:192.0.2.10, ip=192.0.2.11", ["192.0.2.10", "192.0.2.11"]),
    ("ip", "version 1.2.3.4, v1.2.3.4, Release 11.2.0.4, § 1.2.3.4", []),
    ("ip", "since 1.6.5.2, cublas==13.4.1.3.*, Git 1.8.1.5", []),
    ("ip", "ping 1.2.3.4, then 10.0.0.1, 8.8.8.8", ["1.2.3.4", "10.0.0.1", "8.8.8.8"]),
    ("ip", "1.2.3.4 Seals and gaskets", []),
    ("ip", "1.2.3.4.5 and 300.1.1.1 and 01.2.3.4", []),
    ("ip", "12:30:45 and std::vector and ab::cd and 00:1B:44:11:3A:B7", []),
    ("ip", "http://192.0.2.14/x", []),
    ("doi", "doi:10.1000/182.", ["10.1000/182"]),
    ("doi", "https://doi.org/10.1002/(SICI)1097-4571(199)1:1<1", ["10.1002/(SICI)1097-4571(199)1:1"]),
    ("doi", "(10.5555/12345678)", ["10.5555/12345678"]),
    ("doi", "10.1000 and 10.1000/ x", []),
    ("orcid", "https://orcid.org/0000-0002-1825-0097", ["0000-0002-1825-0097"]),
    ("orcid", "(0000-0002-1694-233X)", ["0000-0002-1694-233X"]),
    ("orcid", "0000-0002-1825-0098", []),
    ("isbn", "ISBN 978-3-16-148410-0.", ["978-3-16-148410-0"]),
    ("isbn", "ISBN 3-16-148410-X", ["3-16-148410-X"]),
    ("isbn", "3-16-148410-X alone, 978-3-16-148410-1", []),
    ("cve", "CVE-2021-44228 (Log4Shell), cve-2014-0160", ["CVE-2021-44228", "cve-2014-0160"]),
    ("cve", "CVE-21-4 and XCVE-2021-44228", []),
]
AMOUNTS = [
    ("money", "EUR 1,2 Mio. wurden", ["EUR 1,2 Mio."]),
    ("money", "$3.5 million, £12k and US$ 5", ["$3.5 million", "£12k", "US$ 5"]),
    ("money", "12,50 €.", ["12,50 €"]),
    ("money", "1.234.567,89 EUR and CHF 1'250.--", ["1.234.567,89 EUR", "CHF 1'250.--"]),
    ("money", "1\u202f250,00\u00a0€ en 2023", ["1\u202f250,00\u00a0€"]),
    ("money", "3 Milliarden Euro, 2 millions d'euros", ["3 Milliarden Euro", "2 millions d'euros"]),
    ("money", "between $5 and $10, or $5–10 million", ["$5", "$10", "$5–10 million"]),
    ("money", "500 zł, 20 kr, 1 000 SEK", ["500 zł", "20 kr", "1 000 SEK"]),
    ("money", "-12.00 USD (a loss)", ["-12.00 USD"]),
    ("money", "| 12,00 € | 3 |", ["12,00 €"]),
    ("money", "100 TRY, COP 27.000", ["100 TRY", "COP 27.000"]),
    ("money", "COP 27 in the TOP 10, ALL 3 of 12 ABC", []),
    ("money", "12 | € and 12\n\n€", []),
    (
        "money",
        "4.3BSD, CRC32, AMD64, BSD-2, 0BSD, 4.4 BSD, PHP 5.4, 2022 Yuan Tong, $(echo 1 $(x)), -m 0 $name",
        [],
    ),
    ("percentage", "12 Prozent, 12.5 %, 3%.", ["12 Prozent", "12.5 %", "3%"]),
    ("percentage", "10–12 %, -0,5\u00a0% and 5 per cent", ["10–12 %", "-0,5\u00a0%", "5 per cent"]),
    ("percentage", "2 percentage points, 0.8‰", ["2 percentage points", "0.8‰"]),
    ("percentage", "a%20b, 50%20x", []),
]
OTHERS = [
    ("ticker", "Apple (NASDAQ: AAPL) and IBM (NYSE:IBM)", ["AAPL", "IBM"]),
    ("ticker", "$TSLA fell, $BRK.B rose; Toyota (TSE: 7203)", ["TSLA", "BRK.B", "7203"]),
    ("ticker", "set $CPP and $PAGER, and $B too", []),
    ("ticker", "$HOME/bin, $PATH, $5, US$, cost: AAPL", []),
    ("vin", "VIN 1M8GDM9AXKP042788.", ["1M8GDM9AXKP042788"]),
    ("vin", "Fahrgestellnummer WVWZZZ1JZXW000001", ["WVWZZZ1JZXW000001"]),
    ("vin", "1M8GDM9A1KP042788 VIN and WVWZZZ1JZXW000001, 12345678901234567", ["WVWZZZ1JZXW000001"]),
    ("vin", "the code WVWZZZ1JZXW000001", []),
    ("vehicle_registration", "Kennzeichen B-XY 123", ["B-XY 123"]),
    ("vehicle_registration", "the car AB12 CDE and the van FR-123-AB", ["AB12 CDE", "FR-123-AB"]),
    ("vehicle_registration", "the model B-XY 123", []),
    ("vehicle_registration", "the car was sold on 12-04-19 for 2000 GBP: a BMW 320, a BMW M 3", []),
    ("vehicle_registration", "plate no. 7ABC123, targa AB 123 CD", ["7ABC123", "AB 123 CD"]),
    (
        "case_number",
        "Az. 4 C 123/19, BGH VIII ZR 21/19, 1 BvR 16/13",
        ["4 C 123/19", "VIII ZR 21/19", "1 BvR 16/13"],
    ),
    ("case_number", "ECLI:EU:C:2020:559.", ["ECLI:EU:C:2020:559"]),
    ("case_number", "No. 19-cv-1234 and 1:19-cv-01234-ABC", ["19-cv-1234", "1:19-cv-01234-ABC"]),
    (
        "case_number",
        "[2019] EWCA Civ 12, [2020] UKSC 1, [2019] EWHC 123 (Admin)",
        ["[2019] EWCA Civ 12", "[2020] UKSC 1", "[2019] EWHC 123 (Admin)"],
    ),
    ("case_number", "Case C-311/18 Schrems", ["C-311/18"]),
    ("case_number", "Case No. 17-1618", ["17-1618"]),
    ("case_number", "seat C-311/18x, page 4 C, 12/19", []),
    ("national_number", "SSN 536-90-4399", ["536-90-4399"]),
    ("national_number", "the part 536-90-4399", []),
    ("national_number", "National Insurance QQ 12 34 56 C, AB 12 34 56 C", ["AB 12 34 56 C"]),
    ("national_number", "Steuer-ID 36 574 261 809", ["36 574 261 809"]),
    ("national_number", "Steuer-ID 36 574 261 808", []),
    ("national_number", "NIR 2 95 10 99 126 111 93", ["2 95 10 99 126 111 93"]),
    ("national_number", "DNI 54362315K, NIE X2482300W", ["54362315K", "X2482300W"]),
    ("national_number", "batch 54362315K", []),
    ("national_number", "RCCMNL83S18D969H", ["RCCMNL83S18D969H"]),
    ("national_number", "BSN 111222333", ["111222333"]),
    ("national_number", "111222333", []),
    ("national_number", "PESEL: 44051401359.", ["44051401359"]),
    ("national_number", "880320-0016", ["880320-0016"]),
    (
        "national_number",
        "| Name | BSN |\n\n| Anna | 111222333 |\n\n| Bob | 999999990 |",
        ["111222333", "999999990"],
    ),
    ("vat", "USt-IdNr. DE 136695976", ["DE 136695976"]),
    ("vat", "DE136695976", []),
    ("vat", "FR 40 303 265 045, BE0428759497", ["FR 40 303 265 045", "BE0428759497"]),
    ("vat", "IT 00743110157 and so on", ["IT 00743110157"]),
    ("vat", "MWST: CHE-107.787.577 MWST", ["CHE-107.787.577 MWST"]),
    ("vat", "VAT DE136695977", []),
]


@pytest.mark.parametrize(("text", "values"), EMAIL)
def test_e_mail_addresses_are_found_and_nothing_like_them(text: str, values: list[str]) -> None:
    assert found("email", text) == values


@pytest.mark.parametrize(("text", "region", "values"), TELEPHONE)
def test_telephone_numbers_are_found_and_nothing_like_them(text: str, region: str, values: list[str]) -> None:
    assert found("telephone", text, region) == values


@pytest.mark.parametrize(("kind", "text", "values"), [*ACCOUNTS, *WEB, *AMOUNTS, *OTHERS])
def test_values_of_a_kind_are_found_and_nothing_like_them(kind: str, text: str, values: list[str]) -> None:
    assert found(kind, text) == values


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_every_kind_finds_its_own_example(kind: Kind) -> None:
    assert found(kind.name, kind.example)
