"""Inflected forms of terms that a table does not find: words of the text that are a term with
another ending ("Гермиону" for "Гермиона", "해리는" for "해리", "Wickfolds").

A word takes an ending of a few letters, or one in the place of its last vowel. Which endings count
is learnt from the text: those that many of its words take. A short text tells too little; there
they come from a list by script. A name has only forms with a capital, and none that the text also
writes small.

Not done here: stems that change ("Häuser" for "Haus"), letters before a word (as in Hebrew). A word
that only looks alike is listed too ("Miller" for "Mill"). A reader decides.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

import regex

from whp_kit.anchors.matching import Matcher
from whp_kit.anchors.table import SUGGESTED, Anchor, AnchorTable, Finding, Fix
from whp_kit.anchors.term_counts import TermCounts
from whp_kit.anchors.word_index import WordIndex
from whp_kit.text.words import UNSPACED, find_words, folded, folded_with_case, readable

INFLECTED = "inflected"  # the kind of finding
NAMED = 6  # forms that one finding names
LONGEST_ENDING, LONGEST_FOR_VOWEL = 4, 3  # letters
SHORTEST_TERM, SHORTEST_HANGUL = 3, 2  # letters, or syllables, of a word that is inflected
MANY_TIMES = 5  # the term's own count, beyond which a form is another word ("moment" for "mome")
ENOUGH_WORDS = 1000  # different ones in a text from which endings are learnt
TAKEN_BY_ONE_IN = 300  # of these words: by so many an ending must be taken to count

COMMON = {  # endings of nouns, by script, for a short text
    "Latin": """s es ies n en ens e er ern em a i o u y ie ei ę ą ă ow owi ów ovi ou om ami ach ina
        in ul ului t et ot ban ben nak nek val vel hoz ssa ssä sta stä lla llä lle lta ltä ı ü da
        de dan den ın nın nin""",
    "Cyrillic": """а я у ю ы и е і ї о ой ей ою ею єю ом ем ём єм ам ям ами ями ах ях ов ев їв ові
        еві єві ин ина""",
    "Greek": "σ α ο η ου ων οι ουσ εσ ασ ησ",  # σ is folded ς
    "Armenian": "ը ի ն ին ից ով ում",
    "Georgian": "ს ი ის მა ო თ ით ად ში ზე თან",
    "Hangul": """은 는 이 가 을 를 의 에 에서 에게 에게서 한테 와 과 도 로 으로 만 까지 부터 처럼
        보다 께 께서 야 아 이야 랑 이랑 나 이나 라고 이라고 들""",
}
IN_SCRIPT = {script: regex.compile(rf"\p{{{script}}}") for script in COMMON}
WORD_WITH_ENDING = regex.compile(rf"(?V1)[\p{{L}}--[{UNSPACED}]][\p{{L}}\p{{M}}--[{UNSPACED}]]*")
MARK = regex.compile(r"\p{M}")
KOREAN_VOWELS = map(chr, range(0x1161, 0x1176))
VOWELS = frozenset("aeiouyæøœıаеиоуыэюяєіαεηιουωաեէըիոօուაეიოუ").union(KOREAN_VOWELS)
GREEK_ENDING = regex.compile(r"\p{Greek}{2}[αεηιουωάέήίόύώ]σ\Z")
HISSING = ("s", "x", "z", "ch", "sh")  # after which a plural has "es"

Ending = tuple[str, str]  # what a word loses at its end, and what it gets
SAME: Ending = ("", "")


class Form(NamedTuple):
    """`word` stands `count` times in the text and is term `row` (from 0) with other endings: one
    for each word of the term.
    """

    row: int
    word: str
    endings: tuple[Ending, ...]
    count: int


def inflected_forms(table: AnchorTable, counts: TermCounts) -> list[Form]:
    """The forms of the table's terms that no term of it finds, by row, the commonest first.

    Each is counted where the matcher would find it if it were a term. What is many times as common
    as the term is a word of its own.
    """
    vocabulary = _read(counts.text)
    terms = [row.term for row in table.rows]
    keys = {folded_with_case(term) for term in terms}
    forms: list[Form] = []
    used = (row for row in range(len(terms)) if row not in table.dropped)
    for row in sorted(used, key=lambda row: -len(terms[row])):  # a form is of the longest term
        for word, endings in vocabulary.forms_of(terms[row]):
            if folded_with_case(word) not in keys:
                keys.add(folded_with_case(word))
                forms.append(Form(row, word, endings, 0))
    if not forms:
        return []
    matcher = Matcher([*terms, *(form.word for form in forms)], tuple(table.dropped))
    found = Counter(match.row - len(terms) for match in matcher.find(counts.text))
    forms = [form._replace(count=found[number]) for number, form in enumerate(forms)]
    forms = [
        form
        for form in forms
        if 0 < form.count <= MANY_TIMES * max(1, counts.hits[terms[form.row]])
    ]
    return sorted(forms, key=lambda form: (form.row, -form.count, form.word))


def inflection_findings(table: AnchorTable, counts: TermCounts) -> list[Finding]:
    """One note for each term with inflected forms in the text; its remedy adds them as rows."""
    forms_of: dict[int, list[Form]] = defaultdict(list)
    for form in inflected_forms(table, counts):
        forms_of[form.row].append(form)
    findings = []
    for row, forms in forms_of.items():
        named = [f"{form.word} ({form.count})" for form in forms[:NAMED]]
        more = f" and {len(forms) - NAMED} more" if len(forms) > NAMED else ""
        reason = f"not found with other endings: {', '.join(named)}{more}"
        remedy = "add those that are the same thing; look at their replacements"
        anchor = table.rows[row]
        add = tuple(_inflected_row(anchor, form, counts.may_be_english) for form in forms)
        fix = Fix(f"add {len(add)} form{'s' * (len(add) != 1)}", add=add)
        findings.append(Finding(row + 1, anchor.term, INFLECTED, "note", reason, remedy, fix))
    return findings


class _Vocabulary:
    """The different words of a text that may be forms of others, and the endings that count.

    Words are compared folded and composed, so that a letter with its accent counts as one, and so
    does a Korean syllable.
    """

    def __init__(self, text: str):
        self._index = WordIndex.read(text)
        composed = {word: normalize("NFC", word) for word in set(self._index.folded)}
        self._words_at = [composed[word] for word in self._index.folded]
        self._places: dict[str, list[int]] = defaultdict(list)
        self._written_small: set[str] = set()
        for at, (word, written) in enumerate(zip(self._words_at, self._index.words, strict=True)):
            self._places[word].append(at)
            if written[0].islower():
                self._written_small.add(word)
        self._words = sorted(word for word in self._places if WORD_WITH_ENDING.fullmatch(word))
        self._taken_by = _count_endings(self._words)

    def forms_of(self, term: str) -> Iterator[tuple[str, tuple[Ending, ...]]]:
        """Each form of a term in the text, as it is mostly written, with its endings."""
        words = [readable(term[word.start : word.end]) for word in find_words(term)]
        options = [self._forms_of_word(word, is_alone=len(words) == 1) for word in words]
        if not any(options):
            return
        for word, forms in zip(words, options, strict=True):
            forms[_composed(word)] = SAME
        gaps = WordIndex.read(term).gaps[1:-1]
        spellings: dict[tuple[Ending, ...], Counter] = defaultdict(Counter)
        for first in self._firsts(options):
            end = first + len(words)
            forms = zip(options, self._words_at[first:end], strict=False)
            endings = tuple(of_word[form] for of_word, form in forms if form in of_word)
            if len(endings) < len(words) or set(endings) == {SAME}:
                continue
            has_capitals = all(
                written[0].isupper() or not word[0].isupper()
                for word, written in zip(words, self._index.words[first:end], strict=True)
            )
            if has_capitals and self._index.gaps[first + 1 : end] == gaps:
                spellings[endings][self._index.written(first, end)] += 1
        for endings, counts in spellings.items():
            yield _usual_spelling(counts, is_name=words[0][0].isupper()), endings

    def _firsts(self, options: Sequence[dict[str, Ending]]) -> list[int]:
        """Where a run of words may begin, each of them one of its options, by the rarest word."""
        places = [[at for form in forms for at in self._places.get(form, ())] for forms in options]
        rarest = min(range(len(options)), key=lambda number: len(places[number]))
        return [at - rarest for at in places[rarest] if at >= rarest]

    def _forms_of_word(self, word: str, is_alone: bool) -> dict[str, Ending]:
        """The words of the text that may be forms of one word, with their endings.

        is_alone: it is a whole term. A form of a name is then never written small, a form of
        another word is at times.
        """
        whole = _composed(word)
        is_hangul = IN_SCRIPT["Hangul"].match(whole) is not None
        shortest = SHORTEST_HANGUL if is_hangul else SHORTEST_TERM
        if len(whole) < shortest or not WORD_WITH_ENDING.fullmatch(whole):
            return {}
        stems = [(whole, "", LONGEST_ENDING)]
        for lost in () if is_hangul else _replaceable(whole):
            stems.append((whole[: -len(lost)], lost, LONGEST_FOR_VOWEL))
        forms: dict[str, Ending] = {}
        for stem, lost, longest in stems:
            for form in self._beginning_with(stem):
                got = form[len(stem) :]
                if not 0 < len(got) <= longest or got == lost or MARK.match(got):
                    continue
                has_case = word[0].islower() == (form in self._written_small) or not is_alone
                starts_well = not lost or _last_sound(got[0]) in VOWELS
                if has_case and starts_well and self._counts(whole, (lost, got)):
                    forms.setdefault(form, (lost, got))
        return forms

    def _beginning_with(self, stem: str) -> Iterator[str]:
        for at in range(bisect_left(self._words, stem), len(self._words)):
            if not self._words[at].startswith(stem):
                return
            yield self._words[at]

    def _counts(self, word: str, ending: Ending) -> bool:
        """Whether the ending is one of the text's language, or in a short text of the script."""
        if len(self._words) >= ENOUGH_WORDS:
            return self._taken_by[ending] * TAKEN_BY_ONE_IN >= len(self._words)
        script = next((name for name, letter in IN_SCRIPT.items() if letter.match(word)), "")
        return ending[1] in COMMON.get(script, "").split()


# A table is checked again and again on one text, so its vocabulary is kept.
_read = lru_cache(maxsize=2)(_Vocabulary)


def _count_endings(words: Sequence[str]) -> Counter:
    """How many of the words take each ending: the word without it, or with what it replaces, is
    among them too.
    """
    known = set(words)
    lost_by: dict[str, list[str]] = defaultdict(list)  # stem -> what stands after it elsewhere
    for word in words:
        for lost in _replaceable(word):
            lost_by[word[: -len(lost)]].append(lost)
    taken_by: Counter = Counter()
    for word in words:
        for length in range(1, min(LONGEST_ENDING, len(word) - SHORTEST_TERM) + 1):
            stem, got = word[:-length], word[-length:]
            taken_by["", got] += stem in known
            if length <= LONGEST_FOR_VOWEL and _last_sound(got[0]) in VOWELS:
                taken_by.update((lost, got) for lost in lost_by.get(stem, ()) if lost != got)
    return taken_by


def _replaceable(word: str) -> list[str]:
    """What another ending may replace in a composed word: its last vowel, ь, Greek -ος."""
    ends = [word[-1]] if word[-1] == "ь" or _last_sound(word[-1]) in VOWELS else []
    return [*ends, word[-2:]] if GREEK_ENDING.search(word) else ends


def _usual_spelling(counts: Counter, is_name: bool) -> str:
    """The commonest spelling that is not in capitals and begins as the term does."""
    for spelling, _ in counts.most_common():
        if spelling[0].isupper() == is_name and not spelling.isupper():
            return spelling
    spelling = counts.most_common(1)[0][0]
    return spelling.title() if is_name else spelling.lower()


def _composed(word: str) -> str:
    """A word as the vocabulary compares it."""
    return normalize("NFC", folded(word))


@lru_cache(maxsize=1 << 12)
def _last_sound(word: str) -> str:
    """The last letter without its accents; of a Korean syllable the last part."""
    return MARK.sub("", normalize("NFD", folded(word)))[-1:]


def _inflected_row(anchor: Anchor, form: Form, may_be_english: bool) -> Anchor:
    """The row for a form: the replacements take its endings where they end like the term."""
    replacements = tuple(
        _inflect(one, anchor.term, form, may_be_english) for one in anchor.replacements
    )
    note = f"{anchor.term!r} with another ending; is the replacement right?"
    return Anchor(form.word, anchor.category, replacements, note, SUGGESTED)


def _inflect(replacement: str, term: str, form: Form, may_be_english: bool) -> str:
    """A replacement with the form's endings, or as it is where one of its words does not take one.

    Its words answer to those of the term, or its last word to the last.
    """
    words = find_words(replacement)
    changes = list(zip(find_words(term), form.endings, strict=True))
    if words and len(words) != len(changes) and all(end == SAME for _, end in changes[:-1]):
        words, changes = words[-1:], changes[-1:]
    if len(words) != len(changes):
        return replacement
    text = replacement
    for word, (own_word, ending) in reversed(list(zip(words, changes, strict=True))):
        written = normalize("NFC", replacement[word.start : word.end])
        changed = _with_ending(written, own_word.text, ending, may_be_english)
        if changed is None:
            return replacement
        text = text[: word.start] + changed + text[word.end :]
    return text


def _with_ending(word: str, own_word: str, ending: Ending, may_be_english: bool) -> str | None:
    """A word with the ending that `own_word` takes; None where the two do not end alike."""
    lost, got = ending
    if ending == SAME:
        return word
    if may_be_english and got in ("s", "es", "ies"):
        return _plural(word)
    got = got.removesuffix("σ") + "ς" if got.endswith("σ") else got
    if lost:
        return word[: -len(lost)] + got if _composed(word).endswith(lost) else None
    alike = (_last_sound(word) in VOWELS) == (_last_sound(own_word) in VOWELS)
    hisses_twice = got.startswith("s") and word.endswith(HISSING)
    return word + got if alike and not hisses_twice else None


def _plural(noun: str) -> str:
    if noun.endswith("y") and _last_sound(noun[:-1]) not in VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(HISSING) else "s")
