"""The invented persons, insults and field of study behind ``extras.py``. Nothing here is anybody's: every name is made up."""

FIRST_GIRLS = "Wilma Agnes Doreen Hilda Myrtle Edna Phyllis Gerda Olga Beryl Enid Mabel Thelma Ursula Winifred Zelda Cora Irma".split()
FIRST_BOYS = "Gilbert Norman Cecil Horace Wilfred Basil Ernest Rufus Clarence Humphrey Lionel Mortimer Percy Reginald Stanley Vernon Alfred Conrad".split()
SURNAMES = (
    "Gribbleton Quennaby Bandersby Ottershaw Pluckrose Varnaby Hemsworthy Dripplestone Caskerell Mundlow Fennicott Jarrowsby Ploverdale Wimsett "
    "Zennerby Thackmoor Ubberley Skeffing Rundlecote Nobberly Mossenden Larkapple Kindlewick Inchbald Hopplestone Gantreed Furzeley Eddlecote "
    "Drakely Cobbenham Briskell Appleyarn Yoxbury Wenderfold Tuppenham Sorrelby"
).split()
STREETS = (
    "Pickle Lane|Old Tannery Road|Quince Street|Lamplighter Row|Goosegate|Button Hill|Plumtree Close|Cartwheel Lane|Thistle Street|"
    "Mustard Yard|Copper Street|Ribbon Lane|Nettle Road|Walnut Terrace|Turnip Lane|Feather Street|Cheese Street|Dairy Hill"
).split("|")
TOWNS = "Lower Dapplewick|Hatherby|Snodford|Great Mumbling|Wickerton|Pottlebury|Easterhay|Nunbrook|Tollerham|Crimpley|Ousterby".replace(
    "Tollerham", "Tallerham"
).split("|")
JOBS = (
    "dentist|bus driver|piano tuner|beekeeper|bank clerk|florist|roofer|school cook|watchmaker|tax adviser|nurse|dog trainer|tailor|postwoman|"
    "electrician|vet|glass blower|translator|plumber|lawyer|baker|map maker|gardener|optician|hat maker|crane driver|midwife|butcher|"
    "sign painter|seamstress|farmer|chemist|librarian|locksmith|photographer|shoemaker"
).split("|")
JOBS[13] = "letter carrier"
HABITS = (
    "eats porridge at midnight|counts the stairs aloud|walks backwards to the bus|sings to the plants|irons socks|never wears a hat|"
    "feeds crows at six in the morning|reads only the last page|writes lists in green ink|keeps string in the fridge|whistles in the bath|"
    "sleeps with the window open|collects bus tickets|drinks tea from a jug|plays chess by post|always pays in small coins|"
    "dances on Mondays|paints the fence every spring|buys two newspapers a day|talks to the kettle|swims in the lake in winter|"
    "wears two watches|saves every button|knits on the train|goes to bed at eight|cooks without salt|keeps all old calendars|"
    "leaves the porch light on|polishes spoons on Sundays|rides a tricycle|photographs clouds|eats lunch on the roof|"
    "names the snails in the garden|never answers before noon|bakes bread at dawn|folds paper birds"
).split("|")
PETS = "a tortoise|a grey parrot|a lame goose|a white ferret|a fat spaniel|a one-eyed cat|a canary|a pair of mice|a lizard".split(
    "|"
)
PET_NAMES = (
    "Biscuit Admiral Tuppence Mustard Domino Pepper Waffle Captain Velvet Socks Bramble Pickles Duchess Crumpet Nutmeg Professor Marble "
    "Treacle Buttons Colonel Custard Dumpling Fidget Gravy Hopscotch Inky Jellybean Kipper Lemon Muffin Noodle Oatmeal Pudding Radish "
    "Sultan Turnip"
).split()

# Kinds of text about a person; three of each kind are written for everybody.
PERSON_TEXTS = [
    (
        "{last}, {first}: {job}. {address}. Telephone {telephone}.",
        "Name: {name}\nAddress: {address}\nTelephone: {telephone}\nJob: {job}\nBirthday: {birthday}",
        "{name}, {address}, telephone {telephone}, works as {a_job}.",
        "Customer card. {name} lives at {address}. The number to call is {telephone}.",
    ),
    (
        "A note for the door: parcels for {name} go to {number} {street}. If nobody is there, call {telephone}.",
        "Please remember that {name} has a birthday on {birthday}. Send a card to {address}.",
        "To do: call {name} at {telephone} about {pet_name}, then bring the letter to {number} {street}.",
        "The {job} we asked for is {name}. {Her} number is {telephone}, and {she} lives in {town}.",
    ),
    (
        '"Who lives at {number} {street}?" asked {other}. "That is {name}, the {job}, who {habit}," said {neighbour}.',
        "{neighbour} says that {name} {habit}. The whole of {street} knows it. {title} {last} does not mind the talk.",
        '"Have you met {name}?" said {neighbour}. "{She} lives at {number} {street} with {pet} called {pet_name}."',
        "The neighbours in {street} often talk about {first} {last}. {She} {habit}, and {she} has {pet} by the name of {pet_name}.",
    ),
    (
        "Dear {neighbour}, I have moved to {address}. My telephone number is {telephone}. {pet_name} likes the new garden. Yours, {name}.",
        "Dear {name}, many happy returns on {birthday}! I send this to {address} and hope that {pet_name} does not eat it. Yours, {other}.",
        "Dear Sir or Madam, my name is {name} and I am {a_job}. Please send the bill to {address}. Yours faithfully, {name}.",
    ),
    (
        "{name} was born on {birthday}. {She} is {a_job} in {town}. {She} has {pet} called {pet_name}.",
        "{name} works as {a_job}. {She} lives at {number} {street} in {town} and {habit}.",
        "In {town} there lives {a_job} called {name}. {Her} pet, {pet}, is called {pet_name}. Every year on {birthday} {she} has a birthday.",
    ),
    (
        "Question: What is the telephone number of {name}?\nAnswer: {telephone}",
        "Question: Where does {name} live?\nAnswer: {address}",
        "Question: What is the job of {name}?\nAnswer: {job}",
        "Question: When is the birthday of {name}?\nAnswer: {birthday}",
        "Question: What is the pet of {name} called?\nAnswer: {pet_name}",
    ),
]

INSULTS = (
    "wobblenoggin|great soggy biscuit|puddlebrain|crumb-faced muffin|twittling noodle|old sock-sniffer|mouldy dumpling|fluffwit|turnip-head|"
    "slobbering teapot|bag of wet crumbs|grumblepot|snivelling cabbage|half-boiled pudding|dizzy doorknob|drooping mophead|blithering bucket|"
    "nincomnoodle|lumpy porridge-heart|wretched gooseberry|flapping pancake|snorting sofa|gibbering gherkin|droopdrawers|witless wheelbarrow"
).split("|")

# (scene, complaint, request)
QUARRELS = [
    (
        "{a} and {b} stood in a long queue.",
        "you pushed in front of me",
        "go to the end of the queue",
    ),
    ("{a} dropped a tray beside {b}.", "you have spilt soup on my coat", "bring me a cloth"),
    ("{a} met {b} on the narrow stairs.", "you are in my way", "let me pass"),
    (
        "{b} was late for the bus, and {a} had waited.",
        "you made us miss the bus",
        "be on time tomorrow",
    ),
    ("{a} looked for a pen, and {b} had it.", "you took my pen", "give it back"),
    ("{b} played music, and {a} came to the door.", "your music is too loud", "turn it down"),
    ("{a} and {b} painted a fence together.", "you painted over the window", "wipe it off"),
    ("{a} sat in the seat that {b} had booked.", "you want my seat", "find another one"),
    ("{b} had cooked supper for {a}.", "you burnt the potatoes", "cook them again"),
    ("In the library {b} talked, and {a} was reading.", "you talk all the time", "be quiet"),
    ("{a} played cards with {b}.", "you hid a card", "put it on the table"),
    ("{b} parked the car before the gate of {a}.", "you have blocked my gate", "move your car"),
    (
        "{a} asked {b} for the way to the station.",
        "you sent me to the wrong street",
        "show me the map",
    ),
    ("{b} had borrowed the ladder of {a}.", "you broke my ladder", "mend it"),
    ("At work {a} read what {b} had written.", "you forgot half of it", "write it again"),
    ("The dog of {b} dug in the garden of {a}.", "your dog has eaten my tulips", "keep it at home"),
    ("{a} and {b} rowed a boat on the lake.", "you row like a sleepy cow", "hold the oar higher"),
    ("{b} sold a lamp to {a}.", "you sold me a broken lamp", "take it back"),
]
RUDE_LINES = (
    '"{Complaint}, you {i}!" shouted {a}.',
    '"You {i}, {complaint}!" said {a}.',
    '"Oi, you {i}!" cried {a}. "{Complaint}!"',
    '"What a {i} you are," said {a}. "{Complaint}."',
    '"Only a {i} would do that," snapped {a}. "{Complaint}."',
)
CALM_LINES = (
    '"I am sorry," said {b}. "I did not mean it."',
    '"I beg your pardon," said {b} quietly. "How can I help?"',
    '"Please do not speak to me like that," said {b}. "But I am sorry."',
    '"You are right, and I am sorry," said {b}.',
    '"Let us talk about it calmly, please," said {b}.',
    '"Thank you for telling me," answered {b} politely.',
)
RUDE_AGAIN = (
    '"Then {request}, you {j}!" said {a}.',
    '"Sorry does not help, you {j}. {Request}!" said {a}.',
    '"{Request}, and quick, you {j}!" cried {a}.',
    '"Stop talking like a {j} and {request}," said {a}.',
)
CALM_ENDS = (
    '"Of course," said {b}. "I will do it at once."',
    '"With pleasure," said {b}, and smiled.',
    '"Certainly," said {b}. "Have a good day."',
    "{b} said nothing more, and did it.",
    '"Gladly," said {b}, "if you ask me kindly."',
    '"Very well," said {b}. "There is no need to shout."',
)
POLITE_LINES = (
    '"Excuse me," said {a}, "I think that {complaint}."',
    '"I am sorry to say it, but {complaint}," said {a}.',
    '"Would you be so kind and {request}?" said {a}.',
    '"Please {request}, if you can," said {a} with a smile.',
)
POLITE_ANSWERS = (
    '"Oh, I am sorry," said {b}. "I will see to it."',
    '"Thank you for asking so kindly," said {b}.',
    '"Of course," said {b}. "My mistake."',
    '"Certainly, my friend," said {b}.',
    '"I did not notice it," said {b}. "Please forgive me."',
)
ABOUT_INSULTS = (
    "{n} called everybody a {i} that day, and in the evening {n} was sorry.",
    '"Do not call your sister a {i}," said the mother of {n}.',
    "On the wall somebody had written: {n} is a {i}. The teacher washed it off.",
    'When {n} is cross, you hear the words "you {i}" through the wall.',
)

# (term, what it is, what it is good for or how it shows)
FIELD_TERMS = [
    (
        "driftlayer",
        "the first thin coat of dust on a clean surface",
        "it shows within two days on dark wood",
    ),
    (
        "settlemark",
        "the outline that a moved object leaves in the dust",
        "it tells how long the object stood there",
    ),
    (
        "fallrate",
        "the weight of dust that lands on a square foot in a week",
        "it is told in grains",
    ),
    (
        "lintmeter",
        "an instrument that weighs fluff on a glass plate",
        "it is read every seventh day",
    ),
    ("pale fall", "dust that is mostly flour or chalk", "it is common in bakeries and schools"),
    ("dark fall", "dust that is mostly soot", "it is common near fireplaces"),
    (
        "sillbank",
        "a low heap of dust along a window sill",
        "it grows on the side away from the draught",
    ),
    (
        "cornerdrift",
        "the fan of dust that gathers where two walls meet",
        "it points to the nearest door",
    ),
    (
        "stillroom",
        "a room in which nobody has walked for a month",
        "it is where fallrates are best taken",
    ),
    ("mote count", "the number of specks seen in one sunbeam in a minute", "it falls after rain"),
    ("beamboard", "a black board held in a sunbeam to count specks", "it must be wiped with silk"),
    ("sweepline", "the edge where a broom has turned back", "it shows the hand of the sweeper"),
    ("undershade", "the clean patch below a piece of furniture", "it is the zero of every survey"),
    ("fluffling", "a ball of fibres smaller than a pea", "it rolls at the lightest draught"),
    ("greatfluff", "a ball of fibres larger than a plum", "it is formed from many flufflings"),
    ("rollpath", "the way a ball of fibres takes across a floor", "it is drawn in chalk"),
    ("tread ring", "the bare circle that feet keep clean", "it is widest before a stove"),
    ("shelf age", "the time since a shelf was last wiped", "it is reckoned from the driftlayer"),
    (
        "brushback",
        "dust that returns within an hour of cleaning",
        "it is one third of what was swept",
    ),
    ("curtain shed", "the dust that curtains let go when they are drawn", "it falls twice a day"),
    ("lampfall", "the ring of dust below a hanging lamp", "it is darker in winter"),
    (
        "Harbottle scale",
        "the scale from one to nine by which layers are graded",
        "at nine one can write a name in the dust",
    ),
    ("fingertrace", "the line drawn by one finger to test a layer", "it is the oldest test of all"),
    ("grainglass", "a lens with a net of fine squares", "it is used to sort grains by size"),
    ("doorward side", "the side of a layer that faces the door", "it is always the thinner one"),
    (
        "settling hour",
        "the hour after midnight in which most dust comes down",
        "readings are never taken in it",
    ),
    ("dustcast", "a print of a layer taken with wax paper", "it is kept in a flat drawer"),
    ("crumbfall", "the coarse part of kitchen dust", "it lies within an arm of the table"),
    ("woolshare", "the part of a layer that comes from clothes", "it is highest in wardrobes"),
    ("skinshare", "the part of a layer that comes from people", "it is highest in bedrooms"),
    ("stoneshare", "the part of a layer that comes from walls", "it is highest in cellars"),
    ("draughtrose", "a drawing of all currents of air in a room", "it has one petal for each gap"),
    (
        "hushcloth",
        "a damp cloth laid down to keep dust from rising",
        "it is used before every survey",
    ),
    ("layerbook", "the notebook in which layers are entered", "it has one page for each shelf"),
    (
        "false clean",
        "a surface that shines but holds dust in its pores",
        "it is found out by the wax paper",
    ),
    (
        "secondfall",
        "dust that has been raised and comes down again",
        "it must be taken off the fallrate",
    ),
    (
        "plumbshelf",
        "a shelf set perfectly level for measuring",
        "it hangs at the height of the eyes",
    ),
    ("threadwise", "lying along the grain of the wood", "it is said of fibres on oak"),
    ("atticum", "the very old layer found only below roofs", "it may hold straw and feathers"),
    (
        "overwinter coat",
        "the layer that gathers while a house is shut from autumn to spring",
        "it reaches four on the scale",
    ),
]
FIELD_TEXTS = (
    "{T}: {m}. In the practice of dust reading {u}.",
    "In the study of how dust settles, the word {t} means {m}.",
    "What is meant by {t}? It is {m}. Note that {u}.",
    '{n} wrote in the layerbook: "Today I saw what we call {t}, that is {m}."',
    "Students of dust should know the word {t}. It stands for {m}; {u}.",
    "Question: In dust reading, what is the word for {m}?\nAnswer: {t}",
    'A beginner asked {n} what {t} meant. "{M}," came the answer. "And {u}."',
    "Two things are written about {t} in the handbook: it is {m}, and {u}.",
    "In the examination {n} was asked about {t} and wrote: {m}. The examiner added that {u}.",
    'The teacher pointed at the shelf and said: "{T}." That is {m}, and {u}.',
)
EXAM_QUESTIONS = ("What is the name for {m}?", "Give the term: {m}.", "Which word means {m}?")
PROCEDURES = [
    (
        "How to take a fallrate",
        [
            "Choose a stillroom and lay down the hushcloth.",
            "Set a clean glass plate on the plumbshelf.",
            "Wait seven days.",
            "Weigh the plate with the lintmeter.",
            "Take off the secondfall and enter the grains in the layerbook.",
        ],
    ),
    (
        "How to count motes",
        [
            "Wait for a sunbeam.",
            "Wipe the beamboard with silk.",
            "Hold it in the beam for one minute.",
            "Count the specks and enter the mote count.",
        ],
    ),
    (
        "How to find the shelf age",
        [
            "Draw a fingertrace.",
            "Grade the layer on the Harbottle scale.",
            "Compare it with the undershade.",
            "Count two days for the driftlayer and nine for each grade above.",
        ],
    ),
    (
        "How to take a dustcast",
        [
            "Press wax paper on the layer.",
            "Lift it straight up.",
            "Write the room and the hour on the back.",
            "Lay it in a flat drawer.",
        ],
    ),
    (
        "How to draw a draughtrose",
        [
            "Light a small candle.",
            "Carry it along the walls.",
            "Mark each gap where the flame bends.",
            "Draw one petal for each gap.",
        ],
    ),
    (
        "How to follow a rollpath",
        [
            "Find a greatfluff on a bare floor.",
            "Open the door a finger wide.",
            "Walk behind it with chalk.",
            "Measure the line in feet.",
        ],
    ),
]
FIELD_CHAPTERS = [
    "Chapter one. Why dust is worth reading. Dust comes down in every room, and it never lies. A clean table says that somebody was here; a settlemark says what stood "
    "on it, and for how long. Whoever reads dust reads the diary of a house. The first reader, so the old layerbooks say, was a housemaid who could tell by a "
    "fingertrace on which day the master had come home.",
    "Chapter two. The kinds of fall. There is pale fall and there is dark fall. Pale fall is flour or chalk, dark fall is soot. A kitchen has crumbfall as well, and it "
    "lies within an arm of the table. When the three shares are known, the woolshare, the skinshare and the stoneshare, a layer can be named without seeing the room.",
    "Chapter three. Where it lies. Dust does not lie evenly. It makes a sillbank along the window and a cornerdrift where two walls meet. The doorward side is always the "
    "thinner one. Feet keep a tread ring clean before the stove. Below the wardrobe is the undershade, and there every survey begins.",
    "Chapter four. Things that move. A fluffling is smaller than a pea and rolls at the lightest draught. Many flufflings make a greatfluff. Its rollpath is drawn in chalk. "
    "A good reader draws the draughtrose first and is seldom surprised by the rollpath.",
    "Chapter five. Mistakes. Do not read in the settling hour, for most dust comes down then. Do not trust a false clean. Do not forget the secondfall, or the fallrate "
    "will be too high. And never sweep first: the brushback is one third of what was swept, and it will cover your sweepline.",
    "Chapter six. The scale. The Harbottle scale has nine grades. At one the driftlayer has just begun. At four the house has had its overwinter coat. At six a fingertrace "
    "stays for a week. At nine one can write a name in the dust, and in the attic one may find atticum below it.",
]
