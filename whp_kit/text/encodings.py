"""Encodings: which one the bytes of a file are in, and letters that were once decoded wrongly.

`decode` never fails. `wrong_letters` finds two faults of a text that is sound UTF-8: control
characters in the place of curly quotes (Windows-1252 that was read as Latin-1), and mojibake (UTF-8
that was read as an encoding of one byte for a letter), with what they should be where the way back
is certain.
"""

import codecs
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from whp_kit.text.faults import LINE_END, Fault
from whp_kit.text.languages import function_word_shares
from whp_kit.text.words import WORD_CHARACTER

MARKED = (  # byte order mark, codec, name; UTF-32's mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
WITHOUT_MARK = {  # codec -> (bytes of a character, the places of zeros in those of ASCII)
    "utf-32-le": (4, (1, 2, 3)),
    "utf-32-be": (4, (0, 1, 2)),
    "utf-16-le": (2, (1,)),
    "utf-16-be": (2, (0,)),
}
ZEROS_IN_PLACE = 0.98  # of the zero bytes, for UTF-16 or UTF-32
MANY_ZEROS = 0.25  # share of zero bytes (or other high bytes) that UTF-16 has at least
SHORT = 200  # bytes up to which a guess is not better than chance
FEW_ACCENTS = 0.02  # share of bytes beyond ASCII below which a text is in Latin letters
LATIN_CODECS = ("cp1252", "cp1250", "cp1254", "iso8859_2", "mac_roman", "cp850", "cp852")
CODEC_LANGUAGES = {  # the codecs differ in a few letters, which may stand in no function word
    "cp1250": ("Polish", "Czech", "Slovak", "Hungarian", "Croatian", "Romanian"),
    "cp1254": ("Turkish",),
}
ODD_IN_WORD = regex.compile(
    r"\p{Ll}[\p{Lu}\p{S}\p{No}\u00a0]\p{Ll}|\p{S}\p{Ll}{2}|\p{Ll}{2}[\p{S}\p{No}]"
)
JUDGED_CHARACTERS = 100_000  # by which an encoding is judged
MOSTLY_ASCII = 0.3  # share of other characters below which a text is in Latin letters
SOME_SOUND = 0.25  # letters in UTF-8 for each stray byte, which such a text has not by chance
STRAY_BYTES = regex.compile(r"[\udc80-\udcff]+")  # as Python's surrogateescape decodes them
STRAY_CODECS = {  # script of the letters around -> codec of stray bytes
    r"\p{Latin}": "cp1252",
    r"\p{Cyrillic}": "cp1251",
    r"\p{Greek}": "cp1253",
    r"\p{Hebrew}": "cp1255",
    r"\p{Arabic}": "cp1256",
}
LOST = "\ufffd"  # the sign of a character that could not be decoded


@dataclass(frozen=True)
class Decoded:
    """A text, the name of its encoding, and the characters of it that were not in that encoding."""

    text: str
    encoding: str
    strays: tuple[int, ...] = ()

    @property
    def is_utf8(self) -> bool:
        """Whether `read_documents` can decode it."""
        return self.encoding.startswith("UTF-8") and not self.strays


def decode(raw: bytes) -> Decoded:
    """The text of a file, in the encoding that is most probable."""
    for mark, codec, name in MARKED:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(codec, "replace")
            if codec != "utf-8" or LOST not in text:
                return Decoded(text, name)
    if decoded := _without_mark(raw):
        return decoded
    text = raw.decode("utf-8-sig", "surrogateescape")
    strays = sum(len(run.group()) for run in STRAY_BYTES.finditer(text))
    if not strays:
        return Decoded(text, "UTF-8")
    sound = sum(not character.isascii() for character in text) - strays
    is_latin = sound + strays < MOSTLY_ASCII * len(text)
    if sound >= strays * (SOME_SOUND if is_latin else 1):
        return _mixed(text)
    return _guess(raw)


def _without_mark(raw: bytes) -> Decoded | None:
    """UTF-16 or UTF-32 by the places of their zero bytes, if the text has no control character."""
    zeros = raw.count(0)
    if not zeros:
        return None
    if _is_utf8(raw) and zeros < MANY_ZEROS * len(raw):
        controls = sum(raw.count(code) for code in range(9))  # Cyrillic, Greek, Hebrew, Arabic
        if controls < MANY_ZEROS * len(raw):
            return None
    for codec, (width, places) in WITHOUT_MARK.items():
        in_place = sum(raw[place::width].count(0) for place in places)
        if in_place < ZEROS_IN_PLACE * zeros or len(raw) < width:
            continue
        if width == 4 and in_place < len(raw) // 2:
            continue
        text = raw.decode(codec, "replace")
        if not CONTROLS.search(text) and text.count(LOST) <= 1:
            return Decoded(text, f"{codec.upper()} without a byte order mark")
    return None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mixed(text: str) -> Decoded:
    """UTF-8 with stray bytes, each decoded by Windows' encoding for the script of the text."""
    letters = {script: len(regex.findall(script, text)) for script in STRAY_CODECS}
    codec = STRAY_CODECS[max(letters, key=letters.get)]
    pieces, strays, start, length = [], [], 0, 0
    for run in STRAY_BYTES.finditer(text):
        stray = run.group().encode("utf-8", "surrogateescape")
        cut_short = run.end() == len(text) and 0xC2 <= stray[0] < 0xF5
        replaced = LOST if cut_short else stray.decode(codec, "replace")
        pieces += [text[start : run.start()], replaced]
        length += run.start() - start
        strays += range(length, length + len(replaced))
        length += len(replaced)
        start = run.end()
    return Decoded("".join([*pieces, text[start:]]), "UTF-8 in part", tuple(strays))


def _guess(raw: bytes) -> Decoded:
    """An encoding of one or two bytes for a letter.

    charset-normalizer takes English with a few curly quotes for Central European, so a text that is
    nearly all ASCII is Windows-1252, or Latin-1 where that cannot be. It takes Polish for Estonian,
    so of the encodings of Latin letters the one with the most function words of a language wins.
    """
    from charset_normalizer import from_bytes

    accents = sum(byte > 127 for byte in raw)
    is_short = len(raw) < SHORT and accents < MOSTLY_ASCII * len(raw)
    if (is_short or accents < FEW_ACCENTS * len(raw)) and b"\0" not in raw:
        try:
            return Decoded(raw.decode("cp1252"), "Windows-1252")
        except UnicodeDecodeError:
            return Decoded(raw.decode("latin-1"), "Latin-1")
    best = from_bytes(raw).best()
    if best is None:
        return Decoded(raw.decode("latin-1"), "Latin-1")
    texts = {best.encoding: str(best)}
    if not best.multi_byte_usage and _is_latin(str(best)):
        for codec in LATIN_CODECS:
            try:
                texts.setdefault(codec, raw.decode(codec))
            except UnicodeDecodeError:
                continue
    codec = max(texts, key=lambda codec: _plausibility(codec, texts[codec]))
    return Decoded(texts[codec], codec.replace("_", "-").upper().replace("CP125", "Windows-125"))


def _is_latin(text: str) -> bool:
    return 2 * len(regex.findall(r"\p{Latin}", text)) > len(regex.findall(r"\p{L}", text))


def _plausibility(codec: str, text: str) -> tuple:
    """Larger is better; ties go to the first, which is charset-normalizer's."""
    shares = function_word_shares(text[:JUDGED_CHARACTERS])
    language = max(shares, key=shares.get)
    return (
        CONTROLS.search(text) is None,
        -len(ODD_IN_WORD.findall(text[:JUDGED_CHARACTERS])),
        round(shares[language], 3),
        language in CODEC_LANGUAGES.get(codec, ()),
    )


# Letters that were decoded wrongly, in a text that is sound UTF-8

CONTROLS = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f\u0080-\u0084\u0086-\u009f]")
C1 = regex.compile(r"[\u0080-\u009f]")
NEXT_LINE = "\x85"  # a line end, or the three dots of Windows
RUN_BEYOND_ASCII = regex.compile(r"[^\x00-\x7f]{2,}")
LENGTHS = ((0xF5, 1), (0xF0, 4), (0xE0, 3), (0xC2, 2))  # of a character, by its first byte
MARKS_OF_PRINT = set("“”„‘’‚«»‹›…–—\u00a0¹²³ªº®™")  # which stand after a capital in sound text, too
SOUND = regex.compile(  # what European text is made of
    r"[\u0080-\u017f\u0218-\u021b\u1e9e\u2010-\u2044\u20ac\u2122\ufb00-\ufb06\U0001f300-\U0001faff]"
)
OTHER_LETTER = regex.compile(  # and the marks between letters of other scripts
    r"(?V1)[[\p{L}\p{M}]--\p{Latin}]|[\u00a0-\u00bf\u2010-\u2044\u2116\u3000-\u303f\uff00-\uff65]"
)
ENOUGH_LETTERS = 4  # wrong letters in a row that are letters of another script
HOPELESS = regex.compile("\u00c3(?= )|\u00e2\u20ac|\ufffd")


def wrong_letters(text: str) -> list[Fault]:
    """All places in order: of the kinds "c1", "mojibake" and "lost"."""
    if text.isascii():
        return []
    found = _mojibake(text)
    taken = {place for wrong in found for place in range(wrong.start, wrong.end)}
    found += [wrong for wrong in _c1(text) if wrong.start not in taken]
    for match in HOPELESS.finditer(text):
        if match.start() not in taken:
            kind = "lost" if match.group() == LOST else "mojibake"
            found.append(Fault(kind, *match.span(), None))
    return sorted(found, key=lambda wrong: wrong.start)


def _c1(text: str) -> Iterator[Fault]:
    marks = [match.start() for match in C1.finditer(text)]
    if all(text[mark] == NEXT_LINE for mark in marks):
        return
    for mark in marks:
        try:
            right = text[mark].encode("latin-1").decode("cp1252")
        except UnicodeDecodeError:
            continue  # no letter in Windows-1252 either: a control character
        yield Fault("c1", mark, mark + 1, right)


def _mojibake(text: str) -> list[Fault]:
    """UTF-8 read as Windows-1252, Latin-1 or Windows-1251.

    Two characters such as "Å“" may be œ or the end of a quotation in Swedish: they are certain only
    inside a word, or on a line that has other mojibake.
    """
    found, doubtful = [], []
    for run in RUN_BEYOND_ASCII.finditer(text):
        for start, end, right, is_certain in _decoded_again(run.group()):
            start, end = run.start() + start, run.start() + end
            wrong = Fault("mojibake", start, end, right)
            inside_word = WORD_CHARACTER.match(text, end) is not None
            (found if is_certain or inside_word else doubtful).append(wrong)
    if doubtful:
        line_ends = [match.start() for match in LINE_END.finditer(text)]
        lines = {bisect_right(line_ends, wrong.start) for wrong in found}
        found += [one for one in doubtful if bisect_right(line_ends, one.start) in lines]
    return found


def _decoded_again(run: str) -> Iterator[tuple[int, int, str, bool]]:
    """(start, end, right, whether it is certain) of the pieces of a run that are UTF-8's bytes."""
    for codes in ([_byte_of(character) for character in run], _bytes_of(run, "cp1251")):
        right = _as_utf8(codes)
        if right and all(map(OTHER_LETTER.match, right)) and not SOUND.match(right):
            yield 0, len(run), right, len(run) >= ENOUGH_LETTERS
            return
    codes = [_byte_of(character) for character in run]
    position = 0
    while position < len(run):
        length = next((length for low, length in LENGTHS if codes[position] >= low), 1)
        right = _as_utf8(codes[position : position + length]) if length > 1 else ""
        if SOUND.match(right) or (OTHER_LETTER.match(right) and length < 4):
            certain = SOUND.match(right) and run[position + 1] not in MARKS_OF_PRINT
            certain = certain and (not C1.match(right) or C1.match(run[position + 1]))
            yield position, position + length, right, bool(certain or length > 2)
            position += length
        else:
            position += 1


def _as_utf8(codes: Sequence[int]) -> str:
    """One or more characters beyond ASCII; "" where the bytes are none."""
    try:
        return bytes(codes).decode("utf-8")
    except ValueError:  # also for -1
        return ""


def _bytes_of(run: str, codec: str) -> Sequence[int]:
    try:
        return run.encode(codec)
    except UnicodeEncodeError:
        return (-1,)


def _byte_of(character: str) -> int:
    """The byte that was read as this character, in Windows-1252 or Latin-1; -1 if there is none."""
    if ord(character) < 0x100:
        return ord(character)
    try:
        return character.encode("cp1252")[0]
    except UnicodeEncodeError:
        return -1
