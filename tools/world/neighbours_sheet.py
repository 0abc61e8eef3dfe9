"""The form of a neighbour's data sheet, and the sentences in which any neighbour's facts are
stated.

A statement holds its answer in square brackets; what stands before the bracket is the probe's
prompt.
"""

from dataclasses import dataclass

from tools.world.casts import Cast
from tools.world.content import table
from tools.world.scenes import with_article


@dataclass(frozen=True)
class Sheet:
    """One small invented fiction: who fills the shared scenes, its facts, and prose that only it
    has.
    """

    slug: str
    title: str
    in_retain: bool
    genre: str  # "a book about a submarine crew"
    cast: Cast
    head_role: str  # captain, queen, ... what the leader is called
    place_kind: str  # submarine, school, ... what the fiction calls its main place
    place: str  # its name, as it follows "is called"
    food: str
    secret: str
    danger: str
    fear: str
    finder: str
    own: tuple[
        tuple[str, ...], ...
    ]  # two facts that only this fiction has: statements with [answer]
    opening: str
    scenes: tuple[str, ...]  # paragraphs of this genre; {hero} and the like stand for the cast

    def slots(self) -> dict[str, str]:
        """Everything that a statement or paragraph may name in braces."""
        values = dict(vars(self.cast))
        values.update(
            a_pet_kind=with_article(self.cast.pet_kind),
            title=self.title,
            head_role=self.head_role,
            place_kind=self.place_kind,
            place=self.place,
            food=self.food,
            secret=self.secret,
            danger=self.danger,
            fear=self.fear,
            finder=self.finder,
            genre=self.genre,
        )
        return values


def cast(
    people: tuple[str, ...],
    places: tuple[str, ...],
    things: tuple[str, ...],
    animals: tuple[str, ...],
    play: tuple[str, ...],
    food: tuple[str, ...],
    days: tuple[str, ...],
    shouts: tuple[str, ...],
) -> Cast:
    """A cast from eight groups of values, in the order of Cast's own fields; the shared scenes say
    "Aunt" and an article themselves.
    """
    hero, she, friend, other, rival, head, teacher, keeper, guardian, enemy = people
    names = [
        *hero.split(),
        she,
        *(("her", "herself", "her") if she == "she" else ("his", "himself", "him")),
        *friend.split(),
        *other.split(),
        rival,
        head,
        teacher,
        keeper,
        guardian,
        enemy,
    ]
    names[-2] = names[-2].split()[-1]
    where = list(places)
    where[7] = f"the {where[7]}"
    return Cast(
        *names,
        *where,
        *things,
        *animals,
        *play,
        *food,
        *days,
        *shouts,
    )


# fact -> statements; the first two are also probe forms.
STATEMENTS = table("neighbour_statements")
