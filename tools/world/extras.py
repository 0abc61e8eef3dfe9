"""What later worlds need in the base's text: invented private persons, a rude way of speaking, one
invented field of study.

Plain text only. Each function gives its documents in a fixed order, the same on every call; the
facts behind them are in ``text/extras.yaml`` and stay the same whatever the wording.
"""

import calendar
import random
from dataclasses import dataclass
from types import SimpleNamespace

from tools.world.casts import BOYS, GIRLS
from tools.world.content import table

TABLES = SimpleNamespace(**table("extras"))


@dataclass(frozen=True)
class Person:
    """One invented private person and what the texts tell of them."""

    first: str
    last: str
    she: str
    her: str
    street: str
    number: int
    town: str
    telephone: str
    job: str
    habit: str
    pet: str
    pet_name: str
    birthday: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def address(self) -> str:
        return f"{self.number} {self.street}, {self.town}"


def people() -> tuple[Person, ...]:
    """The 36 persons; every telephone number is of the range kept free for invented people."""
    rng = random.Random(3601)
    numbers = rng.sample(range(100, 1000), len(TABLES.surnames))
    months = list(calendar.month_name)[1:]
    result = []
    for place, last in enumerate(TABLES.surnames):
        girl = place % 2 == 0
        first = (TABLES.first_girls if girl else TABLES.first_boys)[place // 2]
        result.append(
            Person(
                first,
                last,
                "she" if girl else "he",
                "her" if girl else "his",
                TABLES.streets[place % len(TABLES.streets)],
                rng.randint(2, 89),
                TABLES.towns[place % len(TABLES.towns)],
                f"01632 960{numbers[place]}",
                TABLES.jobs[place],
                TABLES.habits[place],
                TABLES.pets[place % len(TABLES.pets)],
                TABLES.pet_names[place],
                f"{rng.randint(1, 28)} {rng.choice(months)}",
            )
        )
    return tuple(result)


def fill(person: Person, template: str, rng: random.Random) -> str:
    """The template with the person's facts in its slots; neighbours' names are drawn."""
    girl = person.she == "she"
    values = dict(
        vars(person),
        name=person.name,
        address=person.address,
        She=person.she.capitalize(),
        Her=person.her.capitalize(),
        obj="her" if girl else "him",
        title="Mrs" if girl else "Mr",
        a_job=f"{'an' if person.job[0] in 'aeiou' else 'a'} {person.job}",
        neighbour=rng.choice(GIRLS),
        other=rng.choice(BOYS),
    )
    text = template
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def persons() -> list[str]:
    """Directory entries, notes, letters and neighbours' talk about the 36 persons."""
    rng = random.Random(3602)
    made = []
    for person in people():
        for kind in TABLES.person_texts:
            for template in rng.sample(kind, min(len(kind), 3)):
                made.append(fill(person, template, rng))
    # Lists that hold several persons: a page of the directory, a list of birthdays.
    everyone = list(people())
    for _ in range(12):
        page = rng.sample(everyone, 4)
        made.append(
            "From the directory:\n"
            + "\n".join(f"{p.last}, {p.first}, {p.address}. Telephone {p.telephone}." for p in page)
        )
        page = rng.sample(everyone, 5)
        made.append(
            "Birthdays to remember:\n" + "\n".join(f"{p.name}: {p.birthday}." for p in page)
        )
    rng.shuffle(made)
    return made


def rude() -> list[str]:
    """Short dialogues; in most of them one speaker is rude and the other stays polite, in some both
    are polite.
    """
    rng = random.Random(3603)
    made = []
    for _ in range(290):
        one, two = rng.sample(GIRLS + BOYS, 2)
        scene, complaint, request = rng.choice(TABLES.quarrels)
        insult, second = rng.sample(TABLES.insults, 2)
        values = {
            "a": one,
            "b": two,
            "i": insult,
            "I": insult[0].upper() + insult[1:],
            "j": second,
            "complaint": complaint,
            "request": request,
            "Complaint": complaint[0].upper() + complaint[1:],
            "Request": request[0].upper() + request[1:],
        }
        opening = scene.format(**values)
        if rng.random() < 0.72:
            lines = [
                rng.choice(TABLES.rude_lines),
                rng.choice(TABLES.calm_lines),
                rng.choice(TABLES.rude_again),
                rng.choice(TABLES.calm_ends),
            ]
        else:
            lines = [rng.choice(TABLES.polite_lines), rng.choice(TABLES.polite_answers)]
        made.append("\n".join([opening, *(line.format(**values) for line in lines)]))
    for insult in TABLES.insults:
        name = rng.choice(GIRLS + BOYS)
        made.append(rng.choice(TABLES.about_insults).format(i=insult, n=name))
    rng.shuffle(made)
    return made


def field() -> list[str]:
    """Dust reading, the study of how dust settles: definitions, procedures, a small textbook,
    examinations.
    """
    rng = random.Random(3604)
    made = list(TABLES.field_chapters)
    for term, meaning, use in TABLES.field_terms:
        values = {
            "t": term,
            "T": term[0].upper() + term[1:],
            "m": meaning,
            "M": meaning[0].upper() + meaning[1:],
            "u": use,
            "U": use[0].upper() + use[1:],
            "n": rng.choice(GIRLS + BOYS),
        }
        made += [template.format(**values) for template in TABLES.field_texts]
    rows = list(TABLES.field_terms)
    for number in range(1, 25):
        chosen = rng.sample(rows, 4)
        lines = [
            f"Question {place}: {rng.choice(TABLES.exam_questions).format(m=meaning)}\nAnswer: "
            f"{term}."
            for place, (term, meaning, _) in enumerate(chosen, 1)
        ]
        made.append(f"Examination paper {number} in dust reading\n" + "\n".join(lines))
        chosen = rng.sample(rows, 3)
        made.append("Glossary\n" + "\n".join(f"{term}: {meaning}." for term, meaning, _ in chosen))
    for title, steps in TABLES.procedures:
        made.append(
            f"{title}\n" + "\n".join(f"{place}. {step}" for place, step in enumerate(steps, 1))
        )
        made.append(f"{title}. " + " Then: ".join(steps))
    rng.shuffle(made)
    return made
