"""Findings: each kind by hand, with the remedy that one click carries out; nothing found where
nothing is wrong; speed.
"""

import time
from dataclasses import replace

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from tests.support.tiny_models import tiny_tokenizer
from tests.support.tiny_tokenizers import byte_level
from whp_kit.anchors.editor import AnchorEditor
from whp_kit.anchors.identifying import forms
from whp_kit.anchors.table import REJECTED, Anchor, AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.anchors.validate import validate
from whp_kit.errors import InputError
from whp_kit.text.blocks import Encoder


def table(*rows, category="thing"):
    split = (row.split("=") for row in rows)
    return AnchorTable(
        tuple(
            Anchor(term, category, tuple(filter(None, words.split("|")))) for term, words in split
        )
    )


def kinds(found):
    return {(one.row, one.kind) for one in found}


def fix_of(found, kind):
    (one,) = [one for one in found if one.kind == kind]
    return one.fix and (one.fix.label, one.fix.cells, one.fix.remove)


def test_a_sound_table_has_no_finding():
    assert (
        validate(
            table("Ron=Tom", "owl post=mail van"),
            "Ron saw the owl post.",
            ["Ron"],
            "It rained.",
            tiny_tokenizer(),
        )
        == []
    )


@pytest.mark.parametrize(
    ("rows", "kind", "row", "fix"),
    [
        (("=x",), "empty-term", 1, ("remove the row", (), (1,))),
        (("Ron=",), "no-replacement", 1, ("remove the row", (), (1,))),
        (
            ("Ron=Tom|RON",),
            "same-as-term",
            1,
            ("keep the others", ((1, "replacements", "Tom"),), ()),
        ),
        (("Ron=ron",), "same-as-term", 1, ("remove the row", (), (1,))),
        (
            ("Ron=Tom", "Ron=Tim"),
            "repeated-differently",
            2,
            ("put both into one row", ((1, "replacements", "Tom|Tim"),), (2,)),
        ),
        (("Ron=Tom", "Ron=Tom"), "repeated", 2, ("remove the row", (), (2,))),
        (
            ("Ron=Tom", "Zog=Tom|Tim"),
            "shared-replacement",
            2,
            ("leave out 'Tom'", ((2, "replacements", "Tim"),), ()),
        ),
        (("Ron=Tom", "Ron's=Tom's"), "possessive", 2, ("remove the row", (), (2,))),
        (("Ron=Tom", "Hill=Mead", "Ron Hill=Al Bo"), "splittable", 3, ("remove the row", (), (3,))),
        (("Ron=Tom", "Ron Weasel=Al Bo"), "nested", 1, None),
        (
            ("Ron=Zog", "Zog=Tom"),
            "replacement-chain",
            1,
            ("write 'Tom'", ((1, "replacements", "Tom"),), ()),
        ),
        (
            ("Ron=Zog|Al", "Zog=Mim", "Mim=Ron"),
            "replacement-cycle",
            1,
            ("leave out 'Zog'", ((1, "replacements", "Al"),), ()),
        ),
        (
            ("Ron=Old Zog|Al", "Zog=Tom"),
            "replacement-holds-term",
            1,
            ("leave out 'Old Zog'", ((1, "replacements", "Al"),), ()),
        ),
        (("Ron=Quidd ball",), "replacement-is-peculiar", 1, None),
        (
            ("Ron=['Anna', \"Tom\"]",),
            "replacement-in-brackets",
            1,
            ("write 'Anna|Tom'", ((1, "replacements", "Anna|Tom"),), ()),
        ),
        (
            ("Ron=Al|[Anna]",),
            "replacement-in-brackets",
            1,
            ("write 'Anna|Al'", ((1, "replacements", "Anna|Al"),), ()),
        ),
        (
            ("Ron=Al|Anna (a plain name)",),
            "replacement-in-brackets",
            1,
            ("write 'Anna'", ((1, "replacements", "Al|Anna"),), ()),
        ),
        (("Ron=the boy",), "common-first-word", 1, None),
        (
            ("Ron=the boy|Tom",),
            "common-first-word",
            1,
            ("leave out 'the boy'", ((1, "replacements", "Tom"),), ()),
        ),
        (
            ("the Lake=the Pond",),
            "common-first-word",
            1,
            (
                "write 'Lake' and 'Pond', without 'the'",
                ((1, "term", "Lake"), (1, "replacements", "Pond")),
                (),
            ),
        ),
        (
            ("Lake=Mere", "the Lake=the Pond"),
            "common-first-word",
            2,
            ("remove the row, for 'Lake' is a term", (), (2,)),
        ),
        (
            ("the Lake=the Pond|Mere",),
            "common-first-word",
            1,
            ("leave out 'the Pond'", ((1, "replacements", "Mere"),), ()),
        ),
        (("owl=Hoot",), "case", 1, ("write 'hoot'", ((1, "replacements", "hoot"),), ())),
        (("owl=bird",), "article", 1, None),
    ],
)
def test_each_kind_by_hand(rows, kind, row, fix):
    found = validate(table(*rows), lexicon=["Quidd"])
    assert (row, kind) in kinds(found)
    assert all(one.reason and one.remedy for one in found)
    told = [one for one in found if one.kind == kind and one.row == row]
    assert (
        len(told) == 1
        and (told[0].fix and (told[0].fix.label, told[0].fix.cells, told[0].fix.remove)) == fix
    )


def test_the_common_first_word_stays_in_the_text(tmp_path):
    path = tmp_path / "anchors.csv"
    table("the Lake=The  Pond").save(path)
    text = "Ron sat at the Lake."
    editor = AnchorEditor(path, text)
    editor.apply(next(one for one in editor.findings if one.kind == "common-first-word"))
    assert editor.anchor(1).replacements == ("Pond",)
    assert translate(text, editor.table).text == "Ron sat at the Pond."
    assert "common-first-word" not in {one.kind for one in editor.findings}


def test_a_cycle_is_told_as_the_way_it_goes():
    found = [
        one
        for one in validate(table("Ron=Zog", "Zog=Mim", "Mim=Ron"))
        if one.kind.startswith("replacement")
    ]
    assert [(one.row, one.kind) for one in found] == [(n, "replacement-cycle") for n in (1, 2, 3)]
    assert "Ron -> Zog -> Mim -> Ron" in found[0].reason
    into = [one for one in validate(table("Al=Ron", "Ron=Zog", "Zog=Ron")) if one.row == 1]
    assert [one.kind for one in into] == ["replacement-chain"], (
        "it leads into a cycle and stands in none"
    )


def test_what_the_text_tells():
    text = (
        "An owl came. A owl left. The owl, an owl. Then Ron spoke, and Ron laughed."
        " Sir Glass sat by the Heron; the Heron slept."
    )
    found = validate(table("owl=bird|egg", "Ron=boy", "Heron=swan", "Zog=Max"), text)
    assert kinds(found) == {(1, "article"), (2, "case"), (4, "never-found")}
    articles = [one.reason for one in found if one.kind == "article"]
    assert (
        len(articles) == 2
        and "'an' stands before it 2 times" in articles[0]
        and "'a egg'" in articles[1]
    )
    assert fix_of(found, "case")[0] == "write 'Boy'" and fix_of(found, "never-found") == (
        "remove the row",
        (),
        (4,),
    )


@pytest.mark.parametrize(
    ("words", "wants"),
    [("hour", "an"), ("house", "a"), ("uniform", "a"), ("umbrella", "an"), ("one-eyed cat", "a")],
)
def test_articles_by_sound(words, wants):
    wrong = {"a": "an", "an": "a"}[wants]
    assert (1, "article") in kinds(validate(table(f"Mim={words}"), f"There was {wrong} Mim."))
    assert (1, "article") not in kinds(validate(table(f"Mim={words}"), f"There was {wants} Mim."))


def test_everyday_words_are_told_by_their_frequency():
    general = "The bell rang. " * 30 + "Ketta came. " + "It rained all day. " * 200
    found = validate(table("bell=clock", "Ketta=Anna"), general=general)
    assert kinds(found) == {(1, "everyday-word")} and "30 times" in found[0].reason
    assert fix_of(found, "everyday-word") == ("reject it", ((1, "status", "rejected"),), ())


def test_a_common_first_word_is_passed_over_and_words_and_tokens_agree():
    rows = table("Mill=the village school", "Zog=her", "Mim=the one")
    by_words, by_tokens = validate(rows), validate(rows, tokenizer=tiny_tokenizer())
    for found in (by_words, by_tokens):
        reasons = {one.row: one.reason for one in found if one.kind == "common-first-word"}
        assert "passes over it" in reasons[1]
        assert all("common words alone" in reasons[row] for row in (2, 3))
    assert not {one.row for one in by_tokens if one.kind == "common-first-token"}


def test_a_common_first_token_is_told_with_what_is_forbidden_instead():
    tokenizer = byte_level(vocabulary=600)
    rows, text = table("castle=Hermit", "Zog=lake"), "Harry saw the castle. " + "Her " * 30
    encoder = Encoder(tokenizer)
    (form, *_) = forms(["Hermit"], encoder)["Hermit"]
    assert tokenizer.decode([form.tokens[0]]) == " Her" and len(form.tokens) > 1
    found = validate(rows, text, tokenizer=tokenizer)
    (told,) = [one for one in found if one.kind == "common-first-token"]
    assert told.row == 1 and told.severity == "note"
    after = tokenizer.decode([form.tokens[1]])
    assert f"begins with the token 'Her', which is common: the forbidden rule keeps '{after}'" in (
        told.reason
    )
    assert "only right after 'Her'" in told.reason


def test_terms_that_the_tokenizer_cannot_separate():
    tokenizer = tiny_tokenizer()
    text = "Mirel walked to the gate."
    found = validate(table("Mirel=Anna", "gate=door"), text, tokenizer=tokenizer)
    assert "not-separable" not in {one.kind for one in found}
    whole = Tokenizer(
        models.WordLevel(
            {"[UNK]": 0, "say": 1, "他是哈利在": 2, "and": 3, "said": 4}, unk_token="[UNK]"
        )
    )
    whole.pre_tokenizer = pre_tokenizers.Whitespace()
    words = PreTrainedTokenizerFast(tokenizer_object=whole, unk_token="[UNK]")
    found = validate(table("哈利=某人", "Ron=Tom"), "他是哈利在", tokenizer=words)
    reasons = {one.row: one.reason for one in found if one.kind == "not-separable"}
    assert "one token holds '他是哈利在'" in reasons[1] and "no token for 'Ron'" in reasons[2]


def test_rejected_rows_are_not_looked_at_and_take_no_part():
    mine = AnchorTable(
        (
            Anchor("Ron", "", ("Ron",), status="rejected"),
            Anchor("Ron", "", ("Tom",)),
            Anchor("Zog", "", ("Ron Hill",), status="Rejected "),
        )
    )
    assert validate(mine, "Ron came.") == [] and [
        match.row for match in mine.matcher.find("Ron and Zog")
    ] == [1]
    assert mine.check() is mine


GERMAN = "Das Kind ging an {0} vorbei, und an {0} stand der Krug, den es a {0} nannte. " * 5


def test_articles_of_english_are_not_looked_for_in_german():
    assert validate(table("Mim=Apfel|Birne"), GERMAN.format("Mim")) == []


def test_articles_of_english_are_not_looked_for_beside_umlauts():
    assert validate(table("übermütig=albern")) == []


def test_capitals_are_not_judged_by_determiners_of_english():
    spanish = "La niña fue a la casa del Gran Molino y vio que el Gran Molino no estaba. " * 5
    assert "case" not in {one.kind for one in validate(table("Gran Molino=molino"), spanish)}


class TestActiveCells:
    @pytest.mark.parametrize("cell", ["=1+1", "+3", "-2", "@sum", " =1", "\t=1", "＝1"])
    def test_what_a_spreadsheet_computes_is_told_in_any_cell(self, cell):
        row = Anchor("Ketta", "person", ("Anna",))
        for name, changed in {
            "term": replace(row, term=cell),
            "replacements": replace(row, replacements=(cell, "Anna")),
            "note": replace(row, note=cell),
        }.items():
            (found,) = [one for one in validate(AnchorTable((changed,))) if one.kind == "formula"]
            assert found.severity == "warning"
            assert found.reason.startswith(f"its {name} ")

    @pytest.mark.parametrize("cell", ["-", "a=b", "x - y", "–", "1+1"])
    def test_what_it_shows_as_it_stands_is_not(self, cell):
        table = AnchorTable((Anchor("Ketta", "person", ("Anna",), note=cell),))
        assert "formula" not in {one.kind for one in validate(table)}

    def test_columns_of_the_readers_own_and_rejected_rows_are_looked_at(self):
        rows = (
            Anchor("Ketta", "person", ("Anna",), extra=("=1",)),
            Anchor("Piet", "person", ("Tom",), note="=2", status=REJECTED),
        )
        table = AnchorTable(rows, extra_columns=("mine",))
        assert {one.row for one in validate(table) if one.kind == "formula"} == {1, 2}

    @pytest.mark.parametrize("sign", ["\x1b", "\x00", "\x9b", "\u202e"])
    def test_a_control_character_is_told_by_its_number(self, sign):
        table = AnchorTable((Anchor(f"Ket{sign}ta", "person", ("Anna",)),))
        (found,) = [one for one in validate(table) if one.kind == "control-character"]
        assert repr(sign)[1:-1] in found.reason


ROW = "term,category,replacements\n"
LARGE = {
    "replacements in one cell": ROW + "a,b," + "|".join(f"r{n}" for n in range(20_000)) + "\n",
    "replacements in several": (ROW + "".join(f"t{n},b,{'x|y|' * 90}z\n" for n in range(200))),
    "a chain of terms": ROW + "".join(f"t{n},b,t{n + 1}\n" for n in range(4000)),
    "terms of many words": ROW + "a,b,c\n" + "".join(f"{'a ' * 140}{n},b,c\n" for n in range(300)),
    "terms of many dots": ROW + "a,b,c\n" + "".join(f"{'·' * 280}{n},b,c\n" for n in range(300)),
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_table_that_no_person_wrote_is_looked_through_in_seconds(text):
    began = time.process_time()
    validate(AnchorTable.parse(text))
    assert time.process_time() - began < 8


def test_too_many_replacements_are_one_fault_with_a_remedy():
    table = AnchorTable.parse(LARGE["replacements in one cell"])
    (finding,) = [one for one in validate(table) if one.severity == "error"]
    assert finding.reason == "a term has 20,000 replacements"
    with pytest.raises(InputError, match="20,000 replacements.*write at most 200"):
        table.check()
