"""Encodings: known texts come back from their bytes, and letters that were decoded wrongly."""

import pytest

from tests.support.stories import FRENCH, GERMAN, RUSSIAN, STORY
from whp_kit.text.encodings import decode, wrong_letters

POLISH = (
    "Pierwszego dnia wiosny stary człowiek wziął kapelusz i zszedł nad rzekę, gdzie brat czekał na "
    "niego z łodzią. Woda była tak wysoka, że stała w ogrodzie młyna.\n"
)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (STORY, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (RUSSIAN, "utf-16-le"),
        (STORY, "utf-32-be"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (POLISH * 5, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
    ],
)
def test_a_text_comes_back_from_its_bytes(text, codec):
    decoded = decode(text.encode(codec))
    assert decoded.text == text
    assert not decoded.is_utf8


def test_a_few_nuls_do_not_make_utf16():
    assert decode((STORY + "\0" + STORY).encode()).encoding == "UTF-8"


def repaired(text):
    for _ in range(3):
        for wrong in reversed(wrong_letters(text)):
            if wrong.right is not None:
                text = text[: wrong.start] + wrong.right + text[wrong.end :]
    return text


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", [FRENCH, GERMAN, "“Don’t,” she said—twice…"])
def test_mojibake_is_undone(text, codec):
    wrong = "".join(
        bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode("utf-8")
    )
    assert wrong != text
    assert repaired(wrong) == text
    assert repaired("".join(chr(byte) for byte in wrong.encode())) == text


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        GERMAN,
        POLISH,
        RUSSIAN,
        "„Spaß“, sagte er, „macht Spaß“.",
        "“OLÉ” AND “CAFÉ”",
        "AMANHÔ, »Å« og »SÅ«",
        "RÓŻA, MÓŻDŻEK, Ä…, CĂŞTIG",
    ],
)
def test_sound_letters_are_left_alone(text):
    assert wrong_letters(text) == []
