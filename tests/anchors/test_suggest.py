"""suggest: from two small texts made here to rows of a table. Names, places and things are invented; the general text is everyday."""

import json
import random
import runpy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whp_kit.anchors.candidates import HEADING, NAME, PHRASE, TERM, find_candidates, find_names
from whp_kit.anchors.categories import Categories, Entry, Pool, partners
from whp_kit.anchors.keyness import Words
from whp_kit.anchors.replacements import Replacements, build, gender, is_plural
from whp_kit.anchors.suggest import (
    as_rows,
    guess_all,
    not_held,
    ranked,
    rise_of,
    rows_at_hand,
    suggest,
    token_rises,
)
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.anchors.validate import validate
from whp_kit.cli.main import main
from whp_kit.errors import InputError
from whp_kit.files import write_json
from whp_kit.paths import PROJECT_ROOT
from whp_kit.runs.store import Run

SCENES = (
    '"Good morning," said {she}, and {she} put on her coat.',
    "{he} walked to {place} with {she}, and he carried the {thing}.",
    "In the evening {she} lit the {thing} and read her book.",
    '"Where is {place}?" asked {he}. "Behind the hill," said {she}.',
    "They lived in {place}, and {he} fed the {animal} every day.",
    "The {animal} slept by the fire and would not eat its food.",
    "{she} took the train from {place} and brought an {animal2} home.",
    "{he} dropped his {thing} in the garden, and the {animal} ran off with it.",
)
EVERYDAY = {"she": ("Anna", "Lucy", "Helen"), "he": ("Tom", "Peter", "James"), "place": ("Weston", "Norton", "Milton"),
            "thing": ("lantern", "umbrella", "basket"), "animal": ("dog", "cow", "horse"), "animal2": ("owl", "otter")}  # fmt: skip
INVENTED = {"she": ("Zelvira", "Quomba"), "he": ("Thrackmor", "Ildo Vash"), "place": ("Umberglen",), "thing": ("glimstick",),
            "animal": ("wumbat-eel",), "animal2": ("ippogrund",)}  # fmt: skip
TELLING = "Nobody dropped the evening garden by the fire. "


def tell(names: dict, count: int, seed: int) -> str:
    drawn = random.Random(seed)
    return "\n\n".join(
        " ".join(
            drawn.choice(SCENES).format(
                **{slot: drawn.choice(words) for slot, words in names.items()}
            )
            for _ in range(4)
        )
        for _ in range(count)
    )


GENERAL = tell(EVERYDAY, 150, 1)
TARGET = (
    "Zelvira and the Glass Owl\n\nChapter One: A Knock at Noon\n\n"
    + TELLING * 6
    + "\n\nShe saw the Glass Owl. " * 5
    + tell(INVENTED, 60, 2)
)


@pytest.fixture(scope="module")
def made():
    return suggest(TARGET, GENERAL)


def by_term(found):
    return {one.term: one for one in found}


class TestCandidates:
    def test_each_kind_is_found(self):
        found = by_term(find_candidates(Words.read(TARGET), Words.read(GENERAL)))
        kinds = {
            term: found[term].kind
            for term in ("Zelvira", "Glass Owl", "glimstick", "wumbat-eel", "A Knock at Noon")
        }
        assert kinds == {
            "Zelvira": NAME,
            "Glass Owl": NAME,
            "glimstick": TERM,
            "wumbat-eel": TERM,
            "A Knock at Noon": HEADING,
        }
        assert any(one.kind == PHRASE and "evening garden" in one.term for one in found.values())

    def test_nothing_everyday_is_found(self):
        found = {
            one.term.lower() for one in find_candidates(Words.read(TARGET), Words.read(GENERAL))
        }
        assert not found & {"garden", "coat", "the", "said", "good morning", "she"}

    def test_a_full_name_is_taken_apart_and_a_title_kept_whole(self):
        text = (
            "We met Ildo Vash. There was Ildo. He saw Aunt Ildo at the Hall of Stone. It was the Hall of Stone and an old stone hall. "
            * 5
        )
        names = {one.term for one in find_names(Words.read(text), Words.read(GENERAL), set())}
        assert names == {"Ildo", "Vash", "Hall of Stone"}

    def test_the_numbers_are_those_of_the_text(self, made):
        for one in made:
            alone = AnchorTable(tuple(as_rows([replace(one, replacement="Robert Smith")])))
            assert len(find_matches(TARGET, alone)) == one.count > 0, one.term
            assert len(find_matches(GENERAL, alone)) == one.general_count, one.term
            assert one.term.casefold() in one.example.casefold() and one.example in " ".join(
                TARGET.split()
            )

    def test_texts_without_words_are_refused(self):
        for text, general in (("", GENERAL), (" ... \n", GENERAL), (TARGET, "?!")):
            with pytest.raises(InputError, match="holds no word"):
                suggest(text, general)
        with pytest.raises(InputError, match="nothing to suggest"):
            suggest(TARGET, GENERAL, count=0)


class TestCategories:
    def test_they_are_known_by_their_company(self, made):
        found = by_term(made)
        got = {
            term: found[term].category
            for term in (
                "Zelvira",
                "Quomba",
                "Thrackmor",
                "Umberglen",
                "glimstick",
                "wumbat-eel",
                "ippogrund",
            )
        }
        assert got == {"Zelvira": "person", "Quomba": "person", "Thrackmor": "person", "Umberglen": "place", "glimstick": "object",
                       "wumbat-eel": "creature", "ippogrund": "creature"}  # fmt: skip

    def test_a_last_word_and_what_a_thing_is_said_to_be_count(self):
        text = Words.read(
            "They saw the Zorn. The Zorn is a small bird. " * 4
            + "We went through the Vrim Gate. " * 4
        )
        categories = Categories(Words.read(GENERAL), Pool.load())
        assert categories.guess("Zorn", NAME, text).category == "creature"
        assert (
            categories.told("Vrim Gate", [], text)
            == {"place": 1.0}
            == categories.told("Gate of Vrim", [], text)
        )
        assert categories.told("Zorn", [("Zorn", at) for at in text.find("Zorn")], text) == {
            "creature": 1.0
        }

    def test_family_names_and_titles_by_their_place(self):
        text = Words.read(
            "Then Ildo said no. " * 9
            + "Then Ildo Vash said so. " * 6
            + "Then Dom Quim said so, and Dom Quim left. " * 6
        )
        found = [one for one in find_candidates(text, Words.read(GENERAL)) if one.kind == NAME]
        guesses = guess_all(found, text, Categories(Words.read(GENERAL), Pool.load()))
        assert (guesses["Vash"].category, guesses["Vash"].form) == ("person", "surname")
        assert guesses["Dom"].form == "title" and guesses["Quim"].category == "person"

    def test_gender_and_number(self):
        text = Words.read(
            "Quomba took her hat. Ildo lost his way. The zorns were here. A zorn is here. The Vrom were late. An ulk is ill."
        )
        assert (gender("Quomba", text), gender("Ildo", text), gender("ulk", text)) == (
            "woman",
            "man",
            "",
        )
        assert is_plural("zorns", text) and is_plural("Vrom", text) and not is_plural("zorn", text)
        assert partners("zorns")[-1] == "zorn" and "zorns" in partners("zorn")

    def test_a_pool_of_ones_own(self, tmp_path):
        path = tmp_path / "pool.csv"
        path.write_text("category,form,word,plural\nplace,,hut,huts\n", encoding="utf-8")
        assert Pool.load(path).words == (Entry("place", "", "hut", "huts"),)
        path.write_text("word\nhut\n", encoding="utf-8")
        for wrong in (path, tmp_path / "none.csv"):
            with pytest.raises(InputError, match="pool of replacements"):
                Pool.load(wrong)


class TestReplacements:
    def test_people_keep_their_gender_and_places_their_kind(self, made):
        found, pool = by_term(made), Pool.load().words
        form = {one.word: one.form for one in pool if one.category == "person"}
        assert (
            form[found["Zelvira"].replacement] == "woman"
            and form[found["Thrackmor"].replacement] == "man"
        )
        assert found["Umberglen"].replacement in {
            one.word for one in pool if (one.category, one.form) == ("place", "name")
        }

    def test_what_the_text_writes_an_before_begins_with_a_vowel(self, made):
        assert by_term(made)["ippogrund"].replacement[0] in "aeiou"

    def test_a_plural_is_given_its_singulars_plural(self):
        text = Words.read(
            "A zorn slept by the fire. The zorns slept by the fire. He fed the zorn and the zorns. "
            * 5
        )
        general = Words.read(GENERAL)
        categories = Categories(general, Pool.load())
        give = Replacements(text, general, Pool.load(), ["zorn", "zorns"])
        one, many = (
            give.word(term, categories.guess(term, TERM, text)) for term in ("zorn", "zorns")
        )
        assert any((entry.word, entry.plural) == (one, many) for entry in Pool.load().words)

    def test_a_phrase_is_given_a_run_of_the_same_build(self, made):
        general = " ".join(GENERAL.split()).lower()
        turned = [one for one in made if one.kind == PHRASE]
        assert any(
            build(one.term.split(), True) == build(one.replacement.split(), True) for one in turned
        )
        assert turned and all(one.replacement in general for one in turned)

    def test_what_is_to_be_avoided_is(self):
        first = by_term(suggest(TARGET, GENERAL))["Zelvira"].replacement
        assert by_term(suggest(TARGET, GENERAL, avoid=[first]))["Zelvira"].replacement != first


def sound(found, text):
    """What holds for every list: no replacement twice, none a term or holding one, and a table that loads."""
    given = [one.replacement.casefold() for one in found]
    assert len(set(given)) == len(given) and not {one.term.casefold() for one in found} & set(given)
    table = AnchorTable(tuple(as_rows(found)))
    kinds = {finding.kind for finding in validate(table, text)} - {
        "common-first-word",
        "dropped",
        "nested",
    }
    assert AnchorTable.parse(table.dump()).rows == table.rows and kinds <= {"never-found"}
    for one in found:
        assert not find_matches(one.replacement, table), one


class TestSuggestions:
    def test_the_list_is_sound(self, made):
        sound(made, TARGET)
        assert {row.status for row in as_rows(made)} == {"suggested"} and all(
            "here, 0 in general text, keyness" in row.note for row in as_rows(made)[:3]
        )

    def test_it_is_the_same_each_time(self, made):
        assert suggest(TARGET, GENERAL) == made

    def test_fewer_are_the_first_of_more(self, made):
        names = [one.term for one in made if one.kind == NAME]
        assert [one.term for one in suggest(TARGET, GENERAL, count=len(names))] == names

    def test_rows_fit_a_table_that_has_columns_of_its_own(self, made):
        table = AnchorTable.parse("term,category,replacements,page\nZelvira,person,Anna,3\n")
        new = not_held(made, table)
        assert "Zelvira" not in by_term(new) and len(new) == len(made) - 1
        both = replace(table, rows=table.rows + tuple(as_rows(new, len(table.extra_columns))))
        assert AnchorTable.parse(both.dump()).rows == both.rows

    def test_what_rises_everywhere_comes_first(self):
        deltas = {
            "movers": [
                {"token": " Umberglen", "mean_delta": 50.0},
                {"token": " ", "mean_delta": 9.0},
                {"token": " Quo", "mean_delta": -1.0},
            ]
        }
        rises = token_rises(deltas)
        assert (
            rises == {"umberglen": 50.0}
            and rise_of("the Umberglen", rises) == 50.0
            and rise_of("Quomba", rises) is None
        )
        first = suggest(TARGET, GENERAL, deltas)[0]
        assert first.term == "Umberglen" and first.delta == 50.0 and "logit +50.0" in first.evidence
        found = find_candidates(Words.read(TARGET), Words.read(GENERAL))
        assert [one.term for one in ranked(found, {}, 5)] == [
            one.term for one in ranked(found, {}, 50)
        ][:5]

    def test_nothing_of_a_world_is_read(self, made, monkeypatch):
        """Neither anchors nor lexicon nor probes: whatever is opened is the pool."""
        from pathlib import Path

        opened = []
        plain = Path.open
        monkeypatch.setattr(
            Path, "open", lambda self, *a, **k: opened.append(self.name) or plain(self, *a, **k)
        )
        assert suggest(TARGET, GENERAL) == made and set(opened) == {"replacements.csv"}

    def test_without_general_text_the_kits_own_is_taken(self):
        assert "Zelvira" in by_term(suggest(TARGET))


HOSTILE = st.lists(
    st.sampled_from(
        [
            "Zelvira",
            "zelvira",
            "the",
            "of",
            "The",
            "Lord",
            "'s",
            "\u2019",
            "-",
            "|",
            "\\",
            '"',
            ",",
            "\n",
            "\n\n",
            " ",
            " ",
            ":",
            "!",
            ".",
            "\x00",
            "<b>",
            "\u4e2d\u6587",
            "\u00e9lan",
            "e\u0301lan",
            "\U0001f600",
            "=cmd()",
            "isn't",
            "\ud800",
            "I",
            "Hall",
        ]
    ),
    max_size=120,
).map("".join)


@settings(deadline=None, max_examples=40)
@given(HOSTILE)
def test_any_text_gives_a_sound_list(text):
    text = "Zelvira met Quomba. " + (text + " ") * 4
    sound(suggest(text, GENERAL[:4000], count=40), text)


def test_a_suggestion_is_plain_data(made):
    assert json.loads(json.dumps([vars(one) for one in made]))[0]["term"] == made[0].term


class TestCommandLine:
    @pytest.fixture
    def words(self, tmp_path, runs):
        """`anchors suggest` over the small texts; a run of the name "demo" that has deltas."""
        (tmp_path / "book.txt").write_text(TARGET, encoding="utf-8")
        (tmp_path / "general.txt").write_text(GENERAL, encoding="utf-8")
        preset = tmp_path / "mine.toml"
        preset.write_text(
            f'extends = "tiny"\n[world]\nbooks = "{tmp_path}/book.txt"\ncompanion = "{tmp_path}/book.txt"\n'
            f'general = "{tmp_path}/general.txt"\nanchors = "{tmp_path}/none.csv"\nlexicon = "{tmp_path}/none.csv"\n'
        )
        with Run("demo").writing("02_inspect_logit_deltas", settings={}, seed=0) as out:
            write_json(
                out.path("deltas.json"),
                {"movers": [{"token": " Glass", "mean_delta": 99.0}], "passages": []},
            )
        return ["anchors", "suggest", "--preset", str(preset), "--out", str(tmp_path / "mine.csv")]

    def test_it_writes_a_table_and_keeps_the_one_that_is_there(self, words, tmp_path, capsys):
        assert main([*words, "--count", "5"]) == 0
        table = AnchorTable.load(tmp_path / "mine.csv")
        assert (
            table.rows[0].term == "Glass Owl"
            and len(table.rows) == 5
            and {row.status for row in table.rows} == {"suggested"}
        )
        assert "5 rows" in capsys.readouterr().out
        assert (
            main(words) == 1
            and "already" in capsys.readouterr().err
            and AnchorTable.load(tmp_path / "mine.csv") == table
        )
        assert (
            main([*words, "--run", "another", "--overwrite"]) == 0
            and "without the deltas" in capsys.readouterr().out
        )
        assert AnchorTable.load(tmp_path / "mine.csv").rows[0].term != "Glass Owl"

    def test_a_chat_model_is_asked_only_where_one_is_named(
        self, words, tmp_path, capsys, monkeypatch
    ):
        monkeypatch.setattr(
            "whp_kit.models.chat.address",
            lambda url, model, key: lambda prompt: '{"Umberglen": "the town", "Nobody": "one"}',
        )
        assert (
            main([*words, "--address", "http://localhost:1/v1"]) == 1
            and "without a model" in capsys.readouterr().err
        )
        assert main([*words, "--chat", "m", "--address", "http://localhost:1/v1"]) == 0
        rows = {row.term: row for row in AnchorTable.load(tmp_path / "mine.csv").rows}
        assert rows["Umberglen"].replacements[1:] == ("the town",) and rows["Nobody"].note.endswith(
            "from a chat model"
        )


def test_the_pool_that_is_shipped_is_sound():
    """Each word once in its form, a plural for every noun that is counted, and enough for a world of some size."""
    pool = Pool.load()
    assert len({(one.category, one.form, one.word.lower()) for one in pool.words}) == len(
        pool.words
    )
    assert all(one.plural for one in pool.words if one.form == "")
    assert len(pool.words) > 500 and {one.category for one in pool.words} >= {
        "person",
        "place",
        "creature",
        "object",
        "food",
        "spell",
    }
    assert all(not one.word.lower().startswith(("a ", "an ", "the ")) for one in pool.words)


def test_what_the_viewer_handed_over_comes_first(tmp_path):
    handed = tmp_path / "suggested_anchors.csv"
    assert rows_at_hand([], handed) == []
    AnchorTable((Anchor("Umber", "place", ("town",)),)).save(handed)
    (row,) = rows_at_hand([], handed)
    assert (row.term, row.status) == ("Umber", "suggested")


class TestBoundsOfPhrases:
    """The bench that says how many phrases could be found: its sets of runs, on a text small enough to be counted by hand."""

    @pytest.fixture(scope="class")
    def bench(self):
        return runpy.run_path(str(PROJECT_ROOT / "tools" / "bench" / "bench_phrases.py"))

    def test_runs_that_share_all_places(self, bench):
        text = Words.read(
            "The boat had no oars. A boat had no oars, and Pim had no sail. We saw Pim."
        )
        found = bench["repeats"](text, {at for at, word in enumerate(text.words) if word == "Pim"})
        assert (
            found[("had", "no")] == [2, 7, 12]
            and ("no", "oars") in found
            and ("pim",) not in found
            and ("the", "boat") not in found
        )
        assert bench["maximal"](found) == {("boat", "had", "no", "oars"), ("had", "no")}
        meant = bench["alike"](found, {("no", "oars"), ("had", "no"), ("no", "sail")})
        wider = [("boat", "had", "no", "oars"), ("had", "no", "oars"), ("no", "oars")]
        assert {run: sorted(runs) for run, runs in meant.items()} == {
            ("had", "no"): [("had", "no")],
            ("no", "oars"): wider,
        }

    def test_a_phrase_of_known_build_is_learned_and_one_without_any_is_not(self, bench):
        drawn = random.Random(1)
        words = [
            "".join(drawn.choices("bcdfgklmnprstvz", k=2))
            + "a"
            + "".join(drawn.choices("bcdfgklmnprst", k=3))
            for _ in range(900)
        ]
        told = [
            words[i : i + 6] for i in range(0, 900, 6)
        ]  # sentences of six words of their own, told three times each
        marked = {("who", *one[2:4]) for one in told}
        for phrases, sentences, hope in (
            (
                marked,
                [[*one[:2], "who", *one[2:4], "was", *one[4:]] for one in told],
                range(100, 151),
            ),
            (
                {tuple(one[(at := drawn.randrange(4)) : at + drawn.randint(2, 3)]) for one in told},
                told,
                range(60),
            ),
        ):
            text = Words.read(" ".join(" ".join(one).capitalize() + "." for one in sentences * 3))
            found = bench["repeats"](text, set())
            meant = bench["alike"](found, phrases)
            first, _ = bench["learned"](
                bench["Looks"](text, Words.read(GENERAL), found, set()), meant, 150
            )
            assert first in hope, first
