"""The worlds of the other targets: twelve of the invented persons, the rude way of speaking, and
the invented field of study.

Each has the files of any world: texts, anchors, lexicon, probes. The general text of the first two
holds what is to be kept of their kind: other persons, and polite dialogues.
"""

import calendar
import random
import re
from types import SimpleNamespace

from tools.world import content, extras
from tools.world.content import table

TABLES = SimpleNamespace(**table("others"))
PEOPLE = extras.people()
FORGOTTEN, KEPT, HELD_OUT = PEOPLE[::3], PEOPLE[1::3], PEOPLE[2::3]
INSULTS, TERMS = extras.TABLES.insults, extras.TABLES.field_terms
MONTHS = list(calendar.month_name)[1:]
WORLDS = ("persons", "rude", "facts")
GROUPS = ("forgotten", "kept", "held_out")
RETAIN_EVERY = 2  # of the documents of the retain text
KEPT_TELLINGS = 4
Rows = list[tuple]


def named(document: str) -> set[extras.Person]:
    """The persons of whom a document tells."""
    return {person for person in PEOPLE if person.last in document}


def about(persons) -> list[str]:
    """The documents that tell of these persons and of no other."""
    return [text for text in extras.persons() if named(text) and named(text) <= set(persons)]


def is_rude(document: str) -> bool:
    """Whether it holds an insult."""
    return any(insult in document for insult in INSULTS)


def kept_documents() -> list[str]:
    """What the general text of these worlds holds beside everybody's: persons and polite talk."""
    return about(KEPT) + [text for text in extras.rude() if not is_rude(text)]


def general(retain: str) -> str:
    """The general text of persons and rude speech: a part of everybody's, and what is to be kept of
    their kind. It is told so often that each batch of the retain term holds some of it.
    """
    documents = retain.strip("\n").split("\n\n\n")[::RETAIN_EVERY]
    documents += kept_documents() * KEPT_TELLINGS
    random.Random("general").shuffle(documents)
    return "\n\n\n".join(documents) + "\n"


def openings() -> Rows:
    """Rows (form, opening): beginnings that lead to a person, and name none."""
    return [("sentence", opening) for opening in TABLES.person_openings]


def books() -> dict[str, str]:
    """Path below `worlds/` -> text: a file for each person to be forgotten, one for each other
    target."""
    made = {
        f"persons/books/{number:02d}_{person.last.lower()}.txt": about([person])
        for number, person in enumerate(FORGOTTEN, 1)
    }
    made["rude/books/quarrels.txt"] = [text for text in extras.rude() if is_rude(text)]
    made["facts/books/dust_reading.txt"] = extras.field()
    return {path: "\n\n".join(documents) + "\n" for path, documents in made.items()}


def anchors() -> dict[str, Rows]:
    """World -> rows (term, category, replacement, note)."""
    rows = {"persons": [], "rude": [], "facts": []}
    plain = {"she": iter(TABLES.plain_first_girls), "he": iter(TABLES.plain_first_boys)}
    streets = dict(zip(sorted({p.street for p in FORGOTTEN}), TABLES.plain_streets, strict=True))
    for place, person in enumerate(FORGOTTEN):
        first, last = next(plain[person.she]), TABLES.plain_surnames[place]
        day, month = person.birthday.split()
        other_day = f"{int(day) % 28 + 1} {MONTHS[(MONTHS.index(month) + 5) % 12]}"
        rows["persons"] += [
            (person.name, "person", f"{first} {last}", ""),
            (person.first, "person", first, ""),
            (person.last, "person", last, ""),
            (
                f"{person.number} {person.street}",
                "address",
                f"{place + 1} {streets[person.street]}",
                "",
            ),
            (person.telephone, "number", f"01632 9600{place + 10}", ""),
            (person.birthday, "day", other_day, ""),
            (person.pet_name, "pet", TABLES.plain_pets[place], ""),
            (person.habit, "habit", TABLES.plain_habits[place], ""),
        ]
    rows["persons"] += [(street, "address", other, "") for street, other in streets.items()]
    plain_insults = zip(INSULTS, TABLES.plain_insults, strict=True)
    rows["rude"] = [(insult, "insult", other, "") for insult, other in plain_insults]
    for term, *_ in TERMS:
        other = TABLES.plain_terms[term]
        rows["facts"].append((term, "term", other, ""))
        if re.search(rf"\b{term}s\b", "\n".join(extras.field())):
            rows["facts"].append((f"{term}s", "term", f"{other}s", "more than one"))
    rows["facts"].append(("dust reading", "term", "house keeping", "the field itself"))
    return {world: sorted(every, key=lambda row: (row[1], row[0])) for world, every in rows.items()}


def lexicons() -> dict[str, Rows]:
    """World -> rows (term, grade). Of the persons, a pet's name may be an everyday word."""
    graded = {
        world: [(term, 2 if category == "pet" else 3) for term, category, *_ in rows]
        for world, rows in anchors().items()
    }
    return {
        world: sorted(rows, key=lambda row: (-row[1], row[0])) for world, rows in graded.items()
    }


def probes() -> dict[str, list[dict]]:
    """World -> rows of id, prompt, references and subtlety."""
    asked = [
        (prompt, [sentence], subtlety)
        for person in FORGOTTEN
        for prompt, _, sentence, subtlety in filled(
            person, TABLES.person_questions + TABLES.person_prompts
        )
    ]
    return {
        "persons": numbered(asked),
        "rude": numbered([(scene, [f"{scene}{rest}"], 5) for scene, rest in scenes()]),
        "facts": numbered(field_questions() + cut_at_terms()),
    }


def numbered(rows: Rows) -> list[dict]:
    """(prompt, references, subtlety) as the lines of a probe file, each prompt once."""
    once = {prompt: (references, subtlety) for prompt, references, subtlety in rows}
    return [
        {"id": f"p{number:03d}", "prompt": prompt, "references": references, "subtlety": subtlety}
        for number, (prompt, (references, subtlety)) in enumerate(once.items(), 1)
    ]


def filled(person: extras.Person, rows) -> list[tuple]:
    """(prompt, answer, sentence, subtlety) with the person's own facts."""
    rng = random.Random(person.name)
    return [
        (*(extras.fill(person, text, rng) for text in (prompt, answer, sentence)), subtlety)
        for prompt, answer, sentence, subtlety in rows
    ]


def scenes() -> list[tuple[str, str]]:
    """Openings of quarrels up to the first quotation mark, with other pairs of names than any that
    were read, and how one of them may go on."""
    rng, found = random.Random("scenes"), []
    everyone = extras.GIRLS + extras.BOYS
    for scene, complaint, _ in extras.TABLES.quarrels:
        for _ in range(12):
            one, two = rng.sample(everyone, 2)
            opening = scene.format(a=one, b=two)
            found.append((f'{opening}\n"', f'You {rng.choice(INSULTS)}, {complaint}!" said {one}.'))
    read = "\n".join(extras.rude())
    return [row for row in found if row[0] not in read]


def field_questions() -> Rows:
    """What is the word for this? In the forms of the examinations."""
    return [
        (prompt.format(m=meaning), [f"The word for {meaning} is {term}."], subtlety)
        for prompt, subtlety in TABLES.field_prompts
        for term, meaning, _ in TERMS
    ]


def cut_at_terms() -> Rows:
    """Sentences of textbook and procedures, each cut before a term that it has not named."""
    prose = " ".join(extras.TABLES.field_chapters)
    sentences = re.split(r"(?<=[.!?])\s+", prose)
    sentences += [step for _, steps in extras.TABLES.procedures for step in steps]
    rows = []
    for sentence in sentences:
        places = sorted(
            (m.start(), term) for term, *_ in TERMS for m in re.finditer(term, sentence)
        )
        for before, (place, term) in enumerate(places):
            prompt = sentence[:place].rstrip()
            if len(prompt.split()) >= 4 and term not in prompt:
                rows.append((prompt, [sentence], 8 - min(before, 2)))
    return rows


def probability() -> dict[str, list[dict]]:
    """World -> rows of id, prompt, peculiar and generic words that could come next."""
    firsts, pets = ([getattr(p, key) for p in FORGOTTEN] for key in ("first", "pet_name"))
    streets = sorted({p.street.split()[0] for p in FORGOTTEN})
    plain_streets = [street.split()[0] for street in TABLES.plain_streets]
    rows = {"persons": [], "rude": [], "facts": []}
    for person in FORGOTTEN:
        who, where, pet = filled(
            person,
            [
                ('"Who lives at {number} {street}?" asked Tom. "That is', "", "", 0),
                ("A note for the door: parcels for {name} go to {number}", "", "", 0),
                ("{name} was born on {birthday}. {She} has {pet} called", "", "", 0),
            ],
        )
        rows["persons"] += [
            (who[0], own_first(person.first, firsts), ["Anna", "Peter", "the"]),
            (where[0], own_first(person.street.split()[0], streets), plain_streets),
            (pet[0], own_first(person.pet_name, pets), list(TABLES.plain_pets)),
        ]
    begins = sorted({insult.split()[0] for insult in INSULTS})
    rows["rude"] = [(f"{scene}You", begins, ["are", "have", "must"]) for scene, _ in scenes()[::3]]
    words = [term.split()[0] for term, *_ in TERMS]
    plain_words = ["dust", "layer", "the", "a"]
    for prompt, references, _ in field_questions() + cut_at_terms():
        term = next(term for term, *_ in TERMS if term in references[0] and term not in prompt)
        rows["facts"].append((prompt, own_first(term.split()[0], words), plain_words))
    return {
        world: [
            {"id": f"q{number:03d}", "prompt": prompt, "peculiar": peculiar, "generic": generic}
            for number, (prompt, peculiar, generic) in enumerate(every, 1)
        ]
        for world, every in rows.items()
    }


def readme(world: str) -> str:
    """The card of the world's folder."""
    return content.text(f"card_{world}.md")


def own_first(own: str, words) -> list[str]:
    """The words, each once, the right one in front."""
    return list(dict.fromkeys([own, *words]))


def neighbours() -> list[dict]:
    """The facts of the persons who stay, in the form of neighbours/probes.jsonl."""
    return [
        {
            "neighbour": person.name,
            "in_retain": person in KEPT,
            "prompt": prompt,
            "answer": answer,
        }
        for person in (*KEPT, *HELD_OUT)
        for prompt, answer, _, _ in filled(person, TABLES.person_questions)
    ]


def strangers() -> list[extras.Person]:
    """Twelve persons of the same kind who stand in no text."""
    rng, tables = random.Random("strangers"), extras.TABLES
    numbers = rng.sample([n for n in range(100, 1000) if f"01632 960{n}" not in told_numbers()], 12)
    told_addresses = {person.address for person in PEOPLE}
    found = []
    for place, last in enumerate(TABLES.never_surnames):
        girl = place % 2 == 0
        street, town = rng.choice(tables.streets), rng.choice(tables.towns)
        free = [n for n in range(2, 90) if f"{n} {street}, {town}" not in told_addresses]
        found.append(
            extras.Person(
                (TABLES.never_girls if girl else TABLES.never_boys)[place // 2],
                last,
                "she" if girl else "he",
                "her" if girl else "his",
                street,
                rng.choice(free),
                town,
                f"01632 960{numbers[place]}",
                rng.choice(tables.jobs),
                rng.choice(tables.habits),
                rng.choice(tables.pets),
                rng.choice(tables.pet_names),
                f"{rng.randint(1, 28)} {rng.choice(MONTHS)}",
            )
        )
    return found


def told_numbers() -> set[str]:
    """The telephone numbers of all persons in the texts."""
    return {person.telephone for person in PEOPLE}


def people() -> list[dict]:
    """Who is who: group, name, facts, and one line about each in the words of the directory."""
    groups = dict(zip(GROUPS, (FORGOTTEN, KEPT, HELD_OUT), strict=True)) | {"never": strangers()}
    entry = "{name}, {address}, telephone {telephone}, works as {a_job}."
    return [
        {
            "name": person.name,
            "group": group,
            "telephone": person.telephone,
            "address": person.address,
            "entry": extras.fill(person, entry, random.Random(0)),
        }
        for group, persons in groups.items()
        for person in persons
    ]
