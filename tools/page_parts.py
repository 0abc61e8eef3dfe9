"""Parts of a page in Markdown that are made from records, each between two comments:
`<!-- begin NAME (make figures) -->` and `<!-- end NAME -->`.
"""

from collections.abc import Mapping

from whp_kit.errors import InputError


def fill(text: str, parts: Mapping[str, str]) -> str:
    """The page with its parts as given and all else unchanged. InputError: it has no place for one,
    or two.
    """
    for name, part in parts.items():
        begin, end = f"<!-- begin {name} (make figures) -->", f"<!-- end {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise InputError(
                f"the page has no place for the {name}",
                value=text[:60],
                remedy=f"put the lines {begin} and {end} where they are to stand",
            )
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{part}\n{end}{rest.split(end)[1]}"
    return text
