"""What the labels of a block depend on, but for the logits: tokens, translation, pairs of
positions, forbidden tokens. No model is asked here.

Each block gets a key, the digest of all this, by which make.py knows a block that is as before.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import torch
from pydantic.dataclasses import dataclass as settings_class
from transformers import PreTrainedTokenizerBase

from whp_kit.anchors.identifying import Forms, Identity, forms, identities
from whp_kit.anchors.matching import Matches
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import Translation, translate
from whp_kit.files import tree_digests
from whp_kit.labels.alignment import Pairing, align, align_by_index
from whp_kit.labels.forbidden import (
    Identities,
    common_tokens,
    first_tokens,
    forbidden_since,
    own_beginnings,
    owned_tokens,
    said_outside,
    stands_before,
)
from whp_kit.settings import LabelSettings
from whp_kit.text.blocks import Block, Encoder, cut_blocks
from whp_kit.text.common_tokens import CommonTokens
from whp_kit.text.documents import Document

AUTHORS_WAY = {  # settings with which the forbidden rule and Equation 1 are the authors' script's
    "forbidden_tokens": "first",
    "forbidden_logits": "mean",
    "drift": "kept",
    "special_tokens": True,
}
PAD_TO = 8  # tokens; rows are padded to a multiple of this


@settings_class(frozen=True)
class Rules(LabelSettings):
    """The settings of step 04, with two more switches for ablations.

    signal: with "reinforcement" nothing is translated, with "anchors" nothing is lowered.
    alignment: "index" pairs positions of equal index, the common fault.
    """

    signal: Literal["both", "reinforcement", "anchors"] = "both"
    alignment: Literal["characters", "index"] = "characters"

    @classmethod
    def of(cls, settings: LabelSettings, **changes) -> "Rules":
        """The rules of a preset's settings, with changes."""
        return cls(**asdict(settings) | changes)


class PreparedBlock(NamedTuple):
    """A block of T tokens, its translation of S tokens, and the rules that hold at each position.

    t_offsets (S, 2): the characters of the translation that each of its tokens covers. pairing: see
    alignment.py. never (K,): tokens that are forbidden at every position, but for a token that the
    text itself says outside of its anchors: said (P,), the positions before one. forbidden:
    positions and further tokens, (F,) each. key: the digest of all this.
    """

    block: Block
    translation: Translation
    o_ids: np.ndarray  # (T,) the original
    t_ids: np.ndarray  # (S,) the translation
    t_offsets: np.ndarray
    pairing: Pairing
    forbidden: tuple[np.ndarray, np.ndarray]
    never: np.ndarray
    said: np.ndarray
    key: bytes

    @property
    def partner(self) -> np.ndarray:
        """For each position of the original that of the translation, or -1 (T,)."""
        return self.pairing.partner

    @property
    def lengths(self) -> tuple[int, int]:
        """Tokens of original and translation when padded.

        They depend on the block alone, so that its logits do not depend on the rest of its batch.
        """
        return padded(len(self.o_ids)), padded(len(self.t_ids))

    def never_of(self, vocabulary: int) -> np.ndarray:
        """`never` for a model of V tokens; a tokenizer may have special tokens beyond them."""
        return self.never[self.never < vocabulary]

    def forbidden_mask(self, vocabulary: int) -> torch.Tensor:
        """Which tokens are forbidden at which position, (T, V) bool."""
        row = torch.zeros(vocabulary, dtype=torch.bool)  # (V,)
        row[self.never_of(vocabulary)] = True
        mask = row.repeat(len(self.o_ids), 1)  # (T, V)
        mask[self.said, self.o_ids[self.said + 1]] = False
        mask[self.forbidden] = True
        return mask


@dataclass(frozen=True)
class TranslatedText:
    """A text cut into blocks, with the translation of each. No anchor is cut in two."""

    blocks: list[Block]
    translations: list[Translation]
    encoder: Encoder
    rules: Rules

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        table: AnchorTable,
        tokenizer: PreTrainedTokenizerBase,
        settings: LabelSettings,
        seed: int = 0,
    ) -> "TranslatedText":
        """Raises InputError for texts, a table or a tokenizer that cannot be used."""
        table.check()
        rules, encoder = Rules.of(settings), Encoder(tokenizer)
        if rules.signal == "reinforcement":
            table = AnchorTable(())
        matches = [Matches(table.matcher.find(document.text)) for document in documents]
        whole = [found.spans for found in matches]
        blocks = cut_blocks(documents, encoder, rules.block_tokens, whole)
        translations = [
            _translate(documents[block.document], block, matches[block.document], table, seed)
            for block in blocks
        ]
        return cls(blocks, translations, encoder, rules)

    def term_counts(self) -> Counter[str]:
        """How often each term of the table stands in the text."""
        return Counter(span.term for made in self.translations for span in made.spans)

    @cached_property
    def owned_tokens(self) -> np.ndarray:
        """The target's own tokens (K,), none without the rule of `target_words`."""
        if not self.rules.target_words:
            return np.zeros(0, dtype=np.int64)
        spans = [translation.spans for translation in self.translations]
        return owned_tokens(self.blocks, spans, self.encoder, self.rules.target_share)

    def prepare(
        self, numbers: Iterable[int] | None = None, models_digest: str = ""
    ) -> Iterator[PreparedBlock]:
        """The blocks (None: all), one after the other.

        models_digest: what the keys say of the models.
        """
        numbers = range(len(self.blocks)) if numbers is None else list(numbers)
        spans = [span for number in numbers for span in self.translations[number].spans]
        replacements = {text for span in spans for text in (span.replacement, span.shown)}
        found = forms(replacements, self.encoder)
        first, say_again = first_tokens(found), self._identities(found)
        special = () if self.rules.special_tokens else self.encoder.special
        never = np.union1d(special, self.owned_tokens).astype(np.int64)
        # Labels for every alpha are stored, so alpha is no part of the key.
        shared = repr((replace(self.rules, alpha=0.0), never.tolist(), models_digest, _code()))

        changed = (self.translations[n].text for n in numbers if self.translations[n].spans)
        encoded = self.encoder.encode_with_prefix(changed)
        for number in numbers:
            block, translation = self.blocks[number], self.translations[number]
            o_ids, o_offsets = block.input_ids, block.offsets
            # Where nothing is replaced the translation has the tokens of the block.
            t_ids, t_offsets = next(encoded) if translation.spans else (o_ids, o_offsets)
            if self.rules.alignment == "index":
                pairing = align_by_index(o_ids, t_ids)
            else:
                pairing = align(
                    o_ids,
                    o_offsets,
                    t_ids,
                    t_offsets,
                    translation.spans,
                    repeats=self.rules.repeats,
                    inside_anchors=self.rules.inside_anchors,
                )

            pairs = set()  # (position of the original, token that is forbidden there)
            if self.rules.forbidden:
                since = forbidden_since(translation.spans, t_offsets, say_again)
                for one, t_position in since.items():
                    holds = pairing.partner >= t_position  # (T,) False where there is no partner
                    if one.after:
                        holds &= stands_before(one.after, t_ids)[pairing.partner]
                    pairs.update((p, one.token) for p in np.flatnonzero(holds).tolist())
            said = said_outside(block, translation.spans, self.owned_tokens)
            if self.rules.target_words:
                spans = translation.spans
                pairs.update(own_beginnings(spans, o_ids, o_offsets, first, self._common))
            forbidden = tuple(np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2).T)

            key = _key(shared, o_ids, t_ids, *pairing, *forbidden, said)
            yield PreparedBlock(
                block, translation, o_ids, t_ids, t_offsets, pairing, forbidden, never, said, key
            )

    def why_forbidden(self, one: PreparedBlock, position: int) -> dict[int, str]:
        """The tokens that are forbidden at one position of a block with a partner, and why."""
        special = set(self.encoder.special.tolist())
        why = {
            token: "a special token" if token in special else "is the target's own"
            for token in one.never.tolist()
        }
        if position in one.said:
            del why[int(one.o_ids[position + 1])]
        at_positions, tokens = one.forbidden
        here = tokens[at_positions == position].tolist()
        texts = {text for s in one.translation.spans for text in (s.replacement, s.shown)}
        say_again = self._identities(forms(texts, self.encoder))
        read = one.t_offsets[: one.partner[position] + 1, 1].max(initial=0)
        for span in one.translation.spans:
            if span.to_end <= read and self.rules.forbidden:
                for identity in say_again[span.replacement] | say_again[span.shown]:
                    if identity.token in here:
                        why.setdefault(identity.token, f"would say {span.shown!r} again")
        for token in here:
            why.setdefault(token, "begins the anchor that follows")
        return why

    @cached_property
    def _common(self) -> CommonTokens | None:
        """The text's common tokens; None for the authors' rule, which does not look at them."""
        if self.rules.forbidden_tokens == "first":
            return None
        spans = [translation.spans for translation in self.translations]
        return common_tokens(self.blocks, spans, self.encoder)

    def _identities(self, found: Forms) -> Identities:
        """What each replacement forbids once it has appeared, by the rule of the settings."""
        if self._common is None:
            first = first_tokens(found)
            return {text: frozenset(map(Identity, tokens)) for text, tokens in first.items()}
        return identities(found, self._common)


def prepare_block(
    number: int,
    documents: Sequence[Document],
    table: AnchorTable,
    tokenizer: PreTrainedTokenizerBase,
    settings: LabelSettings,
    seed: int = 0,
) -> PreparedBlock:
    """One block, for looking at it: the given number, or the last where the text has fewer."""
    text = TranslatedText.of(documents, table, tokenizer, settings, seed)
    return next(text.prepare([min(number, len(text.blocks) - 1)]))


def translate_block(
    document: Document, block: Block, table: AnchorTable, seed: int = 0
) -> Translation:
    """The translation of a block that was cut before; spans in characters of the block.

    Anchors are searched in the whole document, so that a block's edge makes no word of a part.
    """
    return _translate(document, block, Matches(table.matcher.find(document.text)), table, seed)


def padded(tokens: int) -> int:
    """The next multiple of PAD_TO."""
    return -(-max(tokens, 1) // PAD_TO) * PAD_TO


def block_text(document: Document, block: Block) -> Document:
    """A block by itself, under the name by which the draw among several replacements knows it."""
    name = f"{document.name}:{block.cell}.{block.part}"
    return Document(name, document.text[block.start : block.end])


def _translate(
    document: Document, block: Block, matches: Matches, table: AnchorTable, seed: int
) -> Translation:
    own = block_text(document, block)
    return translate(own.text, table, seed, own.name, matches.between(block.start, block.end))


def _key(shared: str, *arrays: np.ndarray) -> bytes:
    digest = hashlib.blake2b(shared.encode(), digest_size=16)
    for array in arrays:
        digest.update(f"{array.dtype}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.digest()


def _code() -> dict[str, str]:
    """Digests of the files of this folder: other code may make other labels."""
    return tree_digests(Path(__file__).parent)
