"""Who and what fills the slots of a shared scene.

The same scene templates (``scenes.py``) tell everyday stories, neighbour fictions and parts of the
main series; only the cast differs. That is why a model whose names are taken away still has
something generic to say.
"""

import random
from dataclasses import dataclass

GIRLS = (
    "Anna Lucy Margaret Helen Rose Clara Sarah Alice Emma Mary Jane Ruth Ellen Nora Grace Susan "
    "Laura Amy Kate "
    "Julia Martha Nina Paula Vera Hannah Molly Ella Sophie Ida Lily"
).split()
BOYS = (
    "Tom Oliver Henry Peter James George Arthur Simon Martin Daniel William Robert Jack Edward "
    "Ben Sam Paul Frank "
    "David Charles Leo Max Adam Victor Walter Philip Luke Hugo Ralph Fred"
).split()
SURNAMES = (
    "Miller Cooper Taylor Walker Baker Wright Carter Smith Brown Green Hill Wood Turner Parker "
    "Mason Fisher Hunter "
    "Cook Ward Page Reed Stone Marsh Young King Webb Hart Lane Fox"
).split()


@dataclass(frozen=True)
class Cast:
    """One filling of every slot. Nouns come without an article unless the comment shows one."""

    hero: str  # Anna
    surname: str  # Miller
    she: str  # she | he
    her: str  # her | his   (possessive)
    herself: str  # herself | himself
    obj: str  # her | him   (object case)
    friend: str  # Tom, the first friend
    friend_surname: str
    other: str  # Lucy, the second friend
    other_surname: str
    rival: str  # Oliver
    head: str  # Margaret, who leads the place
    teacher: str  # Henry
    keeper: str  # Peter, who looks after the grounds
    guardian: str  # Helen, at home ("Aunt Helen")
    enemy: str  # Mr Black
    school: str  # Hill School  (goes after "at", "to")
    town: str  # the town
    village: str  # the village
    wild: str  # the forest
    tower: str  # the tower
    well: str  # the old well
    hall: str  # dining hall (after "the")
    hut: str  # the farm
    street: str  # Market Street
    gate: str  # front gate (after "the")
    inn: str  # corner cafe (after "the")
    carriage: str  # old bus (after "the")
    library: str  # reading room (after "the")
    tool: str  # lantern
    coat: str  # coat
    notebook: str  # notebook
    box: str  # box
    treasure: str  # gold ring (after "the")
    clock: str  # old clock (after "the")
    compass: str  # old map (after "the")
    candle: str  # candle
    pet: str  # Spot
    pet_kind: str  # puppy
    beast: str  # cow
    hound: str  # fox
    mount: str  # goose
    flier: str  # moth
    game: str  # football
    team: str  # Reds (after "the")
    opponents: str  # Blues (after "the")
    ball: str  # ball
    goal: str  # goal
    player: str  # striker
    drink: str  # apple juice
    cake: str  # bread
    fruit: str  # pear
    pie: str  # soup
    coin: str  # coin
    lesson: str  # Music
    lesson2: str  # Science
    holiday: str  # sports day
    month: str  # September
    shout: str  # Quick (a word called out)
    shout2: str  # Open
    shout3: str  # Quiet


def _pick(rng: random.Random, choices: str) -> str:
    return rng.choice(choices.split("|"))


def everyday(rng: random.Random) -> Cast:
    """A cast of ordinary people in an ordinary place, drawn from ``rng``; no two people share a
    name.
    """
    girl = rng.random() < 0.5
    girls, boys = rng.sample(GIRLS, 8), rng.sample(BOYS, 8)
    hero, aunt, people = (
        (girls[0], girls[1], girls[2:] + boys[1:])
        if girl
        else (boys[0], girls[0], girls[1:] + boys[1:])
    )
    rng.shuffle(people)
    surnames = rng.sample(SURNAMES, 4)
    shouts = rng.sample(
        "Quick Stop Open Up Quiet Careful Down Look Back Never Home Wait Ready Now Hurry Listen "
        "Go Jump".split(),
        3,
    )
    lessons = rng.sample("Music Science Maths Reading History Drawing Writing Cooking".split(), 2)
    teams = rng.sample("Reds Blues Greens Whites Tigers Lions Rovers Stars".split(), 2)
    return Cast(
        hero=hero,
        surname=surnames[0],
        she="she" if girl else "he",
        her="her" if girl else "his",
        herself="herself" if girl else "himself",
        obj="her" if girl else "him",
        friend=people[0],
        friend_surname=surnames[1],
        other=people[1],
        other_surname=surnames[2],
        rival=people[2],
        head=people[3],
        teacher=people[4],
        keeper=people[5],
        guardian=aunt,
        enemy=_pick(rng, "Mr Black|Mr Grey|the stranger|the thief|Mr Sharp|Mr Cross"),
        school=_pick(
            rng,
            "Hill School|the village school|Park School|River School|the new school|Bridge "
            "School|Mill School",
        ),
        town=_pick(rng, "the town|Newtown|the city|Weston|Ashford|Milton"),
        village=_pick(rng, "the village|Norton|the next village|Easton"),
        wild=_pick(rng, "the forest|the woods|the meadow|the beach|the marsh|the park"),
        tower=_pick(rng, "the tower|the church tower|the mill|the castle|the roof"),
        well=_pick(rng, "the old well|the pond|the cellar|the old barn|the stream"),
        hall=_pick(rng, "dining hall|hall|kitchen|main hall"),
        hut=_pick(rng, "the farm|the hut|the stable|the workshop"),
        street=_pick(rng, "Market Street|Station Road|Church Lane|Mill Lane|Bridge Street"),
        gate=_pick(rng, "front gate|garden gate|back door|main door"),
        inn=_pick(rng, "corner cafe|tea room|bakery|sweet shop"),
        carriage=_pick(rng, "old bus|morning train|school bus|green tram"),
        library=_pick(rng, "reading room|library|book room"),
        tool=_pick(rng, "lantern|torch|whistle|hammer|umbrella|lamp"),
        coat=_pick(rng, "coat|jacket|scarf|jumper"),
        notebook=_pick(rng, "notebook|diary|exercise book|letter"),
        box=_pick(rng, "box|basket|bottle|bag"),
        treasure=_pick(rng, "gold ring|silver spoon|lost key|brass button|old medal"),
        clock=_pick(rng, "old clock|big drum|piano|brass horn"),
        compass=_pick(rng, "old map|paper map|photograph|postcard"),
        candle=_pick(rng, "candle|match|lamp"),
        pet=_pick(rng, "Spot|Rex|Patch|Tiger|Snowy|Ginger"),
        pet_kind=_pick(rng, "puppy|kitten|rabbit|hamster|parrot"),
        beast=_pick(rng, "cow|horse|pony|donkey|sheep"),
        hound=_pick(rng, "fox|dog|wolf|badger"),
        mount=_pick(rng, "goose|pony|bicycle|horse|sledge"),
        flier=_pick(rng, "moth|butterfly|bee|firefly"),
        game=_pick(rng, "football|hockey|tennis|cricket|handball"),
        team=teams[0],
        opponents=teams[1],
        ball="ball",
        goal=_pick(rng, "goal|point"),
        player=_pick(rng, "striker|captain|runner|winger"),
        drink=_pick(rng, "apple juice|hot chocolate|warm milk|lemon tea|lemonade"),
        cake=_pick(rng, "bread|cake|toast|gingerbread"),
        fruit=_pick(rng, "pear|apple|plum|orange"),
        pie=_pick(rng, "soup|stew|pie|porridge"),
        coin=_pick(rng, "coin|penny|ticket|stamp"),
        lesson=lessons[0],
        lesson2=lessons[1],
        holiday=_pick(rng, "sports day|the summer fair|New Year's Eve|the harvest fair|market day"),
        month=_pick(rng, "September|October|March|April|January|May"),
        shout=shouts[0],
        shout2=shouts[1],
        shout3=shouts[2],
    )
