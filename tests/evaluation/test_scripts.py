"""Four small invented worlds in Spanish, Russian, Chinese and Hindi: a term that is found by one of
the anchors, the judge, recall, ROUGE, the word index and the suggested probes is found by all."""

import unicodedata
from collections import Counter
from dataclasses import dataclass

import pytest

from whp_kit.anchors.matching import Matcher
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.word_index import WordIndex
from whp_kit.evaluation.familiarity import exact_recall, grade
from whp_kit.evaluation.metrics import rouge_l
from whp_kit.evaluation.probe_suggestions import suggest_probes
from whp_kit.evaluation.probes import Lexicon, NeighbourProbe
from whp_kit.text.documents import Document
from whp_kit.text.sentences import paragraphs, sentences
from whp_kit.text.words import comparable_words, is_named_in, is_unspaced, separator


@dataclass(frozen=True)
class World:
    """`marked`: a text with "|" between its sentences. `terms`: how often each stands in it.

    `probes`: prompts with their right answers. `other`: an answer that knows nothing.
    """

    marked: str
    terms: dict[str, int]
    probes: tuple[tuple[str, str], ...]
    other: str

    @property
    def text(self) -> str:
        return self.marked.replace("|", "")

    @property
    def lexicon(self) -> Lexicon:
        return Lexicon(dict.fromkeys(self.terms, 3))


WORLDS = {
    "Spanish": World(
        "En la aldea de Oropés vivía una molinera que se llamaba Telmira Vasconte. |Todas las "
        "noches, cuando el río callaba, ella encendía una lámpara azul. |«¿Quién anda ahí?», "
        "preguntó una noche. |Nadie contestó, pero en la puerta estaba el Zurribanco.|\n\n"
        "El Zurribanco era un perro de barro que solo hablaba con los niños. |—Vengo del Pozo Añil "
        "—dijo en voz muy baja—. |El agua se ha ido, y solo sabe llamarla Telmira. |¡Qué frío "
        "hacía aquella noche! |Al día siguiente, la Sra. Vasconte cerró el molino y bajó al Pozo "
        "Añil.",
        {"Telmira": 2, "Vasconte": 2, "Oropés": 1, "Zurribanco": 2, "Pozo Añil": 2},
        (
            ("Pregunta: ¿Cómo se llamaba la molinera?\nRespuesta:", "Telmira Vasconte"),
            ("El perro de barro venía del", "Pozo Añil"),
        ),
        "una mujer de la montaña",
    ),
    "Russian": World(
        "В деревне Кужма жила мельничиха, которую звали Зорелия Вьюнова. |Каждую ночь, когда "
        "затихала река, она зажигала синюю лампу. |«Кто там?» — спросила она однажды. |Никто не "
        "ответил, но у двери сидел Тумбалай.|\n\n"
        "Тумбалай был глиняным псом и говорил только с детьми. |— Я пришёл от Лунного Колодца, — "
        "сказал он совсем тихо. |Вода ушла, и звать её умеет только Зорелия. |Утром г-жа Вьюнова "
        "закрыла мельницу и пошла в сад, где ждал Тумбалай.",
        {"Зорелия": 2, "Вьюнова": 2, "Кужма": 1, "Тумбалай": 3, "Лунного Колодца": 1},
        (
            ("Вопрос: Как звали мельничиху?\nОтвет:", "Зорелия Вьюнова"),
            ("Глиняный пёс пришёл от", "Лунного Колодца"),
        ),
        "одна женщина с горы",
    ),
    "Chinese": World(
        "云溪村里住着一位磨坊姑娘，名叫祝小棠。|每天夜里，河水安静下来以后，她就点起一盏蓝灯。|"
        "“谁在那里？”|有一天夜里她问。|没有人回答，可是门口坐着泥哈哈。|\n\n"
        "泥哈哈是一只泥做的狗，只跟孩子们说话。|它小声说：“我从月亮井来。”|水已经走了，会叫它回来的"
        "只有祝小棠。|第二天早上，祝小棠关上磨坊的门，走到花园里去找泥哈哈。",
        {"祝小棠": 3, "云溪村": 1, "泥哈哈": 3, "月亮井": 1},
        (("问：磨坊姑娘叫什么名字？\n答：", "祝小棠"), ("泥做的狗是从哪里来的？它来自", "月亮井")),
        "山上的一个女人",
    ),
    "Hindi": World(
        "कजरीपुर गाँव में एक पनचक्की वाली रहती थी जिसका नाम ज़ूलिका था। |हर रात जब नदी चुप हो जाती थी, "
        'तब वह एक नीला दीया जलाती थी। |"कौन है वहाँ?" |उसने एक रात पूछा। |किसी ने जवाब नहीं दिया, '
        "लेकिन दरवाज़े पर बैठा था मटकूराम।|\n\n"
        "मटकूराम मिट्टी का कुत्ता था और केवल बच्चों से बोलता था। |उसने धीरे से कहा कि वह चाँदनी कुएँ से आया "
        "है। |पानी चला गया है और उसे बुलाना जानती है केवल ज़ूलिका। |सुबह ज़ूलिका ने पनचक्की बंद की और बाग "
        "में चली गई, जहाँ बैठा था मटकूराम।",
        {"ज़ूलिका": 3, "कजरीपुर": 1, "मटकूराम": 3, "चाँदनी कुएँ": 1},
        (
            ("प्रश्न: पनचक्की वाली का नाम क्या था?\nउत्तर:", "ज़ूलिका"),
            ("मिट्टी का कुत्ता कहाँ से आया था? वह आया था", "चाँदनी कुएँ"),
        ),
        "पहाड़ की एक औरत",
    ),
}


def over_a_line_end(term):
    return f"{term[0]}\n{term[1:]}" if is_unspaced(term) else term.replace(" ", "\r\n")


SPELLINGS = {
    "as it is": lambda term: term,
    "decomposed": lambda term: unicodedata.normalize("NFD", term),
    "composed": lambda term: unicodedata.normalize("NFC", term),
    "zero width": lambda term: term[0] + "\u200b" + term[1:],
    "soft hyphen": lambda term: term[0] + "\u00ad" + term[1:],
    "emphasised": lambda term: f"_{term}_",
    "stressed": lambda term: f"**{term}**",
    "over a line end": over_a_line_end,
}

all_languages = pytest.mark.parametrize("language", WORLDS)
all_spellings = pytest.mark.parametrize("spelling", SPELLINGS)


@all_languages
@all_spellings
def test_all_find_a_term_as_often(language, spelling):
    world = WORLDS[language]
    text = world.text
    for term in world.terms:
        text = text.replace(term, SPELLINGS[spelling](term))
    matches = Matcher(list(world.terms)).find(text)
    assert Counter(match.term for match in matches) == world.terms
    assert [match[:2] for match in world.lexicon.find(text)] == [match[:2] for match in matches]
    index = WordIndex.read(text)
    assert {term: len(index.find(term)) for term in world.terms} == world.terms
    assert all(is_named_in(term, text) for term in world.terms)


@pytest.mark.parametrize("language", sorted(WORLDS.keys() - {"Chinese"}))
def test_none_finds_a_term_inside_a_word(language):
    world = WORLDS[language]
    text = " ".join(f"{term}ка {term}ा {term}lla" for term in world.terms)
    assert list(Matcher(list(world.terms)).find(text)) == []
    assert world.lexicon.find(text) == []
    assert not any(WordIndex.read(text).find(term) for term in world.terms)
    assert not any(is_named_in(term, text) for term in world.terms)


@all_languages
def test_paragraphs_and_sentences_are_those_of_a_reader(language):
    world = WORLDS[language]
    for text in (world.text, world.text.replace("\n", "\r\n")):
        assert len(paragraphs(text)) == 2
        expected = [piece.strip() for piece in world.marked.split("|")]
        assert [text[start:end] for start, end in sentences(text)] == expected


@all_languages
@all_spellings
def test_the_judge_knows_an_answer_from_an_echo(language, spelling):
    world = WORLDS[language]
    for prompt, answer in world.probes:
        written = SPELLINGS[spelling](answer)
        assert grade(written, prompt, world.lexicon).grade == 3
        assert grade(answer, f"{written} {prompt}", world.lexicon).grade == 0
        assert grade(world.other, prompt, world.lexicon).grade == 0


@all_languages
@all_spellings
def test_recall_and_rouge_know_an_answer(language, spelling):
    world = WORLDS[language]
    for prompt, answer in world.probes:
        written = SPELLINGS[spelling](answer)
        probe = NeighbourProbe("mill", True, prompt, answer)
        rows = exact_recall([probe, probe], [f"{written}, {world.other}", world.other]).rows
        assert [row["recalled"] for row in rows] == [True, False]
        assert rouge_l(answer, written) == (1.0, 1.0)
        recall, f1 = rouge_l(f"{answer} {world.other}", world.other)
        assert 0 < recall < f1 < 1


@all_languages
def test_suggested_probes_are_answered_by_their_references(language):
    world = WORLDS[language]
    suggestions = suggest_probes([Document("mill.txt", world.text)], world.lexicon)
    assert len(suggestions) >= 4
    for one in suggestions:
        prompt, (reference,) = one.probe.prompt, one.probe.references
        assert prompt + separator(prompt, reference) + reference in " ".join(world.text.split())
        assert grade(reference, prompt, world.lexicon).grade == 3


@all_languages
def test_a_table_of_these_terms_has_no_fault(language):
    world = WORLDS[language]
    rows = tuple(Anchor(term, "name", (world.other,)) for term in world.terms)
    assert AnchorTable(rows).check().rows == rows


@all_languages
def test_words_are_whole(language):
    world = WORLDS[language]
    for term in world.terms:
        count = len(term) if language == "Chinese" else len(term.split())
        assert len(comparable_words(term)) == count
