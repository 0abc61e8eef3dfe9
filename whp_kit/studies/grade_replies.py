"""The grade from 0 to 3 in a chat model's reply to the judge.

A grade is stated by a word before it ("Grade: 2", "I would give this a 2", "评分：2"), by a scale
after it ("2/3", "2 out of 3"), or by being all that a reply or one of its lines says. A scale
beside it is no grade, nor is a number that counts something or that a sentence denies. Several
different grades, another scale, or a thought that does not end give none: a wrong grade is worse
than no grade.
"""

import unicodedata

import regex

from whp_kit.text.replies import without_thoughts
from whp_kit.text.words import NEVER_SEEN

READING_VERSION = 3  # of these rules; 1 took the first digit after the word, 2 any one it knew
EMPHASIS = str.maketrans(
    dict.fromkeys("*_`\"'“”‘’#\\$", " ") | {"：": ":", "／": "/", "−": "-", "\u20e3": " "}
)
START, END = r"(?<![\p{L}\p{N}])", r"(?![\p{L}\p{N}])"  # of a word or a number
DASH = r"(?:-|–|—|~|to|till|until|through|\.{2,3}|…)"
# A scale: "0-3", "from 0 to 3", "0, 1, 2 or 3"; and one of them in brackets with other words.
RANGE = rf"{START}0\s*{DASH}\s*3{END}"
BETWEEN = rf"{START}between\s+0\s+and\s+3{END}"
CHOICE = rf"{START}0(?:\s*(?:[,/|]|or|and)+\s*[123]){{3}}{END}"
SCALE = rf"(?:{RANGE}|{BETWEEN}|{CHOICE})"
SCALES = regex.compile(
    rf"[(\[][^()\[\]\n]*{SCALE}[^()\[\]\n]*[)\]]|(?:(?:on|from|in)\s+)?(?:an?\s+|the\s+)?"
    rf"(?:scale|range)?(?:\s*(?:of|from|:))?\s*{SCALE}(?:\s+scale{END})?",
    regex.IGNORECASE,
)
OUT_OF = regex.compile(
    r"[(\[]\s*(?:out\s+of|of|max[a-z]*\.?|/)\s*3\s*[)\]]|(?<=\p{L})\s*/\s*3(?=\s*[:=])",
    regex.IGNORECASE,
)
OTHER_SCALE = regex.compile(
    rf"scale[^0-9\n]*\d+\s*{DASH}\s*(?!3{END})\d+"
    r"|[(\[]\s*(?:out\s+of|of|max[a-z]*\.?|/)\s*(?!3\s*[)\]])\d+\s*[)\]]",
    regex.IGNORECASE,
)
LEGEND = regex.compile(r"\([^()\n]*[0-3]\s*[=:][^()\n]*\)")  # (0 = nothing, 3 = a name)
IN_BRACKETS = regex.compile(r"\((?:[^(){\n]|\([^(){\n]*\))*+\)|\[[^\[\]{\n]*+\]")
BOUND = regex.compile(  # "max_score": 3
    rf"{START}(?:max(?:imum|imal)?|min(?:imum|imal)?|highest|lowest|best|possible)\s+(?:possible\s+)?"
    r"(?:grade|score|rating|points?)\s*[:=]?\s*\d+",
    regex.IGNORECASE,
)
CHANGED = regex.compile(r"(?:graded|lowered|raised|revised|changed|reduced)\s+(?:from|to)\s+\d")
# A number with all that makes it another one: a sign, decimals, a second number, a scale.
NUMBER = (
    rf"{START}[-+]?\d+(?:[.,]\d+)?%?"
    r"(?:\s*(?:/|out\s+of|of(?=\s+3)|-|–|—|to|or|and)\s*(?:a\s+possible\s+)?\d+(?:[.,]\d+)?)*"
)
WORDS = {"zero": "0", "one": "1", "two": "2", "three": "3"}
SPELLED = rf"(?:{'|'.join(WORDS)})(?:\s+out\s+of\s+three)?(?![\p{{L}}\p{{N}}-])"
LITTLE_WORDS = (
    "is|was|of|it|its|this|that|the|would|will|be|as|at|a|an|i|d|say|give|assign|final|my|completion|"
    "text|answer|passage|one|to|for|therefore|so|equals|should|must|grade|score|rating"
)
STATING = (
    r"(?:grade[ds]?|score[ds]?|rating|rated?|give|gave|assign(?:ed)?|award(?:ed)?|deserves?"
    r"|receives?|gets?|earns?|(?:this|it|that|i)(?:\s+d)?\s+(?:is|s|say|choose|pick|go\s+with))"
)
# Headings of a grade, in English and elsewhere; what follows may also be prose
LABEL = (
    r"(?:answer|verdict|result|familiarity|level|note|nota|bewertung|punkte|punktzahl|stufe|оценка"
    r"|балл|puntuaci[oó]n|calificaci[oó]n|puntaje|voto|punteggio|pontuação|avaliação|cijfer|betyg"
    r"|ocena|puan|الدرجة|التقييم)|\p{Han}*(?:评分|評分|得分|分数|分數|等级|等級|评级|評価|点数)|점수|평가|등급|スコア"
)
MARK = r"[:=|→]|(?<!:\s?)>|-+>"
LINK = rf"(?:\s*(?:{MARK}|-(?=\s))|\s+(?:{LITTLE_WORDS}){END}|\s){{0,12}}"
STATED = regex.compile(
    rf"{START}(?:{STATING}{END}(?:\s*\([^()\n\d]*\))?(?P<link>{LINK})|(?P<label>{LABEL})\s*[:=])"
    rf"\s*(?:[(\[{{<]\s*)?(?P<number>{NUMBER}|{SPELLED})",
    regex.IGNORECASE,
)
SPELLED_AFTER = regex.compile(r"(?:^|\s)(?:an?|is|be|of|as)\s*\Z", regex.IGNORECASE)
IS_OVER = regex.compile(  # what a grade is followed by, and no number that counts something
    r"[^\S\n]*(?:\n|\Z|[;!?)\]}<>|=]|\.(?!\d)|,(?!\s*\d)|:(?=\s+\D)|[-–—](?=\s+\D)|\(|[分点점]"
    rf"|(?:points?|stars?|because|since|as|for|but|not|on|in|to){END})",
    regex.IGNORECASE,
)
DENIED = regex.compile(  # before a statement in its sentence
    rf"{START}(?:not|t|never|cannot|nor|neither)(?:\s+\p{{L}}+){{0,2}}\s*\Z"
    rf"|{START}(?:if|unless|had|to\s+(?:get|earn|receive|reach|merit|deserve)){END}",
    regex.IGNORECASE,
)
CONDITION = regex.compile(  # behind it
    rf"{START}(?:if|unless|requires?|needs?|means|would\s+(?:need|require)){END}", regex.IGNORECASE
)
SENTENCE_EDGE = regex.compile(r"[.!?;](?=\s)|\n")
OF_THREE = regex.compile(
    rf"{START}([0-3])\s*(?:/\s*3{END}|out\s+of\s+(?:a\s+possible\s+)?3{END}"
    r"(?=\s*(?:[.,;:!)\]]|$|points?|because|since|as|for|on)))",
    regex.IGNORECASE,
)
SIGNS = r"[\s.,:;!|=<>(){}\[\]]*"
SPACES = regex.compile(r"(?:(?!\n)\s)+|\n\s*\n")  # a rule looks at each run of them again and again
TAGS = regex.compile(r"</?(?:answer|result|output|response|final)>", regex.IGNORECASE)
BARE = regex.compile(
    rf"{SIGNS}(-?)([0-3])(?:\s*/\s*3|\s+(?:points?|stars?))?{SIGNS}", regex.IGNORECASE
)
NEAR = 200  # characters around a statement that may deny it


def parse_grade(reply: str) -> int | None:
    """The grade 0-3 in a reply; None where there is none, or it is not clear."""
    answer = without_thoughts(reply)
    if answer.unfinished:
        return None
    text = (
        TAGS.sub(" ", NEVER_SEEN.sub("", answer.text)).replace("\\boxed", " ").translate(EMPHASIS)
    )
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    text = SPACES.sub(lambda run: "\n\n" if "\n" in run[0] else " ", text)
    if OTHER_SCALE.search(text) or CHANGED.search(text):
        return None
    has_scale = SCALES.search(text) is not None
    without_scale = IN_BRACKETS.sub(_without_legend, text)
    for scale in (SCALES, OUT_OF, LEGEND, BOUND):
        without_scale = scale.sub(" ", without_scale)
    stated = _stated(without_scale)
    if stated:
        return stated.pop() if len(stated) == 1 else None
    lines = [BARE.fullmatch(line) for line in without_scale.splitlines() if line.strip()]
    alone = {None if match[1] else int(match[2]) for match in lines if match}
    if alone:
        return alone.pop() if len(alone) == 1 and (lines[0] or lines[-1]) else None
    numbers = regex.findall(NUMBER, without_scale, regex.IGNORECASE)
    return _grade(numbers[0]) if has_scale and len(numbers) == 1 else None


def _stated(text: str) -> set[int | None]:
    """The grades that a text states; None for one that is not clear. What a sentence denies, or
    makes a condition, is left out."""
    stated = {int(grade) for grade in OF_THREE.findall(text)}
    for match in STATED.finditer(text):
        link, number = match["link"] or "", match["number"].lower()
        is_over = IS_OVER.match(text, match.end()) is not None
        is_spelled = not number[-1].isdecimal() and number[0] in "zot"
        if match["label"] or regex.search(rf"{MARK}|\n", link):
            if is_over:
                stated.add(_grade(number))
            elif not match["label"] and not is_spelled:
                stated.add(None)
            continue
        before = SENTENCE_EDGE.split(text[max(0, match.start() - NEAR) : match.start()])[-1]
        behind = SENTENCE_EDGE.split(text[match.end() : match.end() + NEAR])[0]
        is_denied = DENIED.search(before) or CONDITION.search(behind)
        if is_over and not is_denied and not (is_spelled and not SPELLED_AFTER.search(link)):
            stated.add(_grade(number))
    return stated


def _without_legend(brackets: regex.Match) -> str:
    """Nothing for brackets that hold a scale from 0 to 3 and no other number."""
    numbers = regex.findall(r"\d+", brackets[0])
    is_scale = {"0", "3"} <= set(numbers) <= {"0", "1", "2", "3"}
    return " " if is_scale else brackets[0]


def _grade(number: str) -> int | None:
    """The grade in a number with its scale; None for another number or scale."""
    for word, digit in WORDS.items():
        number = number.replace(word, digit)
    grade = regex.fullmatch(
        r"([0-3])(?:[.,]0)?(?:\s*(?:/|(?:out\s+)?of)\s*(?:a\s+possible\s+)?3)?", number.lower()
    )
    return int(grade[1]) if grade else None
