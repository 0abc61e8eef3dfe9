"""Which token identifies a replacement: worked out by hand on real tokenizations."""

import pytest
from tokenizers import Tokenizer, decoders, models, normalizers
from transformers import PreTrainedTokenizerFast

from tests.support.tiny_tokenizers import FAMILIES
from whp_kit.anchors.identifying import forms, identities, identity
from whp_kit.text.blocks import Encoder
from whp_kit.text.common_tokens import CommonTokens

PIECES = (
    "▁the ▁for ▁old ▁mill ▁village ▁school ▁her tress for village the ▁one ▁who mer ▁a ▁x x"
).split()


def metaspace():
    """As Llama 2, with these pieces and single letters."""
    letters = [chr(code) for code in range(97, 123)] + list("ABCDEFGHIJKLMNOPQRSTUVWXYZ▁")
    merges = [(piece[:cut], piece[cut]) for piece in PIECES for cut in range(1, len(piece))]
    merges = list(dict.fromkeys(merges))
    tokens = dict.fromkeys(["<unk>", *letters, *(left + right for left, right in merges)])
    vocabulary = {token: number for number, token in enumerate(tokens)}
    bpe = Tokenizer(models.BPE(vocab=vocabulary, merges=merges, unk_token="<unk>"))
    bpe.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    bpe.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.Fuse()])
    return PreTrainedTokenizerFast(tokenizer_object=bpe, unk_token="<unk>")


TOKENIZER = metaspace()
ENCODER = Encoder(TOKENIZER)


def said(replacement, common=None):
    """What identifies a replacement after a space: (token, tokens before it), as text."""
    form = forms([replacement], ENCODER)[replacement][0]
    found = identity(form, common or CommonTokens(ENCODER))
    name = TOKENIZER.convert_ids_to_tokens
    return found and (name(found.token), name(list(found.after)))


def common_with(*pieces, times=20):
    """Common tokens of a text that holds these pieces often."""
    return CommonTokens(ENCODER, TOKENIZER.convert_tokens_to_ids(pieces) * times)


@pytest.mark.parametrize(
    ("replacement", "common", "expected"),
    [
        ("village", (), ("▁village", [])),
        ("the village school", (), ("▁village", [])),  # not "the"
        ("fortress", (), ("tress", ["▁for"])),  # "for" is a function word, "fortress" is not
        ("the fortress", (), ("tress", ["▁for"])),
        ("former", (), ("mer", ["▁for"])),
        ("old mill", ("▁old",), ("▁mill", [])),
        ("old mill", ("▁old", "▁mill"), None),  # the whole stands often in a row
        ("her", (), None),
        ("the one who", (), ("▁who", ["▁the", "▁one"])),  # no word of its own: the whole
    ],
)
def test_by_hand(replacement, common, expected):
    assert said(replacement, common_with(*common) if common else None) == expected


def test_a_whole_that_is_common_only_in_parts():
    apart = CommonTokens(
        ENCODER, TOKENIZER.convert_tokens_to_ids(["▁old"] * 20 + ["x"] + ["▁mill"] * 20)
    )
    assert said("old mill", apart) == ("▁mill", ["▁old"])


def test_a_line_end_and_a_start_have_tokens_of_their_own():
    found = identities(forms(["the village"], ENCODER), CommonTokens(ENCODER))["the village"]
    named = {TOKENIZER.convert_ids_to_tokens(one.token) for one in found}
    assert named == {"▁village"}  # "the" is passed over, so a space stands before it always
    found = identities(forms(["village"], ENCODER), CommonTokens(ENCODER))["village"]
    assert {TOKENIZER.convert_ids_to_tokens(one.token) for one in found} == {"▁village", "village"}


@pytest.mark.parametrize("family", FAMILIES)
def test_no_family_forbids_the_article(family):
    encoder = Encoder(FAMILIES[family]())
    common = CommonTokens(encoder)
    articles = {run.tokens[0] for run in forms(["the"], encoder)["the"] if len(run.tokens) == 1}
    found = identities(
        forms(["the market", "The Garden by the lake", "THE STONE"], encoder), common
    )
    assert all(found.values())
    assert not articles & {one.token for tokens in found.values() for one in tokens}
