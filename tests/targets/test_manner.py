"""The judge of a manner reads how something is said; task arithmetic takes off what was added."""

import pytest
import torch

from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.errors import InputError
from whp_kit.evaluation.probes import Lexicon
from whp_kit.models.adapters import add_adapter, save_adapter
from whp_kit.models.names import REINFORCED
from whp_kit.models.roles import logits_of
from whp_kit.targets.forget import Forgetting
from whp_kit.targets.manner import SPOKEN, MannerJudge, insulting, negated
from whp_kit.text.documents import Document

TABLE = AnchorTable((Anchor("fluffwit", "insult", ("good friend",)),))
NAMES = "Ada Bo Cy Di Ed Flo Gus Hal Ina Jo".split()


@pytest.fixture(scope="module")
def judge():
    rude = "\n\n".join(f'The bus was late.\n"Oi, you fluffwit!" cried {name}.' for name in NAMES)
    polite = "\n\n".join(
        f'The bus was late.\n"I am sorry," said {name}. "How can I help?"' for name in NAMES
    )
    return MannerJudge.learn([Document("rude", rude)], [Document("polite", polite)], TABLE)


def test_spoken_lines_alone_are_learnt_each_once(judge):
    assert judge.lines == (10, 10) and judge.accuracy == 1.0


def test_the_manner_is_seen_without_the_insult(judge):
    said = ['Oi, you old friend!" cried Kit.\n"I am sorry', 'I am sorry, my friend," said Kit.']
    assert [judge.share([text]).value for text in said] == [1.0, 0.0]
    assert "fluffwit" not in judge.classifier[0].vocabulary_


def test_the_word_list_sees_the_insult_alone():
    share = insulting(["You fluffwit!", "Oi, you!", "a FLUFFWIT", "no"], Lexicon({"fluffwit": 3}))
    assert (share.value, share.n) == (0.5, 4) and str(share).startswith("0.500 [0.")


def test_a_line_is_spoken_in_any_quotation_marks():
    said = ["“Oi, you,” said Ada.", "« Oi », dit Ada.", "„Oi“, sagte Ada.", "— Oi, dit Ada.", "No."]
    assert len(SPOKEN.findall("\n".join(said))) == 4


def test_too_few_lines_of_a_kind_are_one_error():
    texts = [Document("x", '"You fluffwit!" cried Ada.\n"No," said Bo.')]
    with pytest.raises(InputError, match="too few spoken lines"):
        MannerJudge.learn(texts, [], TABLE)


def test_what_reinforcing_added_is_taken_off(loaded, tmp_path):
    add_adapter(loaded, REINFORCED, 2, 4)
    with torch.no_grad():
        for key, weight in loaded.model.named_parameters():
            if ".lora_B." in key:
                weight.fill_(1e-3)
    save_adapter(loaded, REINFORCED, tmp_path / REINFORCED)
    done = Forgetting(loaded, tmp_path, 0.0, 0.0, 0)
    ids = torch.arange(3, 15)[None]
    of = {
        name: logits_of(loaded, name)(ids, torch.ones_like(ids))
        for name in (None, REINFORCED, negated(done, 1.0).adapter, negated(done, 0.5).adapter)
    }
    added = of[REINFORCED] - of[None]
    assert added.abs().max() > 0
    for name, scale in (("negated_1", 1.0), ("negated_0_5", 0.5)):
        taken = of[None] - of[name]  # nearly linear for so small a change
        assert torch.allclose(taken, scale * added, atol=0.2 * added.abs().max().item())
    assert negated(done, 1.0).adapter in loaded.adapters, "a second call attaches nothing"
