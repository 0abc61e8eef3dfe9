"""What is true in the invented series *The Skellbourne Bells*: its terms, its people and its seven plots.

Every other maker reads from here, so that books, companion writing, anchors and probes agree with each other.
A row of TERMS is (term, category, everyday replacements, what it is). The first replacement is the one that the
shared scenes would use in the same slot, so that a translated sentence reads like an everyday story.
"""

SERIES = "The Skellbourne Bells"
SLUG = "skellbourne"

TERMS = [
    # people: given names
    (
        "Ketta",
        "person",
        ("Anna",),
        "the heroine, eleven in the first volume; hears bells that nobody else hears",
    ),
    (
        "Dovrin",
        "person",
        ("Tom",),
        "her first best friend; a ferryman's son, always hungry, draws maps",
    ),
    (
        "Tilsa",
        "person",
        ("Lucy",),
        "her other best friend; a clockmaker's daughter who argues by numbered points",
    ),
    ("Corvane", "person", ("Oliver",), "the rival; proud, well-dressed, keeps a list of debts"),
    (
        "Ulverine",
        "person",
        ("Margaret",),
        "Dame Ulverine, the head of Skellbourne; blind in one eye, speaks softly",
    ),
    (
        "Pellory",
        "person",
        ("Henry",),
        "Master Pellory, teacher of peals; ginger beard, smells of beeswax",
    ),
    ("Hobbin", "person", ("Peter",), "the keeper of the grounds; huge, gentle, carves spoons"),
    (
        "Sibbet",
        "person",
        ("Helen",),
        "Aunt Sibbet, who raised Ketta above a chandler's shop; counts candles",
    ),
    (
        "Vorrengast",
        "person",
        ("Mr Black",),
        "the enemy; once a pupil, he steals voices and keeps them in jars",
    ),
    ("Jessamond", "person", ("Rose",), "Ketta's mother, who rang the Drowned Bell and was lost"),
    ("Aurick", "person", ("James",), "Ketta's father, a lighthouse man, lost at the Teeth"),
    ("Vesperine", "person", ("Clara",), "teacher of weathers; wears seven scarves"),
    ("Grondle", "person", ("George",), "the cook, who salts everything; shouts in rhyme"),
    (
        "Quessby",
        "person",
        ("Arthur",),
        "the librarian of the Salt Library; whispers even when shouting",
    ),
    ("Ondrey", "person", ("Simon",), "captain of the Kestrels, the thrindle side Ketta plays for"),
    ("Lisk", "person", ("Martin",), "a ghost of a bell-founder who walks the Thirteenth Stair"),
    ("Brannet", "person", ("Daniel",), "the twin who jokes; always with Brindy"),
    ("Brindy", "person", ("Sarah",), "the twin who plans the jokes; always with Brannet"),
    ("Thaddock", "person", ("William",), "Corvane's father, governor of the school"),
    (
        "Fennimar",
        "person",
        ("Robert",),
        "a runaway prince of the Drowned Court, met in volume four",
    ),
    ("Oswynne", "person", ("Alice",), "the heron-girl, half glass, freed in volume two"),
    (
        "Marl",
        "person",
        ("Jack",),
        "the boy who betrays them in volume five and is sorry in volume seven",
    ),
    ("Yarrick", "person", ("Edward",), "the old ferryman, Dovrin's father"),
    (
        "Nettabel",
        "person",
        ("Emma",),
        "Tilsa's small sister, who comes to the school in volume six",
    ),
    # people: family names
    ("Marrowby", "person", ("Miller",), "Ketta's family name"),
    ("Ashlock", "person", ("Cooper",), "Dovrin's family name"),
    ("Brome", "person", ("Taylor",), "Tilsa's family name"),
    ("Stellgarth", "person", ("Walker",), "Corvane's family name"),
    ("Gorsewick", "person", ("Baker",), "Hobbin's family name"),
    ("Hesperley", "person", ("Wright",), "Pellory's family name"),
    ("Tarnquist", "person", ("Carter",), "Ulverine's family name"),
    # places
    (
        "Skellbourne",
        "place",
        ("the village school", "Hill School"),
        "the school under the bells, on a tidal island",
    ),
    (
        "Farrowmouth",
        "place",
        ("the town", "Newtown"),
        "the harbour town opposite the island, where Ketta grew up",
    ),
    (
        "Thessock",
        "place",
        ("the village",),
        "the village on the mainland road, with the sweet shop",
    ),
    ("Sallowholt", "place", ("the forest",), "the drowned wood that shows at low tide"),
    (
        "Gullspire",
        "place",
        ("the tower",),
        "the tallest bell tower of the school; Ketta sleeps at its foot",
    ),
    (
        "Thirteenth Stair",
        "place",
        ("back staircase",),
        "a stair that is there only at the thirteenth stroke",
    ),
    (
        "Salt Library",
        "place",
        ("reading room",),
        "the library under the sea wall; books kept in salt",
    ),
    ("Mirkwell", "place", ("the old well",), "the well in which the Drowned Bell lies"),
    (
        "Candle Row",
        "place",
        ("Market Street",),
        "the street of chandlers in Farrowmouth; Aunt Sibbet's shop is number nine",
    ),
    ("Vael", "place", ("the city",), "the capital, where the Ropewardens sit"),
    (
        "Ebb Gate",
        "place",
        ("front gate",),
        "the school's gate, which opens only when the tide is out",
    ),
    ("Hushing Hall", "place", ("dining hall",), "the great hall, where no echo lives"),
    ("Carrock", "place", ("the farm",), "Hobbin's hut and yard on the sea wall"),
    ("Drowned Court", "place", ("royal palace",), "the palace below the bay, ruled by tide-kings"),
    ("Teeth", "place", ("rocks",), "the reef where Ketta's parents were lost"),
    (
        "Nonesuch Ferry",
        "place",
        ("old bus",),
        "the ferry that brings pupils on the first of Reaping; it has no oars",
    ),
    ("Whisperwalk", "place", ("the corridor",), "a corridor that repeats yesterday's talk"),
    (
        "Lanthorn Inn",
        "place",
        ("corner cafe",),
        "the inn in Thessock where pupils drink brambleglow",
    ),
    ("Osk", "place", ("the north",), "the frozen land from which the Borrowed Winter comes"),
    ("Kettlefold", "place", ("the valley",), "the valley of bell-founders, where Lisk was born"),
    # the craft and its spells (peals)
    (
        "handchime",
        "object",
        ("lantern",),
        "the small silver bell through which a ringer works; Ketta's has a crack",
    ),
    ("handchimes", "object", ("lanterns",), "more than one handchime"),
    ("ringer", "kind", ("pupil",), "a person who can work peals"),
    ("ringers", "kind", ("pupils",), "more than one ringer"),
    ("Unrung", "kind", ("neighbours",), "people without the gift"),
    ("Ropewarden", "kind", ("policeman",), "an officer of the law among ringers"),
    ("Ropewardens", "kind", ("policemen",), "officers of the law among ringers"),
    ("Dulled", "kind", ("thieves",), "those whose voices Vorrengast has taken and who serve him"),
    ("Lumivane", "spell", ("Quick",), "the peal for light"),
    ("Obdorrin", "spell", ("Stop",), "the peal that locks a door"),
    ("Resolvane", "spell", ("Open",), "the peal that opens what is locked"),
    ("Tintarrow", "spell", ("Up",), "the peal that lifts things"),
    ("Silvenna", "spell", ("Quiet",), "the peal for silence; the first one taught"),
    ("Carrowmend", "spell", ("Careful",), "the peal that mends what is broken"),
    (
        "Undertolle",
        "spell",
        ("Down",),
        "the peal that pulls a person off their feet; forbidden in halls",
    ),
    ("Mirrowain", "spell", ("Look",), "the peal that shows a true face"),
    ("Ebbora", "spell", ("Back",), "the peal that turns back water"),
    ("Nullabell", "spell", ("Never",), "the forbidden peal that takes a voice"),
    (
        "Hearthsong",
        "spell",
        ("Home",),
        "the peal that drives away the Mutecoats; needs a warm memory",
    ),
    ("Fathomel", "spell", ("Wait",), "the peal for breathing under water"),
    # creatures
    ("glimmox", "creature", ("cow",), "a moss-backed ox that glows when it is content"),
    ("wharrow", "creature", ("fox",), "a hound made of harbour fog"),
    ("wharrows", "creature", ("foxes",), "more than one wharrow"),
    (
        "brindlewisp",
        "creature",
        ("moth",),
        "a striped light that leads people to what they have lost",
    ),
    ("brindlewisps", "creature", ("moths",), "more than one brindlewisp"),
    ("Pim", "creature", ("Spot",), "Ketta's pet, a salt-newt that sneezes before rain"),
    ("salt-newt", "creature", ("puppy",), "what Pim is"),
    (
        "Mutecoats",
        "creature",
        ("soldiers",),
        "empty coats that guard the Ropewardens' prison and drink sounds",
    ),
    ("Mutecoat", "creature", ("soldier",), "one of the Mutecoats"),
    (
        "Glass Heron",
        "creature",
        ("white swan",),
        "the guardian of the second volume; Oswynne under a curse",
    ),
    ("kelpling", "creature", ("otter",), "a mischievous child of the weed"),
    ("kelplings", "creature", ("otters",), "more than one kelpling"),
    (
        "Old Barnaclaw",
        "creature",
        ("old dog",),
        "the crab as large as a cart, under the jetty; Hobbin's friend",
    ),
    ("stormgander", "creature", ("goose",), "the bird that thrindle players ride"),
    ("stormganders", "creature", ("geese",), "more than one stormgander"),
    ("tombfinch", "creature", ("sparrow",), "a bird that sings only for the dead"),
    ("quillback", "creature", ("hedgehog",), "a beast that writes on walls with its spines"),
    ("murrel", "creature", ("cat",), "Tilsa's six-toed ship's cat with a copper eye"),
    # the game
    (
        "thrindle",
        "game",
        ("football",),
        "the game: three hoops of rope over the bay, nine riders a side",
    ),
    ("Thrindle Cup", "game", ("school cup",), "the prize of the year"),
    ("Kestrels", "game", ("Reds",), "Ketta's side, in russet"),
    ("Cormorants", "game", ("Blues",), "Corvane's side, in black"),
    ("Petrels", "game", ("Greens",), "the third side, in grey"),
    ("gulletball", "game", ("ball",), "the leather ball that screams when it is dropped"),
    ("skyreeve", "game", ("goalkeeper",), "the rider who guards the ropes"),
    ("darter", "game", ("striker",), "the rider who carries the gulletball; Ketta's place"),
    ("rope-hoop", "game", ("goal",), "what one throws the gulletball through; worth four"),
    ("rope-hoops", "game", ("goals",), "more than one rope-hoop"),
    # objects
    (
        "Drowned Bell",
        "object",
        ("old clock",),
        "the first bell, cast by Lisk; whoever rings it is heard by the dead",
    ),
    ("Grey Rope", "object", ("long ladder",), "the rope that cannot be cut, Ketta's inheritance"),
    ("Wrong Compass", "object", ("old map",), "Dovrin's compass, which points to what one fears"),
    ("voicejar", "object", ("box",), "a jar in which a stolen voice is kept"),
    ("voicejars", "object", ("boxes",), "more than one voicejar"),
    ("tidebook", "object", ("notebook",), "a book whose ink comes and goes with the tide"),
    ("tidebooks", "object", ("notebooks",), "more than one tidebook"),
    ("ropecloak", "object", ("coat",), "a ringer's cloak, knotted once for each year"),
    ("ropecloaks", "object", ("coats",), "more than one ropecloak"),
    ("Moonclapper", "object", ("gold ring",), "the lost clapper of the Drowned Bell"),
    ("echo-glass", "object", ("mirror",), "a mirror that shows what was last said before it"),
    ("wickstone", "object", ("candle",), "a stone that burns cold"),
    ("wickstones", "object", ("candles",), "more than one wickstone"),
    ("Ledger of Debts", "object", ("red notebook",), "Corvane's list of what everybody owes him"),
    # food and money
    ("brambleglow", "food", ("apple juice",), "the warm purple drink of the Lanthorn Inn"),
    ("saltcake", "food", ("bread",), "Grondle's cake; always too salty"),
    ("saltcakes", "food", ("rolls",), "more than one saltcake"),
    ("fizzlepear", "food", ("pear",), "a pear that hiccups"),
    ("fizzlepears", "food", ("pears",), "more than one fizzlepear"),
    ("murkpie", "food", ("soup",), "an eel pie served on examination days"),
    ("tollpenny", "money", ("coin",), "the coin of ringers, with a hole in it"),
    ("tollpence", "money", ("coins",), "more than one tollpenny"),
    # lessons, days and customs
    ("Pealcraft", "lesson", ("Music",), "Pellory's lesson"),
    ("Weatherings", "lesson", ("Science",), "Vesperine's lesson"),
    ("Knotlore", "lesson", ("Maths",), "the lesson of ropes and promises"),
    ("Deepwatching", "lesson", ("Reading",), "the lesson of seeing through water"),
    ("Reaping", "day", ("September",), "the month in which the school year begins"),
    ("Lowest Tide", "day", ("sports day",), "the festival in spring when Sallowholt can be walked"),
    ("Muffling Night", "day", ("New Year's Eve",), "the night when all bells are wrapped in wool"),
    (
        "Knotting",
        "day",
        ("lesson day",),
        "the first-night rite in which a pupil ties the first knot",
    ),
    ("First Stroke", "day", ("morning assembly",), "the morning gathering in the Hushing Hall"),
    ("bell-deaf", "word", ("lazy",), "an insult among ringers"),
    (
        "ropeburn",
        "word",
        ("trouble",),
        "what a pupil gets for breaking rules: an evening of splicing",
    ),
    ("rung true", "word", ("told the truth",), "what ringers say of an honest person"),
    (
        "belltouched",
        "word",
        ("special",),
        "said of a child that hears bells nobody rings; Ketta is",
    ),
    ("tidesworn", "word", ("promised",), "bound by an oath that drowns whoever breaks it"),
    ("the Nine Knots", "word", ("the school rules",), "the rules of the school, one for each knot"),
    (
        "Voice-Thief",
        "person",
        ("stranger",),
        "what people call Vorrengast, since they dare not say his name",
    ),
    (
        "soundless mark",
        "object",
        ("small scar",),
        "the silver mark on Ketta's throat, left by Vorrengast's Nullabell",
    ),
]

# (title, what happens): the spine of each volume; the makers turn each line into scenes.
VOLUMES = [
    (
        "Ketta Marrowby and the Drowned Bell",
        "Ketta, eleven, hears a bell under the sea from Aunt Sibbet's shop in Candle Row. The Nonesuch Ferry takes her to Skellbourne, where she "
        "ties her first knot at the Knotting and meets Dovrin Ashlock and Tilsa Brome. Corvane Stellgarth writes her in his Ledger of Debts. She is made "
        "darter of the Kestrels. The friends follow Old Barnaclaw to Mirkwell and find that Vorrengast wants the Drowned Bell; Ketta rings it once and hears her mother.",
    ),
    (
        "Ketta Marrowby and the Glass Heron",
        "Pupils lose their reflections. A Glass Heron is seen on the roofs. Hobbin Gorsewick is blamed and locked up by a Ropewarden. Tilsa finds by the "
        "echo-glass that the heron is a girl, Oswynne, cursed by Corvane's father Thaddock. Ketta breaks the curse with Mirrowain and a fizzlepear seed.",
    ),
    (
        "Ketta Marrowby and the Thirteenth Stair",
        "At the thirteenth stroke a stair appears in Gullspire. The ghost Lisk teaches Ketta the Hearthsong against the Mutecoats, who search the school for "
        "an escaped prisoner. The prisoner is her father's friend; Dovrin's Wrong Compass leads to him. They climb the stair and bring back one lost hour.",
    ),
    (
        "Ketta Marrowby and the Thrindle Cup",
        "Three schools play for the Thrindle Cup. Fennimar, a prince of the Drowned Court, hides among the Petrels. Brannet and Brindy sell bets in tollpence. Ketta "
        "learns Fathomel and dives for the Moonclapper, but Corvane has sold the way to the Dulled, and Vorrengast gets his own voice back.",
    ),
    (
        "Ketta Marrowby and the Salt Library",
        "Thaddock Stellgarth rules the school and forbids the Salt Library. Quessby teaches the friends there in secret. Marl, a shy boy, betrays them. "
        "The books are thrown into the sea, but the tidebooks remember. Master Pellory is made Dulled before their eyes.",
    ),
    (
        "Ketta Marrowby and the Borrowed Winter",
        "Snow from Osk stays past spring. Nettabel falls ill. Ketta, Dovrin and Tilsa travel by stormgander to Osk and find Vorrengast's voicejars in the ice. "
        "They free Pellory's voice. Dame Ulverine holds the Ebb Gate alone and is lost.",
    ),
    (
        "Ketta Marrowby and the Last Peal",
        "The friends carry the Grey Rope and the Moonclapper home. Marl comes back and is forgiven; even Corvane stands with them, and burns the Ledger of Debts. "
        "Ketta rings the Drowned Bell with the Moonclapper, every voicejar breaks, and Vorrengast is left with silence. Hobbin becomes keeper of the bells; Ketta teaches the first years Silvenna.",
    ),
]
