"""suggest: from two small texts to rows of a table, and the command that writes them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.german_world import WORLD
from tests.support.invented_world import GENERAL, TARGET
from whp_kit.anchors.candidates import NAME, find_candidates
from whp_kit.anchors.keyness import Corpora
from whp_kit.anchors.suggest import (
    as_rows,
    missing_from,
    rank,
    rise_of,
    rows_for_workshop,
    suggest_anchors,
    token_rises,
)
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.anchors.validate import validate
from whp_kit.cli.main import main
from whp_kit.errors import InputError
from whp_kit.files import write_json
from whp_kit.runs.store import Run
from whp_kit.text.documents import read_all, whole_text


@pytest.fixture(scope="module")
def suggestions():
    return suggest_anchors(TARGET, GENERAL)


def by_term(suggestions):
    return {one.term: one for one in suggestions}


def check_soundness(suggestions, text):
    """No replacement twice or holding a term, and a table that loads and is found in the text."""
    replacements = [one.replacement.casefold() for one in suggestions]
    assert len(set(replacements)) == len(replacements)
    table = AnchorTable(tuple(as_rows(suggestions)))
    assert AnchorTable.parse(table.dump()).rows == table.rows
    harmless = {"common-first-word", "dropped", "inflected", "nested", "never-found"}
    assert {finding.kind for finding in validate(table, text)} <= harmless
    for one in suggestions:
        assert not find_matches(one.replacement, table), one


def test_the_list_is_sound(suggestions):
    check_soundness(suggestions, TARGET)


def test_counts_are_those_of_the_matcher(suggestions):
    for one in suggestions:
        alone = AnchorTable(tuple(as_rows([replace(one, replacement="Robert Smith")])))
        assert len(find_matches(TARGET, alone)) == one.count > 0, one.term
        assert len(find_matches(GENERAL, alone)) == one.general_count, one.term


def test_examples_are_of_the_text(suggestions):
    text = " ".join(TARGET.split())
    for one in suggestions:
        assert one.example in text
        assert one.term.casefold() in one.example.casefold()


def test_rows_have_the_status_suggested(suggestions):
    assert {row.status for row in as_rows(suggestions)} == {"suggested"}


def test_the_evidence_is_the_note_of_a_row(suggestions):
    assert "here, 0 in general text, keyness" in as_rows(suggestions)[0].note


def test_it_is_the_same_each_time(suggestions):
    assert suggest_anchors(TARGET, GENERAL) == suggestions


def test_fewer_are_the_first_of_more(suggestions):
    names = [one.term for one in suggestions if one.kind == NAME]
    fewer = suggest_anchors(TARGET, GENERAL, count=len(names))
    assert [one.term for one in fewer] == names


def test_a_count_below_one_is_refused():
    with pytest.raises(InputError, match="nothing to suggest"):
        suggest_anchors(TARGET, GENERAL, count=0)


def test_a_term_of_the_table_is_not_missing_from_it(suggestions):
    table = AnchorTable.parse("term,category,replacements,page\nZelvira,person,Anna,3\n")
    missing = missing_from(table, suggestions)
    assert "Zelvira" not in by_term(missing)
    assert len(missing) == len(suggestions) - 1


def test_rows_fit_a_table_with_columns_of_its_own(suggestions):
    table = AnchorTable.parse("term,category,replacements,page\nZelvira,person,Anna,3\n")
    new = as_rows(missing_from(table, suggestions), len(table.extra_columns))
    both = replace(table, rows=table.rows + tuple(new))
    assert AnchorTable.parse(both.dump()).rows == both.rows


DELTAS = {
    "movers": [
        {"token": " Umberglen", "mean_delta": 50.0},
        {"token": " ", "mean_delta": 9.0},
        {"token": " Quo", "mean_delta": -1.0},
    ]
}


def test_rises_are_those_of_words_that_rose():
    assert token_rises(DELTAS) == {"umberglen": 50.0}


def test_a_term_has_the_rise_of_its_first_content_word():
    rises = token_rises(DELTAS)
    assert rise_of("the Umberglen", rises) == 50.0
    assert rise_of("Quomba", rises) is None


def test_a_term_whose_logit_rises_comes_first():
    first = suggest_anchors(TARGET, GENERAL, DELTAS)[0]
    assert first.term == "Umberglen"
    assert first.delta == 50.0
    assert "logit +50.0" in first.evidence


def test_a_longer_list_begins_with_the_shorter():
    candidates = find_candidates(Corpora.read(TARGET, GENERAL))
    assert rank(candidates, {}, 5) == rank(candidates, {}, 50)[:5]


def test_no_file_of_a_world_is_read(suggestions, monkeypatch):
    """Neither anchors nor lexicon nor probes: the only file that is opened is the pool."""
    opened = []
    real_open = Path.open

    def recording_open(self, *args, **kwargs):
        opened.append(self.name)
        return real_open(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", recording_open)
    assert suggest_anchors(TARGET, GENERAL) == suggestions
    assert set(opened) == {"replacements.csv"}


def test_without_general_text_the_kits_own_is_taken():
    assert "Zelvira" in by_term(suggest_anchors(TARGET))


def test_a_hero_with_a_common_name_is_found_beside_other_peoples():
    """The kit's everyday text tells of an Emma and of a Ruth too."""
    text = TARGET.replace("Zelvira", "Emma").replace("Ildo Vash", "Ruth")
    assert {"Emma", "Ruth"} <= set(by_term(suggest_anchors(text)))
    assert by_term(suggest_anchors(text))["Ruth"].general_count > 0


def test_a_name_in_capitals_is_no_second_name_and_a_shouted_word_is_none():
    text = (
        TARGET
        + "\n\nNow it was QUITE late, and said ZELVIRA, and no one QUITE knew. It was quite so.\n"
        * 9
    )
    terms = [one.term for one in suggest_anchors(text, GENERAL) if one.kind == NAME]
    assert [term for term in terms if term.lower() == "zelvira"] == ["Zelvira"]
    assert "QUITE" not in terms


def test_a_suggestion_is_plain_data(suggestions):
    plain = json.loads(json.dumps([vars(one) for one in suggestions]))
    assert plain[0]["term"] == suggestions[0].term


CHINESE = "很久以前，住在磨坊里的姑娘名叫爱丽丝。于是爱丽丝拿着灯走进了花园。\n" * 9


@pytest.mark.parametrize("text", [CHINESE, "ケッタは岬へ行った。ケッタはランプを見た。" * 9])
def test_a_text_without_spaces_between_words_is_refused_by_name(text):
    with pytest.raises(InputError, match="Chinese or Japanese"):
        suggest_anchors(text, text)


def test_a_script_that_is_not_served_is_refused_by_name():
    with pytest.raises(InputError, match="Thai"):
        suggest_anchors("เคตตาไปที่แหลม เคตตาเห็นตะเกียง " * 9, GENERAL)


def test_a_few_foreign_letters_are_no_reason_to_refuse():
    text = TARGET + " 爱丽丝 เคตตา"
    assert "Zelvira" in by_term(suggest_anchors(text, GENERAL))


def spellings_of(text):
    """The same book in other editions."""
    return {
        "curly": text.replace("'", "\u2019").replace('"', "\u201c"),
        "emphasis": text.replace("Zelvira", "_Zelvira_"),
        "soft hyphens": text.replace("Zelvira", "Zel\u00advira"),
        "CR LF": text.replace("\n", "\r\n"),
        "CR": text.replace("\n", "\r"),
    }


@pytest.mark.parametrize("edition", spellings_of(""))
def test_suggestions_are_the_same_for_any_edition(suggestions, edition):
    def rows(suggestions):
        return [(one.term, one.category, one.replacement, one.count) for one in suggestions]

    assert rows(suggest_anchors(spellings_of(TARGET)[edition], GENERAL)) == rows(suggestions)


CONTRACTIONS = '"I don\u2019t know, we\'ll see," said Zelvira. "You\'ve seen it, hadn\'t you?" '


def test_contractions_are_no_terms():
    terms = " ".join(by_term(suggest_anchors(CONTRACTIONS * 40, GENERAL)))
    assert "n't" not in terms
    assert not {"ll", "ve"} & set(terms.split())


GERMAN = "Abends ging die müde Läuferin zum Gärtner. Der kleine Straßenfeger sah Übel. " * 30


def test_terms_keep_their_composed_letters():
    terms = " ".join(by_term(suggest_anchors(GERMAN, GENERAL)))
    assert "Läuferin" in terms and "\u0308" not in terms


HOSTILE = st.lists(
    st.sampled_from(
        "Zelvira zelvira the of The Lord 's \u2019 - | \\ \" , : ! . \x00 <b> \u4e2d\u6587 "
        "\u00e9lan e\u0301lan \U0001f600 =cmd() isn't \ud800 I Hall".split(" ")
        + ["\n", "\n\n", " ", " "]
    ),
    max_size=120,
).map("".join)


@settings(deadline=None, max_examples=40)
@given(HOSTILE)
def test_any_text_gives_a_sound_list(text):
    text = "Zelvira met Quomba. " * 400 + (text + " ") * 4
    check_soundness(suggest_anchors(text, GENERAL[:4000], count=40), text)


def test_the_rows_of_the_viewer_come_first(tmp_path):
    viewer_table = tmp_path / "suggested_anchors.csv"
    assert rows_for_workshop([], viewer_table) == []
    AnchorTable((Anchor("Umber", "place", ("town",)),)).save(viewer_table)
    (row,) = rows_for_workshop([], viewer_table)
    assert (row.term, row.status) == ("Umber", "suggested")


class TestCommandLine:
    @pytest.fixture
    def command(self, tmp_path, runs):
        """`anchors suggest` over the small texts; the run "demo" has deltas."""
        (tmp_path / "book.txt").write_text(TARGET, encoding="utf-8")
        (tmp_path / "general.txt").write_text(GENERAL, encoding="utf-8")
        preset = tmp_path / "mine.toml"
        preset.write_text(
            'extends = "tiny"\n[world]\n'
            f'books = "{tmp_path}/book.txt"\ncompanion = "{tmp_path}/book.txt"\n'
            f'general = "{tmp_path}/general.txt"\nanchors = "{tmp_path}/none.csv"\n'
            f'lexicon = "{tmp_path}/none.csv"\n'
        )
        movers = [{"token": " Glass", "mean_delta": 99.0}]
        with Run("demo").writing("02_inspect_logit_deltas", settings={}, seed=0) as out:
            write_json(out.path("deltas.json"), {"movers": movers, "passages": []})
        return ["anchors", "suggest", "--preset", str(preset), "--out", str(tmp_path / "mine.csv")]

    def test_it_writes_a_table_by_the_deltas_of_the_run(self, command, tmp_path, capsys):
        assert main([*command, "--count", "5"]) == 0
        rows = AnchorTable.load(tmp_path / "mine.csv").rows
        assert rows[0].term == "Glass Owl"
        assert len(rows) == 5
        assert {row.status for row in rows} == {"suggested"}
        assert "5 rows" in capsys.readouterr().out

    def test_a_table_that_is_there_is_kept(self, command, tmp_path, capsys):
        assert main([*command, "--count", "5"]) == 0
        table = AnchorTable.load(tmp_path / "mine.csv")
        assert main(command) == 1
        assert "already" in capsys.readouterr().err
        assert AnchorTable.load(tmp_path / "mine.csv") == table

    def test_a_run_without_deltas_is_reported(self, command, tmp_path, capsys):
        assert main([*command, "--run", "another"]) == 0
        assert "without the deltas" in capsys.readouterr().out
        assert AnchorTable.load(tmp_path / "mine.csv").rows[0].term != "Glass Owl"

    @pytest.mark.parametrize(
        "deltas",
        [
            [],
            {},
            {"movers": 3},
            {"movers": [3]},
            {"movers": [{"token": 3, "mean_delta": 1.0}]},
            {"movers": [{"token": "a"}]},
            {"movers": [{"token": "a", "mean_delta": "1"}]},
            {"movers": [{"token": "a", "mean_delta": True}]},
        ],
        ids=str,
    )
    def test_deltas_of_another_shape_are_an_error(self, command, tmp_path, deltas, capsys):
        write_json(Run("demo").folder / "02_inspect_logit_deltas/deltas.json", deltas)
        assert main(command) == 1
        assert "deltas.json is not what the step wrote" in capsys.readouterr().err
        assert not (tmp_path / "mine.csv").exists()

    @pytest.mark.parametrize("world", [3, None, [], {"world": 3}, {"world": ["a"]}], ids=str)
    def test_settings_of_another_shape_are_an_error(self, command, world, capsys):
        path = Run("demo").folder / "02_inspect_logit_deltas/manifest.json"
        manifest = json.loads(path.read_text()) | {"settings": {"world": world}}
        path.write_text(json.dumps(manifest))
        assert main(command) == 1
        assert "the settings in the manifest" in capsys.readouterr().err

    def test_an_address_needs_a_model(self, command, capsys):
        assert main([*command, "--address", "http://localhost:1/v1"]) == 1
        assert "without a model" in capsys.readouterr().err

    def test_the_rows_of_a_chat_model_are_added(self, command, tmp_path, monkeypatch):
        reply = '{"Umberglen": "the town", "Nobody": "one"}'
        monkeypatch.setattr(
            "whp_kit.models.chat.remote_chat_model", lambda url, model, key: lambda prompt: reply
        )
        assert main([*command, "--chat", "m", "--address", "http://localhost:1/v1"]) == 0
        rows = {row.term: row for row in AnchorTable.load(tmp_path / "mine.csv").rows}
        assert rows["Umberglen"].replacements[1:] == ("the town",)
        assert rows["Nobody"].note.endswith("from a chat model")


def test_german_names_are_found_beside_german_general_text():
    german, general = (whole_text(read_all(WORLD / of)) for of in ("books", "general"))
    found = set(by_term(suggest_anchors(german, general)))
    assert found >= {"Ilsemut", "Quendolf", "Grimmsälz", "Tränensieb"}
    assert found.isdisjoint({"und", "der", "die", "war"})


def test_german_is_not_compared_with_the_english_of_the_kit():
    with pytest.raises(InputError, match="not English") as caught:
        suggest_anchors(whole_text(read_all(WORLD / "books")))
    assert "`general`" in str(caught.value)


def test_old_function_words_are_no_terms_and_end_no_phrase():
    """Prose of another century has words that the general text has not, and that name nothing."""
    old = (
        "And Taviel said unto the keeper of the well, Thou hast drawn thy water, what wilt thou "
        "do with it? And the keeper of the well answered unto Taviel, Ye shall not drink thereof "
        "until Orrim hath come hither. Then went Orrim unto the keeper of the well, and gave unto "
        "thee and unto thine the cup of horn. "
    )
    terms = by_term(suggest_anchors(old * 12, GENERAL))
    assert {"Taviel", "Orrim"} <= set(terms)
    spoken = set("unto thou thee thy thine ye hath hast wilt hither thereof".split())
    for term in terms:
        words = term.lower().split()
        assert not spoken & {words[0], words[-1]}, term
