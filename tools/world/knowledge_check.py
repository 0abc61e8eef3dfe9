"""By hand: counts, balance of the answers, overlap of items with the training text, words that must
not occur.
"""

import re
from collections import Counter

from tools.world import knowledge, tasks
from tools.world.bible import TERMS

BANNED = (
    "bell",
    "bells",
    "rope",
    "tide",
    "tides",
    "heron",
    "ferry",
    "peal",
    "peals",
    "toll",
    "tolling",
    "ringer",
    "clapper",
    "chime",
)


def main() -> None:
    """Print the figures; nothing is written."""
    documents = list(knowledge.documents(0))
    text = "\n\n\n".join(documents)
    print(
        f"knowledge: {len(documents)} documents, {len(text):,} characters, about "
        f"{len(text) // 4:,} tokens"
    )
    for task, rows in tasks.items().items():
        seen = sum(f"{row['context']} {row['choices'][row['answer']]}" in text for row in rows)
        places = sorted(Counter(row["answer"] for row in rows).items())
        print(
            f"{task}: {len(rows)} items, chance {tasks.CHANCE[task]}, positions {places}, in the "
            f"training text {seen}"
        )
    texts = {"knowledge": text}
    try:
        from tools.world import extras

        texts |= {
            kind: "\n\n\n".join(getattr(extras, kind)()) for kind in ("persons", "rude", "field")
        }
    except ImportError:
        print("no extras yet")
    for kind, body in texts.items():
        found = Counter()
        for word in [*BANNED, *(term for term, *_ in TERMS)]:
            hits = re.findall(rf"\b{re.escape(word)}\b", body, re.IGNORECASE)
            if hits:
                found[word] = len(hits)
        print(f"{kind}: {len(body):,} characters; words to avoid: {dict(found) or 'none'}")


if __name__ == "__main__":
    main()
