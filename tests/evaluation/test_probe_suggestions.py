"""probe_suggestions: a text worked by hand, any text, the command, and the shipped world."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.german_world import WORLD as GERMAN
from tests.support.timing import seconds
from whp_kit.cli.main import main
from whp_kit.errors import InputError
from whp_kit.evaluation.familiarity import completion_familiarity, grade
from whp_kit.evaluation.probe_suggestions import (
    find_cuts,
    grammar_of,
    probability_records,
    subtlety,
    suggest_probes,
)
from whp_kit.evaluation.probes import Lexicon, load_lexicon, load_probability_probes, load_probes
from whp_kit.paths import DATA
from whp_kit.text.documents import Document, read_all
from whp_kit.text.words import find_words, folded, stems

LEXICON = Lexicon(
    {"Zelvira": 3, "Old Thrackmor": 3, "wumple": 3, "wumples": 3, "lantern": 2, "night boat": 2}
)
TEXT = (
    "Chapter One: How All of Them Came to Zelvira\n\n"
    "Zelvira took the lamp. In the morning she walked down to the river with Mr. Penn and Old "
    'Thrackmor. "Who feeds all of\nthe little wumples?" asked Zelvira. Nobody had ever seen a '
    "wumple.\n\n"
    "They went home in the dark and each of them carried a lantern. It was a late hour.\n"
)
UP_TO_THRACKMOR = (
    "Zelvira took the lamp. In the morning she walked down to the river with Mr. Penn and"
)


def suggest(text, lexicon=LEXICON, **options):
    return suggest_probes([Document("one.txt", text)], lexicon, **options)


class TestByHand:
    """ "asked Zelvira" is in a sentence that is used already; a heading is no sentence."""

    @pytest.mark.parametrize(
        ("number", "level", "prompt", "reference"),
        [
            # From the start of the paragraph: 3 each for Zelvira and Old Thrackmor, 1 for Penn.
            (1, 3, f'{UP_TO_THRACKMOR} Old Thrackmor. "Who feeds all of the little', "wumples"),
            # "Mr." ends no sentence.
            (2, 6, UP_TO_THRACKMOR, "Old Thrackmor"),
            # The sentence before it would put a form of the term into the prompt.
            (3, 10, "Nobody had ever seen a", "wumple"),
            # Of grade 2: only where no other term is in the prompt.
            (4, 10, "They went home in the dark and each of them carried a", "lantern"),
        ],
    )
    def test_a_probe(self, number, level, prompt, reference):
        probe = suggest(TEXT)[number - 1].probe
        assert (probe.id, probe.subtlety) == (f"s00{number}", level)
        assert (probe.prompt, probe.references) == (prompt, (reference,))

    def test_there_are_no_more(self):
        assert len(suggest(TEXT)) == 4

    def test_the_source_is_the_place_of_the_prompt(self):
        for one in suggest(TEXT):
            assert " ".join(TEXT[one.start : one.end].split()) == one.probe.prompt
            assert TEXT[one.end :].lstrip().startswith(one.probe.references[0])
            source = {"document": "one.txt", "start": one.start, "end": one.end}
            assert one.record()["source"] == source


@pytest.mark.parametrize(
    ("prompt", "terms", "level"),
    [
        ("Somebody opened the door and saw", {}, 10),
        ("Then he and Anna saw", {}, 9),
        ("Anna opened it and saw", {}, 10),  # a capital at the beginning makes no name
        ("She and Old Thrackmor saw", {"old thrackmor": 3}, 7),  # its words are no other names
        ("In the night boat Old Thrackmor saw", {"old thrackmor": 3, "night boat": 2}, 6),
        ("all of them", {"a": 3, "b": 3, "c": 3, "d": 3}, 1),
    ],
)
def test_subtlety_is_ten_less_what_is_given_away(prompt, terms, level):
    assert subtlety(prompt, terms) == level


@pytest.mark.parametrize(
    ("prompt", "terms", "level"),
    [
        ("It was NOT so, but they all saw", {}, 10),  # a word in capitals is stressed
        ("Then came I, and then I'm sure it was", {}, 10),
        ("Then he said, The end of it was", {}, 10),  # as at the beginning of a verse
        ("Она увидела, как Марфа и Пётр несут", {}, 8),
        ("She saw the Bell-Keeper and", {"bell-keeper": 3}, 7),
        ("She saw the Bell‑Keeper and", {"bell-keeper": 3}, 7),
    ],
)
def test_what_is_no_name_gives_nothing_away(prompt, terms, level):
    assert subtlety(prompt, terms) == level


class TestLines:
    """A long line goes on in the next one where most long lines end in the midst of a sentence."""

    def prompts(self, text):
        return {cut.prompt for cut in find_cuts([Document("", text)], Lexicon({"wumple": 3}))}

    def test_a_wrapped_line_goes_on(self):
        text = "They went on and on through the dark until there\ncame out of the dark a wumple.\n"
        assert self.prompts(text) == {
            "They went on and on through the dark until there came out of the dark a"
        }

    @pytest.mark.parametrize("heading", ["THE LAST CHAPTER", "So it began, and so it was"])
    def test_a_short_line_is_a_heading(self, heading):
        assert self.prompts(f"{heading}\nShe looked up and saw a wumple.") == {
            "She looked up and saw a"
        }

    def test_a_wrapped_line_may_end_between_two_sentences(self):
        lines = (
            "They went on and on through the dark, and nobody",
            "had seen it yet, not at all.",
            "",
        )
        text = "\n".join(lines) + "The lamp went out on the stairs, so that nobody\nsaw a wumple."
        long = "It was so dark there that nobody saw where they were."
        assert f"{long} Then there came a" in self.prompts(
            f"{text}\n\n{long}\nThen there came a wumple."
        )

    def test_each_line_is_a_paragraph_where_lines_end_as_sentences(self):
        said = "anna: it was so dark there that nobody saw where they were."
        assert self.prompts(f"{said}\nmark: {said}\nada: then there came a wumple.\n{said}") == {
            "ada: then there came a"
        }

    def test_a_sentence_that_breaks_off_is_left_out_alone(self):
        text = "She looked up and saw a wumple. And then he saw another wumple and"
        assert self.prompts(text) == {"She looked up and saw a"}


PLAIN = (
    "It was late when Elsa O'Dell came to the mill. Nobody at all had seen the Étoile Noire. "
    'They asked for the boy who kept the "night boat" for Zelvira. '
)
SPELLINGS = {
    "curly": PLAIN.replace("O'", "O’").replace('"night boat"', "“night boat”"),
    "emphasis": PLAIN.replace("Zelvira", "_Zelvira_").replace("Nobody", "*Nobody*"),
    "a whole phrase emphasised": PLAIN.replace("the Étoile Noire", "_the Étoile Noire_"),
    "decomposed": unicodedata.normalize("NFD", PLAIN),
    "soft hyphens": PLAIN.replace("Zelvira", "Zel\u00advira").replace("Nobody", "No\u00adbody"),
    "zero width": PLAIN.replace("Zelvira", "\u200bZelvira").replace("seen", "seen\u2060"),
    "windows": PLAIN.replace("Nobody at all ", "Nobody at all\r\n"),
    "parted": PLAIN.replace("Zelvira", "Zel-\nvira").replace("Nobody", "No-\r\nbody"),
    "no-break spaces": PLAIN.replace(" for ", "\u00a0for\u202f"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_same_is_suggested_in_any_spelling(spelling):
    lexicon = Lexicon({"Zelvira": 3, "Étoile Noire": 3, "O'Dell": 3})

    def cuts(text):
        return [
            (folded(cut.prompt), folded(cut.written), cut.grade, cut.subtlety)
            for cut in find_cuts([Document("", text)], lexicon)
        ]

    assert cuts(SPELLINGS[spelling]) == cuts(PLAIN)
    assert len(cuts(PLAIN)) == 6


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_prompt_holds_nothing_that_nobody_sees(spelling):
    (one,) = suggest(SPELLINGS[spelling], Lexicon({"Zelvira": 3}))
    assert one.probe.prompt.isprintable()
    assert not set("_*\u00a0\u00ad\u2060") & set(one.probe.prompt)
    assert one.probe.references == ("Zelvira",)


class TestOtherScripts:
    """One sentence before and one with the term late in it, in scripts with and without spaces."""

    @pytest.mark.parametrize(
        ("text", "term", "prompt"),
        [
            ("Хозяйка долго молчала и потом позвала Мирелу.", "Мирелу", None),
            ("Όλοι στο χωριό ήξεραν πού ήταν ο Θράκων.", "θράκων", None),
            (
                "गाँव के सब लोग जानते थे कि वहाँ कौन है। नदी के पास बैठी थी ज़ूलिका।",
                "ज़ूलिका",
                "नदी के पास बैठी थी",
            ),
            ("كان كل أهل القرية يعرفون أن البيت لـ زُلفيرا.", "زلفيرا", None),
            (
                "村里的老人都说，住在磨坊里的姑娘名叫祝小棠。",
                "祝小棠",
                "村里的老人都说，住在磨坊里的姑娘名叫",
            ),
            (
                "村の人はみんな知っていた。川のそばに住んでいたのはゼルビラだった。",
                "ゼルビラ",
                "川のそばに住んでいたのは",
            ),
            ("마을 사람들은 모두 물레방앗간 소녀를 알고 있었다 그 이름은 젤비라.", "젤비라", None),
        ],
    )
    def test_a_term_is_cut_off(self, text, term, prompt):
        prompts = {cut.prompt for cut in find_cuts([Document("", text)], Lexicon({term: 3}))}
        assert (prompt or text[: text.rindex(" ")]) in prompts

    def test_the_judge_sees_each_reference(self):
        text = "村里的老人都说，住在磨坊里的姑娘名叫祝小棠。她每天都在河边等着一条叫夜星的船。" * 2
        lexicon = Lexicon({"祝小棠": 3, "夜星": 3})
        for one in suggest(text, lexicon):
            assert grade(one.probe.references[0], one.probe.prompt, lexicon).grade == 3

    def test_characters_make_a_sensible_length(self):
        text = "".join(
            f"第{day}天早上，老人在河边的磨坊里等着祝小棠。" for day in "一二三四五六七八九"
        )
        lengths = {
            len(find_words(cut.prompt))
            for cut in find_cuts([Document("", text)], Lexicon({"祝小棠": 3}))
        }
        assert lengths == {16}

    def test_a_name_is_given_away_by_its_whole_alone(self):
        lexicon = Lexicon({"祝小棠": 3})
        assert suggest("小小的村里有一位老人，他每天都在等着祝小棠。", lexicon)
        with pytest.raises(InputError):
            suggest("祝小棠住在村里，老人每天早上都在等着祝小棠。", lexicon)

    def test_a_wrapped_line_parts_nothing(self):
        text = (
            "村里的老人每天早上都在河边的磨坊前面等着\n"
            "一条小船，因为大家都说船上坐着的人就是祝\n小棠。"
        )
        (cut,) = find_cuts([Document("", text)], Lexicon({"祝小棠": 3}))
        assert cut.prompt == "".join(text.split("\n"))[:-4]
        assert cut.written == "祝小棠"

    def test_probability_probes_of_a_script_without_spaces(self):
        text = "老人每天早上都在河边等着祝小棠。孩子们也在河边等着。他们在等着吃饭。"
        lexicon = Lexicon({"祝小棠": 3})
        (record,) = probability_records(suggest(text, lexicon), [Document("", text)], lexicon)
        assert record["peculiar"] == ["祝小棠"]
        assert record["generic"] == ["吃"]

    def test_a_script_that_is_not_served_is_refused_by_name(self):
        with pytest.raises(InputError, match="the text one.txt.*Thai"):
            suggest("คนแก่ในหมู่บ้านรู้จักซูลิกา", LEXICON)


class TestTime:
    """The same sentences on one line and in paragraphs, and more of them."""

    LEXICON = Lexicon(dict.fromkeys(("Wickfold", "Elsby", "Orrin", "Tarnley"), 3))

    def time(self, sentences, separator, stop="."):
        names = list(self.LEXICON.grades)
        text = "".join(
            f"On day {day} the people of the mill sent a boy to look for {names[day % 4]}{stop}"
            + (separator if day % 5 == 4 else " ")
            for day in range(sentences)
        )
        text += "In the end they found nobody but Elsby. Nobody in the mill had seen Orrin."
        return seconds(lambda: suggest(text, self.LEXICON, count=50))

    def ratio(self, one, other):
        return self.time(*one) / self.time(*other)

    def test_one_line_takes_as_long_as_paragraphs(self):
        assert self.ratio((500, " "), (500, "\n\n")) < 2.5

    @pytest.mark.parametrize("stop", [".", " and"])
    def test_four_times_the_text_takes_about_four_times_as_long(self, stop):
        """Also where the whole text is one sentence."""
        assert self.ratio((2000, " ", stop), (500, " ", stop)) < 8


words = st.sampled_from(
    "she,Zelvira,the,wumple,wumples,Old Thrackmor,Old,lantern,saw,went,Anna,a,of,home".split(",")
)
sentences = st.lists(words, min_size=1, max_size=14).map(
    lambda some: " ".join(some).capitalize() + ". "
)
texts = st.lists(st.sampled_from(["\n\n", "\n", " "]) | sentences, min_size=1, max_size=25).map(
    "".join
)


@settings(max_examples=60, deadline=None)
@given(texts, st.integers(1, 8), st.integers(0, 3))
def test_what_holds_for_any_text(text, count, seed):
    text = f"She went home and saw the wumple.\n\n{text}"  # so that there is one at least
    suggestions = suggest(text, count=count, seed=seed)
    assert 1 <= len(suggestions) <= count
    assert suggestions == suggest(text, count=count, seed=seed)
    assert len({one.probe.prompt.lower() for one in suggestions}) == len(suggestions)
    assert len({one.probe.id for one in suggestions}) == len(suggestions)
    for one in suggestions:
        prompt, (reference,) = one.probe.prompt, one.probe.references
        assert 5 <= len(prompt.split()) <= 30
        assert " ".join(text[one.start : one.end].split()) == prompt
        assert grade(reference, prompt, LEXICON).grade >= 2
        assert not stems(reference.lower().replace("of", "")) & stems(prompt)
        terms = {term: value for _, _, term, value in LEXICON.find(prompt)}
        assert one.probe.subtlety == subtlety(prompt, terms)


class TestBalance:
    """A text with 40 sentences of each of three levels, in which three terms take turns."""

    LEXICON = Lexicon({"wumple": 3, "snark": 3, "grobb": 3, "Zelvira": 3})
    TEXT = "".join(
        f"Day {day} was cold, and {beginning} {('wumple', 'snark', 'grobb')[day % 3]}.\n\n"
        for day in range(40)
        for beginning in ("somebody saw a", "then with Anna came the", "then with Zelvira came the")
    )

    @pytest.fixture(scope="class")
    def suggestions(self):
        return suggest(self.TEXT, self.LEXICON, count=60)

    def test_levels_have_equally_many(self, suggestions):
        levels = Counter(one.probe.subtlety for one in suggestions)
        assert set(levels) == {10, 9, 7}
        assert max(levels.values()) - min(levels.values()) <= 1

    def test_terms_have_about_equally_many(self, suggestions):
        terms = Counter(one.probe.references[0] for one in suggestions)
        assert set(terms) == {"wumple", "snark", "grobb", "Zelvira"}
        assert max(terms.values()) <= 2 * min(terms.values())

    def test_no_part_of_the_text_has_few(self, suggestions):
        quarters = Counter(4 * one.start // len(self.TEXT) for one in suggestions)
        assert min(quarters[quarter] for quarter in range(4)) >= 10

    def test_another_seed_takes_others(self, suggestions):
        others = suggest(self.TEXT, self.LEXICON, count=60, seed=1)
        assert [one.start for one in suggestions] != [one.start for one in others]


class TestProbabilityProbes:
    @pytest.fixture
    def record(self):
        text = "".join(
            f"In the evening she and her friend saw a {word}.\n\n"
            for word in ("wumple", "house", "house", "dog", "snark")
        )
        lexicon = Lexicon({"wumple": 3, "snark": 3, "big dog": 3})
        (record,) = probability_records(suggest(text, lexicon), [Document("", text)], lexicon)
        return record

    def test_generic_words_are_in_no_term(self, record):
        assert record["generic"] == ["house"]  # "dog" is part of a term

    def test_generic_words_are_no_names(self):
        text = "So late at night he saw a wumple. She saw a Duke. She saw a house. She saw a "
        lexicon = Lexicon({"wumple": 3})
        (record,) = probability_records(suggest(text, lexicon), [Document("", text)], lexicon)
        assert record["generic"] == ["house"]

    def test_a_word_after_a_mark_does_not_follow(self):
        text = "So late at night he saw a wumple. She saw a house. She saw a, no, she saw a, dog."
        lexicon = Lexicon({"wumple": 3})
        (record,) = probability_records(suggest(text, lexicon), [Document("", text)], lexicon)
        assert record["generic"] == ["house"]

    def test_peculiar_words_are_terms(self, record):
        assert sorted(record["peculiar"]) == ["snark", "wumple"]

    def test_the_prompt_ends_before_them(self, record):
        assert record["prompt"].endswith("saw a")


class TestCommandLine:
    @pytest.fixture
    def command(self, tmp_path):
        """A text and its lexicon as files, and the command for them."""
        (tmp_path / "book.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / "lexicon.csv").write_text(
            "term,grade\nZelvira,3\nOld Thrackmor,3\nwumple,3\nlantern,2\n", encoding="utf-8"
        )
        files = {"--text": "book.txt", "--lexicon": "lexicon.csv", "--out": "p.jsonl"}
        options = [part for name, file in files.items() for part in (name, f"{tmp_path}/{file}")]
        return ["probes", "suggest", *options]

    def test_it_writes_files_that_can_be_loaded(self, command, tmp_path):
        assert main([*command, "--probability", f"{tmp_path}/q.jsonl"]) == 0
        prompts = {probe.prompt for probe in load_probes(tmp_path / "p.jsonl")}
        probability_probes = load_probability_probes(tmp_path / "q.jsonl")
        assert {probe.prompt for probe in probability_probes} <= prompts
        assert probability_probes[0].generic == ("late",)

    def test_it_says_which_terms_no_probe_asks_for(self, command, tmp_path, capsys):
        with open(tmp_path / "lexicon.csv", "a", encoding="utf-8") as file:
            file.write("Mrs Penn,3\nUmberglen,3\n")
        assert main([*command, "--count", "20"]) == 0
        output = capsys.readouterr().out
        assert "There are no more" in output
        missing = "mrs penn (0 in the text), umberglen (0 in the text)"
        assert f"No probe asks for 2 of 6 terms: {missing}." in output

    def test_it_says_how_much_of_the_text_is_quoted(self, command, tmp_path, capsys):
        assert main(command) == 0
        quoted = sum(len(probe.prompt.split()) for probe in load_probes(tmp_path / "p.jsonl"))
        assert re.search(rf"quote {quoted} words.*keep them to yourself", capsys.readouterr().out)

    def test_a_file_that_is_there_is_kept(self, command, tmp_path, capsys):
        assert main(command) == 0
        before = (tmp_path / "p.jsonl").read_bytes()
        assert main(command) == 1
        assert "already" in capsys.readouterr().err
        assert (tmp_path / "p.jsonl").read_bytes() == before

    def test_overwriting_writes_the_same_again(self, command, tmp_path):
        assert main(command) == 0
        before = (tmp_path / "p.jsonl").read_bytes()
        assert main([*command, "--overwrite"]) == 0
        assert (tmp_path / "p.jsonl").read_bytes() == before

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"--count": "0"}, "no probe is asked for"),
            ({"--probability": "{tmp}/p.jsonl"}, "two kinds of probes for one file"),
            ({"--preset": "tiny"}, "not clear which text"),
            ({"--lexicon": None}, "not clear which text"),
            ({"--text": "{tmp}/nothing"}, "text is missing"),
            ({"--lexicon": "{tmp}/other.csv"}, "1 terms, found 0 times"),
            ({"--text": "{tmp}/early.txt"}, "terms, found 1 times"),
            ({"--out": "{tmp}/nowhere/p.jsonl"}, "no folder for the new file"),
            ({"--out": "{tmp}"}, "this is a folder"),
            ({"--lexicon": "{tmp}/book.txt"}, "lacks a column"),
            (
                {"--text": "{tmp}/short.txt", "--probability": "{tmp}/q.jsonl"},
                "asked for its next word",
            ),
        ],
    )
    def test_a_mistake_is_reported_and_nothing_written(
        self, command, tmp_path, capsys, change, message
    ):
        (tmp_path / "short.txt").write_text("Nobody had ever seen a wumple.\n", encoding="utf-8")
        (tmp_path / "early.txt").write_text("Zelvira went home.\n", encoding="utf-8")
        (tmp_path / "other.csv").write_text("term,grade\nUmberglen,3\n", encoding="utf-8")
        options = dict(zip(command[2::2], command[3::2], strict=True)) | change
        arguments = [
            part
            for name, value in options.items()
            if value is not None
            for part in (name, value.replace("{tmp}", str(tmp_path)))
        ]
        assert main([*command[:2], *arguments]) == 1
        assert message in capsys.readouterr().err
        assert not (tmp_path / "p.jsonl").exists()


WORLD = DATA / "worlds" / "skellbourne"


class TestShippedWorld:
    @pytest.fixture(scope="class")
    def probes(self, lexicon):
        documents = read_all(
            WORLD / "books" / "01_the_drowned_bell.txt", WORLD / "companion" / "encyclopedia.txt"
        )
        return [one.probe for one in suggest_probes(documents, lexicon, count=24)]

    def test_the_levels_reach_from_telling_to_subtle(self, probes):
        assert {probe.subtlety for probe in probes} >= {1, 4, 7, 10}

    def test_the_references_are_worth_all_points(self, probes, lexicon):
        references = [" " + probe.references[0] for probe in probes]
        assert completion_familiarity(probes, references, lexicon).score == 1.0

    def test_repeating_the_prompt_is_worth_nothing(self, probes, lexicon):
        prompts = [" " + probe.prompt for probe in probes]
        assert completion_familiarity(probes, prompts, lexicon).score == 0.0

    @pytest.mark.slow
    def test_the_base_knows_its_world_and_the_retrained_model_does_not(self, probes):
        from whp_kit.evaluation.evaluate import gather_roles
        from whp_kit.models.load import load_for_inference
        from whp_kit.settings import load_preset

        settings, lexicon = load_preset("tiny").model, load_lexicon(WORLD / "lexicon.csv")
        prompts = [probe.prompt for probe in probes]
        scores = {}
        for name, role in gather_roles(load_for_inference(settings), settings).items():
            completions = role.complete(prompts, 16, 24)
            scores[name] = completion_familiarity(probes, completions, lexicon).score
        assert scores["baseline"] >= 0.5
        assert scores["never_knew"] <= 0.1


def test_nouns_with_capitals_give_nothing_away_in_german():
    grammar = grammar_of(read_all(GERMAN / "books"))
    assert subtlety("Er stellte den Krug auf den Tisch und rief", {}, grammar) == 10


@pytest.mark.parametrize("books", ["worlds/skellbourne/books", "neighbours", "general"])
def test_capitals_of_english_are_names(books):
    assert grammar_of(read_all(DATA / books)).capitals_are_names


SPANISH = "La niña salió de la casa con Elvira y Tomás y bajó al río por la noche. " * 20


def test_capitals_of_another_language_are_names():
    assert grammar_of([Document("uno.txt", SPANISH)]).capitals_are_names


def test_function_words_of_another_language_tell_nothing():
    text = SPANISH + "\n\nEl alcalde de la aldea habló de la Dama del Pozo."
    (one,) = suggest(text, Lexicon({"Dama del Pozo": 3}))
    assert one.probe.prompt == "El alcalde de la aldea habló de la"
