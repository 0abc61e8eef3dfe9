"""The grade from 0 to 3 in a chat model's reply to the judge.

A grade is stated by a word before it ("Grade: 2", "I would give this a 2"), by a scale after it
("2/3", "2 out of 3"), or by being all that a reply or one of its lines says. A scale beside it is
no grade. Several different grades, another scale, or a thought that does not end give none: a wrong
grade is worse than no grade.
"""

import re

from whp_kit.text.replies import without_thoughts

READING_VERSION = 2  # of these rules; 1 took the first digit after the word
EMPHASIS = str.maketrans(dict.fromkeys("*_`\"'“”‘’#\\$", " ") | {"：": ":", "／": "/", "−": "-"})
START, END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"  # of a word or a number
DASH = r"(?:-|–|—|~|to|till|until|through|\.{2,3}|…)"
# A scale: "0-3", "from 0 to 3", "0, 1, 2 or 3"; and one of them in brackets with other words.
RANGE = rf"{START}0\s*{DASH}\s*3{END}"
BETWEEN = rf"{START}between\s+0\s+and\s+3{END}"
CHOICE = rf"{START}0(?:\s*(?:[,/|]|or|and)+\s*[123]){{3}}{END}"
SCALE = rf"(?:{RANGE}|{BETWEEN}|{CHOICE})"
SCALES = re.compile(
    rf"[(\[][^()\[\]\n]*{SCALE}[^()\[\]\n]*[)\]]|(?:(?:on|from|in)\s+)?(?:an?\s+|the\s+)?"
    rf"(?:scale|range)?(?:\s*(?:of|from|:))?\s*{SCALE}(?:\s+scale{END})?",
    re.IGNORECASE,
)
OUT_OF = re.compile(r"[(\[]\s*(?:out\s+of|of|max[a-z]*\.?|/)\s*3\s*[)\]]", re.IGNORECASE)
OTHER_SCALE = re.compile(rf"scale[^0-9\n]*\d+\s*{DASH}\s*(?!3{END})\d+", re.IGNORECASE)
LEGEND = re.compile(r"\([^()\n]*[0-3]\s*[=:][^()\n]*\)")  # (0 = nothing, 3 = a name)
# A number with all that makes it another one: a sign, decimals, a second number, a scale.
NUMBER = (
    rf"{START}[-+]?\d+(?:[.,]\d+)?%?"
    r"(?:\s*(?:/|out\s+of|-|–|—|to|or|and)\s*(?:a\s+possible\s+)?\d+(?:[.,]\d+)?)*"
)
LITTLE_WORDS = (
    "is|was|of|it|its|this|that|the|would|will|be|as|at|a|an|i|d|say|give|assign|final|my|completion|"
    "text|answer|passage|one|to|therefore|so|equals|should|must|grade|score|rating"
)
STATING = r"(?:grade[ds]?|score[ds]?|rating|rated?|give|gave|assign(?:ed)?|award(?:ed)?|deserves?)"
STATED = re.compile(
    rf"{START}{STATING}{END}(?:\s*(?:[:=>|→]|->|-(?=\s))|\s+(?:{LITTLE_WORDS}){END}|\s){{0,12}}"
    rf"(?:[(\[{{<]\s*)?(?P<number>{NUMBER})",
    re.IGNORECASE,
)
OF_THREE = re.compile(
    rf"{START}([0-3])\s*(?:/\s*3{END}|out\s+of\s+(?:a\s+possible\s+)?3{END}"
    r"(?=\s*(?:[.,;:!)\]]|$|points?|because|since|as|for|on)))",
    re.IGNORECASE,
)
SIGNS = r"[\s.,:;!|=<>(){}\[\]]*"
SPACES = re.compile(r"(?:(?!\n)\s)+|\n\s*\n")  # a rule looks at each run of them again and again
BARE = re.compile(rf"{SIGNS}(-?)([0-3])(?:\s*/\s*3|\s+points?)?{SIGNS}", re.IGNORECASE)


def parse_grade(reply: str) -> int | None:
    """The grade 0-3 in a reply; None where there is none, or it is not clear."""
    answer = without_thoughts(reply)
    if answer.unfinished:
        return None
    text = answer.text.replace("\\boxed", " ").translate(EMPHASIS)
    text = SPACES.sub(lambda run: "\n\n" if "\n" in run[0] else " ", text)
    if OTHER_SCALE.search(text):
        return None
    has_scale = SCALES.search(text) is not None
    without_scale = text
    for scale in (SCALES, OUT_OF, LEGEND):
        without_scale = scale.sub(" ", without_scale)
    stated = {_grade(match["number"]) for match in STATED.finditer(" ".join(without_scale.split()))}
    stated |= {int(grade) for grade in OF_THREE.findall(without_scale)}
    if stated:
        return stated.pop() if len(stated) == 1 else None
    lines = [BARE.fullmatch(line) for line in without_scale.splitlines() if line.strip()]
    alone = {None if match[1] else int(match[2]) for match in lines if match}
    if alone:
        return alone.pop() if len(alone) == 1 and (lines[0] or lines[-1]) else None
    numbers = re.findall(NUMBER, without_scale, re.IGNORECASE)
    return _grade(numbers[0]) if has_scale and len(numbers) == 1 else None


def _grade(number: str) -> int | None:
    """The grade in a number with its scale; None for another number or scale."""
    grade = re.fullmatch(r"([0-3])(?:\s*(?:/|out\s+of)\s*(?:a\s+possible\s+)?3)?", number.lower())
    return int(grade[1]) if grade else None
