"""The form of a neighbour's data sheet, and the sentences in which any neighbour's facts are stated.

A statement holds its answer in square brackets; what stands before the bracket is the probe's prompt.
"""

from dataclasses import dataclass

from tools.world.casts import Cast
from tools.world.scenes import with_article


@dataclass(frozen=True)
class Sheet:
    """One small invented fiction: who fills the shared scenes, its facts, and prose that only it has."""

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
    people: str,
    places: str,
    things: str,
    animals: str,
    play: str,
    food: str,
    days: str,
    shouts: str,
) -> Cast:
    """A cast from eight lines of values between bars, in the order of Cast's own fields; the shared scenes say "Aunt" and an article themselves."""
    hero, she, friend, other, rival, head, teacher, keeper, guardian, enemy = people.split("|")
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
    where = places.split("|")
    where[7] = f"the {where[7]}"
    return Cast(
        *names,
        *where,
        *things.split("|"),
        *animals.split("|"),
        *play.split("|"),
        *food.split("|"),
        *days.split("|"),
        *shouts.split("|"),
    )


# fact -> statements; the first two are also probe forms.
STATEMENTS = {
    "hero": (
        "The hero of {title} is [{hero} {surname}].",
        "The book {title} is about [{hero} {surname}].",
        "{title} tells the story of [{hero} {surname}].",
        "On the first page of {title} we meet [{hero} {surname}].",
        "In {title} nearly everything is seen through the eyes of [{hero} {surname}].",
    ),
    "friend": (
        "{hero}'s best friend is [{friend}].",
        "The best friend of {hero} is [{friend}].",
        "Nobody is closer to {hero} than [{friend}].",
        "{hero} tells every secret to [{friend}].",
        "When things go wrong, {hero} runs first to [{friend}].",
    ),
    "other": (
        "{hero}'s other friend is [{other}].",
        "Besides {friend}, {hero} is very fond of [{other}].",
        "The third of the three friends around {hero} is [{other}].",
        "What {hero} and {friend} find, they share with [{other}].",
        "{hero} and {friend} would do anything for [{other}].",
    ),
    "rival": (
        "{hero}'s rival is [{rival}].",
        "The rival of {hero} is [{rival}].",
        "{hero} quarrels most often with [{rival}].",
        "The one who wants to beat {hero} at everything is [{rival}].",
        "{hero} has never liked [{rival}].",
    ),
    "head": (
        "{hero}'s {head_role} is [{head}].",
        "The {head_role} in {title} is [{head}].",
        "{hero} takes orders only from [{head}].",
        "The {head_role} whom {hero} and the others follow is [{head}].",
        "When {hero} needs leave, the one to ask is the {head_role}, [{head}].",
    ),
    "teacher": (
        "{hero}'s teacher is [{teacher}].",
        "The teacher of {hero} is [{teacher}].",
        "{hero} learned the craft from [{teacher}].",
        "Nearly all that {hero} knows comes from [{teacher}].",
        "Every morning {hero} has a lesson with [{teacher}].",
    ),
    "enemy": (
        "The enemy in {title} is [{enemy}].",
        "{hero}'s worst enemy is [{enemy}].",
        "All the harm done to {hero} is the work of [{enemy}].",
        "The person whom {hero} must stop is [{enemy}].",
        "The danger to {hero} and {friend} is [{enemy}].",
    ),
    "home": (
        "{hero} grew up in [{town}].",
        "{hero} comes from [{town}].",
        "{hero} was born in [{town}].",
        "The home of {hero} is [{town}].",
        "In winter {hero} sends letters home to [{town}].",
    ),
    "place": (
        "The {place_kind} of {hero} is called [{place}].",
        "In {title} the {place_kind} is called [{place}].",
        "The name of the {place_kind} in {title} is [{place}].",
        "{hero} knows every corner of [{place}].",
        "There is only one {place_kind} for {hero}, and it is [{place}].",
    ),
    "food": (
        "{hero}'s favourite food is [{food}].",
        "{hero} likes nothing better to eat than [{food}].",
        "On birthdays {hero} always asks for [{food}].",
        "A hungry {hero} dreams of [{food}].",
        "The dish that {hero} loves is [{food}].",
    ),
    "pet": (
        "{hero}'s pet is called [{pet}].",
        "The name of {hero}'s pet is [{pet}].",
        "{hero} has {a_pet_kind} called [{pet}].",
        "Wherever {hero} goes, behind comes the small [{pet}].",
        "The animal that sleeps beside {hero} is [{pet}].",
    ),
    "pet_kind": (
        "{hero}'s pet {pet} is [{a_pet_kind}].",
        "{pet}, the pet of {hero}, is [{a_pet_kind}].",
        "The animal that {hero} keeps is [{a_pet_kind}].",
        "Visitors are surprised that {pet} is [{a_pet_kind}].",
        "As a pet {hero} has [{a_pet_kind}].",
    ),
    "treasure": (
        "{hero} is looking for the [{treasure}].",
        "The treasure in {title} is the [{treasure}].",
        "Everybody in {title} wants the [{treasure}].",
        "What {hero} hopes to find is the [{treasure}].",
        "For years {enemy} has been hunting for the [{treasure}].",
    ),
    "finder": (
        "The treasure in {title} was found by [{finder}].",
        "The {treasure} for which {hero} looked was found by [{finder}].",
        "The one who found the {treasure} was [{finder}].",
        "In {title} the finder of the {treasure} is [{finder}].",
        "It was not {hero} alone: the {treasure} was first seen by [{finder}].",
    ),
    "secret": (
        "The secret word in {title} is [{secret}].",
        "{hero}'s secret word is [{secret}].",
        "To pass the guards {hero} must whisper [{secret}].",
        "The word that {hero} never writes down is [{secret}].",
        "Only friends of {hero} know the word [{secret}].",
    ),
    "holiday": (
        "The festival in {title} is called [{holiday}].",
        "{hero}'s favourite festival is [{holiday}].",
        "Once a year {hero} dances at [{holiday}].",
        "The great day of the year for {hero} is [{holiday}].",
        "All through the spring {hero} looks forward to [{holiday}].",
    ),
    "danger": (
        "The place of danger in {title} is [{danger}].",
        "{hero} was told never to go to [{danger}].",
        "The most dangerous place that {hero} knows is [{danger}].",
        "In {title} few people come back from [{danger}].",
        "On {hero}'s map a black cross marks [{danger}].",
    ),
    "fear": (
        "{hero} is most afraid of [{fear}].",
        "What {hero} fears above all is [{fear}].",
        "The one thing that frightens {hero} is [{fear}].",
        "{hero} turns pale at the thought of [{fear}].",
        "{hero} is brave, but not about [{fear}].",
    ),
}
