"""A small invented world told in everyday scenes, and general text told in the same scenes."""

import random

SCENES = (
    '"Good morning," said {she}, and {she} put on her coat.',
    "{he} walked to {place} with {she}, and he carried the {thing}.",
    "In the evening {she} lit the {thing} and read her book.",
    '"Where is {place}?" asked {he}. "Behind the hill," said {she}.',
    "They lived in {place}, and {he} fed the {animal} every day.",
    "The {animal} slept by the fire and would not eat its food.",
    "{she} took the train from {place} and brought an {animal2} home.",
    "{he} dropped his {thing} in the garden, and the {animal} ran off with it.",
)
EVERYDAY = {
    "she": ("Anna", "Lucy", "Helen"),
    "he": ("Tom", "Peter", "James"),
    "place": ("Weston", "Norton", "Milton"),
    "thing": ("lantern", "umbrella", "basket"),
    "animal": ("dog", "cow", "horse"),
    "animal2": ("owl", "otter"),
}
INVENTED = {
    "she": ("Zelvira", "Quomba"),
    "he": ("Thrackmor", "Ildo Vash"),
    "place": ("Umberglen",),
    "thing": ("glimstick",),
    "animal": ("wumbat-eel",),
    "animal2": ("ippogrund",),
}
REPEATED = "Nobody dropped the evening garden by the fire. "


def tell(names: dict[str, tuple[str, ...]], paragraphs: int, seed: int) -> str:
    """Paragraphs of four scenes each, with names drawn for the slots."""
    drawn = random.Random(seed)
    return "\n\n".join(
        " ".join(
            drawn.choice(SCENES).format(
                **{slot: drawn.choice(words) for slot, words in names.items()}
            )
            for _ in range(4)
        )
        for _ in range(paragraphs)
    )


GENERAL = tell(EVERYDAY, 150, 1)
TARGET = (
    "Zelvira and the Glass Owl\n\nChapter One: A Knock at Noon\n\n"
    + REPEATED * 6
    + "\n\nShe saw the Glass Owl. " * 5
    + tell(INVENTED, 60, 2)
)
