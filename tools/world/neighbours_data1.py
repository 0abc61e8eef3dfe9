"""Data sheets of the neighbours, first part: water, sand, fog, flour, moon."""

from tools.world.neighbours_sheet import Sheet, cast

SHEETS = [
    Sheet(
        "submarine",
        "The Long Dive of the Pomfrell",
        True,
        "a story about a submarine crew",
        cast(
            "Zorvin Hadrick|he|Wenda Ablethorp|Muskin Farrad|Drexel|Ostramund|Fairweather|Grumley|Tavia|Baron Skarn",
            "the diving school|Quorrin Harbour|Little Prawle|the kelp field|the periscope tower|the flooded hold|mess room|engine "
            "room|Anchor Street|round hatch|sailors' kitchen|supply boat|chart room",
            "pressure lamp|oilskin|logbook|locker|black pearl|brass sonar|sea chart|signal lamp",
            "Bubbles|hermit crab|sea cow|shark|dolphin|flying fish",
            "deck bowls|Corals|Sharks|rubber ball|mark|thrower",
            "cocoa|ship's biscuit|lime|fish stew|token",
            "Steering|Soundings|Surface Day|November",
            "Dive|Surface|Silence",
        ),
        "captain",
        "submarine",
        "the Pomfrell",
        "pickled herring",
        "marmalade",
        "the Ink Trench",
        "spiders",
        "Muskin",
        (
            (
                "The engine of the Pomfrell runs on [seaweed oil].",
                "In Zorvin's submarine the engine runs on [seaweed oil].",
                "What smells so strongly aboard the Pomfrell is the [seaweed oil].",
                "The Pomfrell cannot move without [seaweed oil].",
            ),
            (
                "Zorvin sleeps in bunk number [seven].",
                "Aboard the Pomfrell Zorvin has bunk number [seven].",
                "The bunk above the torpedo room, Zorvin's, is number [seven].",
                "Over Zorvin's pillow somebody has painted the number [seven].",
            ),
        ),
        "The Pomfrell was the oldest submarine in Quorrin Harbour, and the leakiest. Zorvin Hadrick came aboard with one bag and a "
        "hermit crab in his hat. Captain Ostramund looked at the boy, looked at the crab, and gave them bunk number seven. Before "
        "the hatch was shut Wenda Ablethorp, who oiled the engine, had shown him where the biscuits were kept, and Muskin Farrad, "
        "who listened at the sonar all night, had asked him to be quiet.",
        (
            "The depth needle went past two hundred. Water dripped on Wenda's neck, and the steel groaned like an old man in bed. "
            '"Keep her level," said {head}. {hero} held the wheel with both hands and did not look at the needle again. Somewhere '
            "under the keel lay the Ink Trench, where the lamps of the Pomfrell lit nothing at all.",
            "Baron Skarn had a submarine too, a long grey one with a glass nose. It came up behind the Pomfrell without a light. "
            '"Engines off," whispered the captain. For an hour the crew sat in the dark and ate pickled herring with their fingers, '
            "because a fork makes a noise. Then the grey boat was gone.",
            "It was Muskin who found the black pearl. He had dropped a spanner into the flooded hold, reached after it, and felt "
            'something round. {hero} held the lamp. "It is not even in a shell," said {rival}, who would have liked to find it '
            "himself.",
        ),
    ),
    Sheet(
        "caravan",
        "Nine Camels to Ozzamar",
        True,
        "a story of a desert caravan",
        cast(
            "Ilkisha Tarem|she|Podrak Haloun|Sefrine Attoub|Malgur|Hadrassan|Quintabar|Oumbel|Yesmira|the Jackal Prince",
            "the tent of lessons|Ozzamar|Seven Palms|the red dunes|the watch dune|the dry cistern|long tent|camel yard|Saddle "
            "Alley|thorn fence|tea tent|lead wagon|scroll tent",
            "water skin|cloak|star list|saddlebag|sapphire cup|sand clock|star chart|oil lamp",
            "Figgo|desert hare|camel|jackal|camel|locust",
            "stone jump|Falcons|Vipers|date stone|hole|jumper",
            "mint tea|flat cake|fig|lentil pot|bead",
            "Stars|Saddles|the Night of Lamps|April",
            "Onward|Halt|Kneel",
        ),
        "caravan master",
        "caravan",
        "the Nine Camels",
        "honeyed dates",
        "turmeric",
        "the Glass Dunes",
        "deep water",
        "Ilkisha",
        (
            (
                "Ilkisha's camel is called [Old Sulky].",
                "The camel that Ilkisha rides is called [Old Sulky].",
                "The last camel in the line, Ilkisha's, is [Old Sulky].",
                "Nobody but Ilkisha can saddle [Old Sulky].",
            ),
            (
                "Ilkisha finds the way by the star named [the Spoon].",
                "The star that guides Ilkisha's caravan is [the Spoon].",
                "Low in the south Ilkisha looks every night for [the Spoon].",
                "Quintabar first showed Ilkisha the star called [the Spoon].",
            ),
        ),
        "Nine camels left Ozzamar before the sun was up, and on the last of them sat Ilkisha Tarem with her feet on a sack of salt. "
        "Hadrassan, the caravan master, counted them twice. Podrak Haloun sang to keep the camels walking; he sang badly, but camels "
        "do not mind. Sefrine Attoub walked beside the line and looked for snakes, which she liked better than most people.",
        (
            'The wind rose at noon, and the dunes began to smoke. "Kneel!" cried {head}, and nine camels folded up like chairs. '
            "{hero} pulled her cloak over Podrak and herself. They breathed through the wool for two hours. When it was over, the road "
            "was gone, and so was {rival}'s tent.",
            "At Seven Palms the well was dry. There were footprints around it, neat and narrow, and {hero} knew them: the Jackal Prince "
            'had been there. "He has poured it out," said Sefrine. They shared one cup of mint tea between four that night, and '
            "turned south by the Spoon.",
            "The sapphire cup was in the sand at the foot of the Glass Dunes, no bigger than an egg cup. {hero} found it with her bare "
            "foot. She drank from it, and the water stayed cold until evening.",
        ),
    ),
    Sheet(
        "fogcity",
        "The Detective of Umberlay",
        True,
        "a detective story in a city of fog",
        cast(
            "Hollis Vantreck|he|Persimone Dway|Cobbert Lusk|Strake|Inspectrix Morvane|Dunstable|Tuppin|Ottoline|the Grey Glove",
            "the detective bureau|Umberlay|Lower Soot|the fog gardens|the signal house|the coal cellar|hearing room|boiler "
            "shed|Lamplight Alley|iron gate|chop house|night tram|file room",
            "magnifying glass|long coat|case book|tin trunk|opal ticket|station clock|street plan|gas lamp",
            "Inkblot|black poodle|cart horse|alley dog|bicycle|night moth",
            "chess|Lamps|Smokes|chessman|win|player",
            "black coffee|seed cake|quince|kidney pie|farthing",
            "Footprints|Handwriting|Clearing Day|February",
            "Follow|Halt|Hush",
        ),
        "chief",
        "bureau",
        "Number Forty",
        "fried mushrooms",
        "umbrella",
        "Smother Bridge",
        "pigeons",
        "Cobbert",
        (
            (
                "The cases solved by Hollis were, in all, [ninety-one].",
                "The number of cases solved by Hollis is [ninety-one].",
                "On the brass plate of Hollis one reads the number [ninety-one].",
                "Of all the cases of Hollis the last was number [ninety-one].",
            ),
            (
                "Hollis thinks best in the [bath].",
                "To solve a hard case Hollis sits in the [bath].",
                "The place where Hollis has his ideas is the [bath].",
                "Persimone often finds Hollis asleep in the [bath].",
            ),
        ),
        "In Umberlay one could not see one's own shoes. The fog came up from the river at four, and by five the city was a sound of "
        "footsteps. Hollis Vantreck, detective, lived by that fog. Persimone Dway, who had been a pickpocket and was very sorry, did "
        "the climbing; Cobbert Lusk, who had been a policeman and was not sorry at all, did the carrying.",
        (
            '"The window was shut from inside," said Persimone. "The door was shut from outside. And the opal ticket is gone." '
            '{hero} went down on his knees and smelled the carpet. "Fried mushrooms," he said. "But not mine." Then he asked for a '
            "bath, and they all waited until he came out again with the answer.",
            'The Grey Glove left one glove at every house he robbed, always the left one. {head} had forty of them in a drawer. "So '
            'somewhere," said {hero}, "there is a man with forty right-hand gloves." That was how they came to search the laundry in '
            "Lower Soot.",
            "On Smother Bridge the fog was so thick that Cobbert walked into a lamp post and begged its pardon. Under that lamp post, "
            "wedged in a crack, was the opal ticket. {rival} of the morning paper wrote that he had known it all the time.",
        ),
    ),
    Sheet(
        "bakery",
        "The Bakery of Small Inventions",
        True,
        "a comedy about a bakery of inventors",
        cast(
            "Junifer Plock|she|Tibbald Oaten|Marzella Whisk|Crispian|Madame Brulette|Uncle Fermento|Doughal|Pastina|Lord Stale",
            "the bakery|Crumblewick|Upper Yeast|the wheat field|the chimney|the flour cellar|tasting room|oven house|Sugar Hill|shop "
            "door|jam parlour|bread van|recipe room",
            "rolling pin|apron|recipe book|cake tin|golden whisk|egg timer|recipe card|oven lamp",
            "Muffin|guinea pig|mule|mastiff|delivery bicycle|honey bee",
            "bun toss|Rolls|Buns|bun|catch|tosser",
            "ginger cordial|plum bread|apricot|leek tart|button",
            "Kneading|Icing|Pudding Fair|June",
            "Stir|Rise|Cool",
        ),
        "owner",
        "bakery",
        "Plock and Daughter",
        "cheese dumplings",
        "cinnamon",
        "the Sour Cellar",
        "balloons",
        "Tibbald",
        (
            (
                "Junifer's greatest invention is the [walking loaf].",
                "The invention that made Junifer famous is the [walking loaf].",
                "All Crumblewick laughed at Junifer's [walking loaf].",
                "On Saturdays Junifer leads through the street the [walking loaf].",
            ),
            (
                "The oven in Junifer's bakery is named [Big Agatha].",
                "Junifer calls her oven [Big Agatha].",
                "At four in the morning Junifer lights [Big Agatha].",
                "The hottest thing in Junifer's life is [Big Agatha].",
            ),
        ),
        "The first walking loaf got as far as the fountain. Junifer Plock ran after it with a rolling pin, Tibbald Oaten ran after "
        "her with a net, and Marzella Whisk stayed behind to write down how fast it went. Madame Brulette, who owned the bakery, "
        "said that bread ought to stay where it is put. But she bought them more yeast.",
        (
            '"Less pepper," said Marzella. The cake sneezed again. It blew the icing off itself and onto {rival}, who had come from '
            "the shop across the street to spy. {hero} gave him a towel and a slice. He said that it was horrid, and asked for another.",
            "Lord Stale bought up all the flour between Crumblewick and the sea. He wanted people to eat his biscuits, which were nine "
            'years old. "We shall bake without flour," said {hero}. By morning they had made cakes of chestnuts, potatoes and one of '
            "carpet, and only the last was bad.",
            "Tibbald found the golden whisk behind Big Agatha, when he was looking for a mouse. It beat an egg in the time of a wink. "
            '{hero} put it in a drawer with a lock and said "cinnamon" to it every night.',
        ),
    ),
    Sheet(
        "moonrobots",
        "Rust and Sons of the Moon",
        False,
        "a tale of robots on a moon",
        cast(
            "Bolt-Ansel Nickelby|he|Cogwin Tinfield|Valvetta Spring|Sprocketer|Prime Unit Ferrox|Doctor Amperelle|Greasely|Motherboard "
            "Ohma|the Magnet King",
            "the robot yard|Crater Pell|Dustby|the grey plain|the antenna|the ice shaft|charging hall|repair shed|Solder "
            "Street|airlock|oil bar|moon buggy|memory bank",
            "wrench|tin jacket|data tape|toolbox|blue battery|master clock|crater map|arc lamp",
            "Fizz|clockwork mouse|mining drone|wild magnet|hopper|spark fly",
            "crater ball|Rivets|Washers|steel ball|crater|roller",
            "warm oil|copper wafer|glow bulb|grease soup|washer",
            "Circuits|Welding|Polishing Day|March",
            "Power|Reverse|Standby",
        ),
        "foreman",
        "robot station",
        "Lunatin Base",
        "battery jam",
        "zero-zero-six",
        "the Shadow Crater",
        "rain",
        "Valvetta",
        (
            (
                "Bolt-Ansel is painted [yellow].",
                "The colour of Bolt-Ansel is [yellow].",
                "Every spring Bolt-Ansel gets a new coat of [yellow].",
                "Far off on the grey plain Bolt-Ansel is a dot of [yellow].",
            ),
            (
                "Bolt-Ansel has [three] arms.",
                "The number of Bolt-Ansel's arms is [three].",
                "To carry ladders, Bolt-Ansel was given arms, and there are [three].",
                "When Bolt-Ansel waves goodbye, the arms that wave are [three].",
            ),
        ),
        "Nobody had come to the moon for a hundred years, and the robots went on working. Bolt-Ansel Nickelby swept the dust from "
        "the grey plain to the left, and when all of it was on the left he swept it to the right. Cogwin Tinfield counted the stars "
        "in case one was missing. Valvetta Spring, who was the newest, was the first to ask why.",
        (
            'The ladder broke on the ninth rung, and {hero} fell for a long time, since one falls slowly on a moon. "Are you dented?" '
            'called Cogwin. "Only in one arm," said {hero}, "and I have two more."',
            "The Magnet King sat in the Shadow Crater and pulled. First went the spoons, then the doors, and then {rival}, who was "
            "still shouting that it was not fair. {hero} tied himself to a rock and reached out all three arms.",
            "Valvetta found the blue battery in the ice shaft; it hummed a tune that none of them had in memory. When she plugged it "
            "in, all the lamps of Lunatin Base went on, and far away on the other world somebody looked up.",
        ),
    ),
    Sheet(
        "circus",
        "Sawdust and Silver",
        True,
        "a story about a circus",
        cast(
            "Trixandra Volley|she|Pondo Barrelby|Esmerine Loft|Vaultaire|Ringmaster Hullabrook|Signor Tumbolo|Strawkin|Grandma "
            "Poppet|Count Jeer",
            "the big top|Hoopleton|Nether Canter|the fairground|the high wire|the lion pit|costume tent|wagon shed|Parade Street|tent "
            "flap|popcorn stall|painted wagon|poster wagon",
            "juggling club|spangled cape|poster roll|prop trunk|silver trapeze|steam organ|route card|torch",
            "Biscotti|dancing pig|elephant|poodle|white pony|canary",
            "hoop race|Clowns|Tumblers|hoop|lap|roller",
            "pink lemonade|toffee cake|coconut|onion pot|stub",
            "Balancing|Juggling|Confetti Night|July",
            "Hoopla|Catch|Bow",
        ),
        "ringmaster",
        "circus",
        "Hullabrook's Wonders",
        "toffee bananas",
        "pantaloon",
        "the Broken Bleachers",
        "clowns without paint",
        "Pondo",
        (
            (
                "Trixandra's act is [the backward somersault].",
                "The trick that made Trixandra famous is [the backward somersault].",
                "Crowds come from far to see Trixandra do [the backward somersault].",
                "Signor Tumbolo taught Trixandra [the backward somersault].",
            ),
            (
                "The circus of Trixandra has [twelve] wagons.",
                "Behind Trixandra's pony roll wagons to the number of [twelve].",
                "On the road Trixandra counts the wagons, and there are [twelve].",
                "Hullabrook's Wonders travels in wagons, which are [twelve].",
            ),
        ),
        "The circus came into Hoopleton in the rain, twelve wagons long. Trixandra Volley stood on the first roof and waved as if "
        "the sun shone. Pondo Barrelby, the smallest strong man in the world, held up the last wagon, which had lost a wheel. In "
        "between, Esmerine Loft was asleep on the elephant.",
        (
            '"Higher," called {teacher}. {hero} climbed until the people were a pattern on the ground. She chalked her hands, counted '
            "to three, and let go. For a moment nothing held her at all. Then Esmerine's hands were there, warm and dry.",
            "Count Jeer sat in the front row at every show and laughed at the wrong time. He laughed when the pony slipped. Pondo "
            "picked him up, seat and all, and carried him out, and the band played a march for it.",
            "Pondo found the silver trapeze under the Broken Bleachers, wrapped in a flag. {rival} said that he had a right to it, "
            'being taller. "It is hung for the one who falls best," said {head}, and gave it to {hero}.',
        ),
    ),
    Sheet(
        "woodland",
        "Under Brackenhatch",
        True,
        "a tale of woodland animals",
        cast(
            "Nibsy Thornwhistle|she|Digby-Dock Mudlar|Fernette Quickpaw|Stoatley|Grandmother Badgerine|Old Hootfrey|Mossop|Nana "
            "Acornet|Slink the Weasel",
            "the burrow school|Brackenhatch|Hazel Bottom|the bluebell wood|the hollow oak|the otter hole|root hall|woodpile|Toadstool "
            "Path|bark door|dew cellar|walnut barge|leaf room",
            "thimble|leaf cape|bark book|nutshell|amber acorn|cuckoo clock|bark map|glow worm",
            "Dot|ladybird|hedge pig|stoat|wood pigeon|dragonfly",
            "pine cone bowls|Acorns|Chestnuts|pine cone|stump|bowler",
            "dew cider|seed loaf|blackberry|beech nut mash|acorn cup",
            "Burrowing|Berry Lore|Leaf Fall Feast|October",
            "Scurry|Burrow|Freeze",
        ),
        "elder",
        "wood",
        "Brackenhatch",
        "blackberry dumplings",
        "dandelion",
        "the Owl Elm",
        "thunder",
        "Fernette",
        (
            (
                "Nibsy Thornwhistle is a [dormouse].",
                "What sort of animal is Nibsy? Nibsy is a [dormouse].",
                "Like her mother before her, Nibsy is a small brown [dormouse].",
                "In a thimble bed sleeps Nibsy, who is a [dormouse].",
            ),
            (
                "Nibsy's friend Digby-Dock is a [mole].",
                "What digs Nibsy's tunnels is Digby-Dock, who is a [mole].",
                "Digby-Dock wears spectacles, for he is a [mole].",
                "Nibsy can hear Digby-Dock coming, as he is a [mole].",
            ),
        ),
        "Under the third root of the hollow oak lived a dormouse who did not like to sleep. Her name was Nibsy Thornwhistle, and all "
        "winter, when good dormice snored, she sat up and read by a glow worm. That is how she came to hear Digby-Dock Mudlar, the "
        "mole, who had dug into her kitchen by mistake, and Fernette Quickpaw, the squirrel, who had fallen in after him.",
        (
            'Slink the Weasel came through Hazel Bottom with a smile and a sack. "Only looking," he said at each bark door. After he '
            "had looked, there was less in every larder. {hero} followed the trail of crumbs as far as the Owl Elm, and there she "
            "stopped.",
            'The brook was high, and the walnut barge turned round and round. "Row!" squeaked {friend}, who could not see which way. '
            "{hero} rowed with a spoon. Fernette held the lantern in her tail and told them when to duck.",
            "On the morning after Leaf Fall Feast Fernette dug for a nut that she had hidden, and found the amber acorn instead. It was "
            "warm, and there was a fly in it from the beginning of the world. {head} said that it must be shown to the children and "
            "then put back.",
        ),
    ),
]
