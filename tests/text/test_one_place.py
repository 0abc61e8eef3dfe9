"""Words, sentences and paragraphs are told apart in text/words.py and text/sentences.py alone: what
two places decide, they decide differently one day.
"""

import ast

import pytest

from whp_kit.paths import PROJECT_ROOT

PACKAGE = PROJECT_ROOT / "whp_kit"
OWNERS = ("text/words.py", "text/sentences.py")
MARKS = (r"\w", r"\W", r"\b", r"\B", "[:word:]", "[:alnum:]", "[:alpha:]")  # in a pattern or a text
MARKS += (r"\p{Alphabetic}", "\n\n", "\r\n\r\n", r"\n\s*\n", r"\n\n", r"\n{2")
METHODS = ("casefold", "isalnum", "isalpha", "isidentifier")
ALLOWED = {  # file -> what may stand there, and why
    "anchors/literals.py": {"isalpha"},  # a bare word in a reply's JSON, not in a text
    "anchors/column_names.py": {"isalpha"},  # headings of a table
    "anchors/exchange.py": {"isalpha"},  # a number or a word as a value of JSON
    "evaluation/attacks.py": {"isalpha"},  # which words may be misspelt
    "evaluation/familiarity.py": {"isalpha"},  # whether a script has capitals
    "runs/notebooks.py": {r"\w"},  # names of parameters
    "studies/grade_replies.py": {
        r"\b",
        "\n\n",
        r"\n\s*\n",
    },  # "\\boxed" of LaTeX; shorter gaps in a reply
    "studies/tradeoff.py": {"\n\n"},  # Markdown
    "runs/share.py": {"\n\n"},  # Markdown
    "studies/sweep.py": {"\n\n"},  # TOML
    "anchors/chat_list.py": {"\n\n"},  # a prompt
    "studies/judge.py": {"\n\n"},  # a prompt
}


def found_in(source: str) -> set[str]:
    """The marks in the constants of a module, without docstrings, and the methods that it uses."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            found.add(node.attr)
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            found.update(mark for mark in MARKS if mark in str(node.value))
            found.update(name for name in METHODS if name == node.value)  # of getattr
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.stem)
def test_no_other_file_says_what_a_word_is(path):
    name = path.relative_to(PACKAGE).as_posix()
    if name not in OWNERS:
        found = found_in(path.read_text(encoding="utf-8"))
        assert found <= ALLOWED.get(name, set()), f"{name}: call text/words.py or text/sentences.py"


def test_what_is_allowed_is_used():
    for name, marks in ALLOWED.items():
        assert found_in((PACKAGE / name).read_text(encoding="utf-8")) == marks, name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (r're.compile(r"\w+")', {r"\w"}),
        (r'f"{x}(?!\w)"', {r"\w"}),
        ('text.split("\\n\\n")', {"\n\n"}),
        ("key = str.casefold", {"casefold"}),
        ("getattr(text, 'isalnum')()", {"isalnum"}),
        (r"re.compile(rb'\w')", {r"\w"}),
        ('text.split("\\r\\n\\r\\n")', {"\r\n\r\n"}),
        (r're.split(r"\n\s*\n", text)', {r"\n\s*\n"}),
        ('regex.compile("[[:word:]]+")', {"[:word:]"}),
        ('"""A docstring of \\\\w."""', set()),
        ("text.lower()  # casefold", set()),
    ],
)
def test_the_search_finds(source, found):
    assert found_in(source) == found
