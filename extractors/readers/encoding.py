"""Bytes to text: which encoding a file is in, and whether that was known or guessed."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from extractors.documents import Outcome
from extractors.readers.conversion import ReadError

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Pages mislabel these; browsers read the label on the left as the encoding on the right (WHATWG Encoding Standard).
_LABEL_IN_PRACTICE = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# What Windows and old Macintosh programs call their code pages, and neither browsers nor Python.
_LABEL_OF_PROGRAMS = {
    "dos-720": "cp720",
    "dos-862": "cp862",
    "unicode-1-1-utf-7": "utf-7",
    "windows-932": "cp932",
    "windows-936": "gb18030",
    "windows-950": "cp950",
    "x-mac-ce": "mac_latin2",
    "x-mac-greek": "mac_greek",
    "x-mac-icelandic": "mac_iceland",
    "x-mac-japanese": "shift_jis",
    "x-mac-turkish": "mac_turkish",
}
# What charset-normalizer may propose and we believe: other scripts, which it tells apart well. Among the Latin code
# pages it takes Western text for those of DOS (cp437, cp850), of the Macintosh or of Central Europe (cp1250).
_BELIEVED = frozenset(
    [
        "koi8_r",
        "koi8_u",
        "cp1251",
        "cp1253",
        "cp1255",
        "cp1256",
        "iso8859_5",
        "iso8859_6",
        "iso8859_7",
        "iso8859_8",
        "cp932",
        "shift_jis",
        "shift_jis_2004",
        "euc_jp",
        "euc_jis_2004",
        "iso2022_jp",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "big5hkscs",
        "cp950",
        "cp949",
        "euc_kr",
        "johab",
        "cp874",
        "tis_620",
    ]
)
_DETECTION_BYTES = 1 << 20
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the name of the encoding it came in, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool

    @property
    def metadata(self) -> dict[str, str]:
        """The encoding as a document's metadata."""
        return {"encoding": self.encoding, "encoding_guessed": "true" if self.guessed else "false"}


def decode(data: bytes, declared: str | None = None, *, is_mail: bool = False) -> Decoded:
    """Decode ``data`` to the code points it holds, less a byte order mark.

    The first that fits: the byte order mark, ``declared`` where it writes other scripts in bytes of ASCII (as Japanese
    mail does), strict UTF-8, ``declared``, UTF-16 without a mark, the
    encoding of another script if charset-normalizer finds one, Windows-1252, and Windows-1250 where a byte stands
    for nothing in that. All from UTF-16 on are guesses. ``is_mail`` says that UTF-7 may be declared.

    Raises:
        ReadError: with CORRUPT if the bytes are no text, or break the rules of the encoding that their mark names.

    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], name), name, guessed=False)
    if b"\0" in data:
        return _without_mark_utf16(data)
    named = _codec(declared, is_mail=is_mail)
    if named is not None and named.startswith(_IN_ASCII) and (text := _attempt(data, named)) is not None:
        return Decoded(text, named, guessed=False)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", guessed=False)
    except UnicodeDecodeError:
        pass  # the next steps decide what it is instead
    if named is not None and (text := _attempt(data, named)) is not None:
        return Decoded(text, named, guessed=False)
    if _CONTROL.search(data.replace(b"\x1b", b"")):
        raise _binary()
    guess = _detect(data)
    if guess is not None and (text := _attempt(data, guess)) is not None:
        return Decoded(text, guess, guessed=True)
    for western_or_central in ("cp1252", "cp1250"):
        if (text := _attempt(data, western_or_central)) is not None:
            return Decoded(text, western_or_central, guessed=True)
    raise _binary()


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(
            Outcome.CORRUPT,
            f"The file begins with the mark of {encoding} but breaks its rules at byte {error.start}.",
            "Open it in the program that wrote it and save it as UTF-8.",
        ) from error


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _codec(label: str | None, *, is_mail: bool) -> str | None:
    """Return the codec for a label that was found written in ASCII, or None if there is none that gives text."""
    try:
        name = _codec_name((label or "").strip())
        name = _LABEL_IN_PRACTICE.get(name, name)
        # UTF-16 and the code pages of mainframes would have made the label unreadable; it cannot be true.
        readable = b"a".decode(name) == "a"
    except (LookupError, ValueError):  # ValueError also for a zero character in the label
        return None
    if name == _MAIL_ONLY:
        return name if is_mail else None
    return name if readable and name not in _NO_CHARACTER_SET else None


def _codec_name(label: str) -> str:
    """Return Python's name of the codec for a label: by the table of browsers, that of other programs, and Python's own."""
    import webencodings  # type: ignore[import-untyped]

    known = webencodings.lookup(label)
    # Browsers read nothing in what they call "replacement"; Python reads some of it.
    if known is not None and known.name != "replacement":
        return str(known.codec_info.name)
    return codecs.lookup(_LABEL_OF_PROGRAMS.get(label.lower(), label)).name


_IN_ASCII = ("iso2022", "hz", "utf-7")
_NO_CHARACTER_SET = frozenset(["idna", "punycode", "unicode-escape", "raw-unicode-escape"])
# RFC 2152 made it for mail; no browser reads a page in it.
_MAIL_ONLY = "utf-7"


def _without_mark_utf16(data: bytes) -> Decoded:
    # In UTF-16, spaces and Latin letters have their zero byte always on the same side.
    even, odd = data[0::2].count(0), data[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if len(data) % 2 == 0 and others == 0 and zeros * 20 >= len(data):
            text = _attempt(data, encoding)
            if text is not None:
                return Decoded(text, encoding, guessed=True)
    raise _binary()


def _detect(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_DETECTION_BYTES]).best()
    if best is None:
        return None
    if best.encoding not in _BELIEVED:
        return None
    # Where most letters are plain ASCII, the text is in Latin letters with some accents or typographic quotes.
    high = sum(byte > 0x7F for byte in data[:_DETECTION_BYTES])
    letters = high + sum(chr(byte).isalpha() for byte in data[:_DETECTION_BYTES] if byte < 0x80)
    return best.encoding if high * 3 > letters else None


def _binary() -> ReadError:
    return ReadError(
        Outcome.CORRUPT,
        "The bytes are not text in any known encoding (it looks like a binary file).",
        "Check that the suffix fits the content; export the document as text in UTF-8.",
    )
