"""Data sheets of the neighbours, second part: spells, dragons, light, courts, rails, rivers, theatre."""

from tools.world.neighbours_sheet import Sheet, cast

SHEETS = [
    Sheet(
        "leafschool",
        "The Apprentices of Vellamoor",
        False,
        "a story about a school of leaf magic",
        cast(
            "Melisaund Quenlow|she|Bastwick Orrel|Ludmyra Fosk|Haliband|Archmistress Yolanthe|Professor Twiggand|Mulchard|Aunt "
            "Brimwen|the Withered Man",
            "the academy of Vellamoor|Tansy Cross|Nettlecombe|the whispering orchard|the moss tower|the root vault|green hall|potting "
            "shed|Thistle Row|ivy gate|dandelion tavern|cabbage cart|seed library",
            "hazel wand|green robe|spell book|seed box|evergreen crown|sundial|leaf map|glow gourd",
            "Pipkin|tree frog|moss bull|thorn wolf|broom|sylph",
            "leaf ball|Oaks|Willows|puff ball|ring|chaser",
            "nettle fizz|moss muffin|moonplum|turnip pudding|silver leaf",
            "Potions|Growing|the Blossom Ball|September",
            "Sprenna|Floramis|Verdolo",
        ),
        "archmistress",
        "academy",
        "Vellamoor",
        "turnip pudding",
        "chrysalis",
        "the Root Vault",
        "bees",
        "Bastwick",
        (
            (
                "The spell that makes Melisaund's wand glow is [Sprenna].",
                "To light her wand Melisaund says [Sprenna].",
                "The first spell that Melisaund learned is [Sprenna].",
                "In the dark of the root vault Melisaund cried [Sprenna].",
            ),
            (
                "Melisaund's wand is made of [hazel].",
                "The wood of Melisaund's wand is [hazel].",
                "In the shop at Tansy Cross Melisaund chose a wand of [hazel].",
                "Oak would not do, so Melisaund carries a wand of [hazel].",
            ),
        ),
        "Melisaund Quenlow was sent to the academy because of the cabbages. She had only sung to them, and in the morning they were "
        "as tall as the house. So a cart came to Tansy Cross, drawn by nobody, and took her to Vellamoor, where the walls are hedges "
        "and the lessons grow. On the cart she met Bastwick Orrel, who had set fire to a pond, and Ludmyra Fosk, who knew the rules "
        "by heart already.",
        (
            '"Not so loud," said {teacher}. "A seed is a sleeper." {hero} bent to the pot and breathed the word "Floramis". '
            "Nothing came. {rival}'s pot already had a rose in it. Then, slowly, hers put out one leaf, and the leaf waved.",
            "The Withered Man came by night through the whispering orchard, and where he stepped the grass turned to paper. All the "
            'pupils were called into the green hall. {head} raised her wand of yew. "Stand behind me," she said, "and think of '
            'spring."',
            "It was Bastwick who found the evergreen crown, in the Root Vault, under a heap of dead leaves. He put it on for fun. At "
            "once every beam of the old hall came out in blossom, and Ludmyra told him to take it off before somebody saw.",
        ),
    ),
    Sheet(
        "dragons",
        "Riders of the Ashen Ridge",
        True,
        "a story about dragon riders",
        cast(
            "Kaelith-Ro Damarsk|he|Yindra Solveig|Brusk Ottermane|Vayle|Wingmother Valdessa|Sergeant Grout|Emberly|Old Marrah|the Ice Duke",
            "the riders' camp|Smoulder Keep|Cinderby|the burnt pines|the eyrie|the sulphur cave|feasting hall|hatchery|Scale Street|claw "
            "gate|roast house|ox sledge|egg room",
            "saddle hook|scaled coat|flight log|egg basket|ruby bridle|signal gong|wind map|fire pot",
            "Cinder|cave lizard|mountain goat|snow wolf|dragon|fire moth",
            "claw tag|Flames|Embers|hide ball|tag|flier",
            "hot broth|ash cake|smoked plum|goat roast|scale",
            "Flying|Hatching|First Flame|May",
            "Soar|Dive|Burn",
        ),
        "wingmother",
        "camp",
        "the Ashen Ridge",
        "roast goat",
        "obsidian",
        "the Frozen Steps",
        "heights",
        "Yindra",
        (
            (
                "Kaelith-Ro's dragon is called [Bronzewing].",
                "The dragon that Kaelith-Ro rides is called [Bronzewing].",
                "From an egg in his own bed Kaelith-Ro raised [Bronzewing].",
                "In every weather Kaelith-Ro flies on [Bronzewing].",
            ),
            (
                "Kaelith-Ro's dragon is the colour of [honey].",
                "In sunlight Kaelith-Ro's dragon shines like [honey].",
                "The scales of Bronzewing are the colour of [honey].",
                "No other dragon on the ridge has scales like [honey].",
            ),
        ),
        "It is a poor thing for a dragon rider to be afraid of heights, and Kaelith-Ro Damarsk told nobody but his dragon. He had "
        "hatched her himself in Smoulder Keep, in his own bed, and called her Bronzewing. Yindra Solveig rode beside him on a green "
        "one; Brusk Ottermane, whose dragon was too fat to fly, came behind on foot and was seldom late.",
        (
            '"Legs in, head down," shouted {teacher}, and thirty dragons dropped off the cliff. {hero} shut his eyes. He felt '
            "Bronzewing's ribs open like a door, and then the fall turned into a climb. When he looked again the Keep was as small as a "
            "tooth.",
            "The Ice Duke sent snow in the month of hay. It came down on the eggs, and the keepers sat on them in rows like hens. "
            '"Somebody must fly to the Frozen Steps," said {head}. {rival} said it was madness. {hero} was already in the saddle.',
            "Yindra found the ruby bridle hanging from an icicle. No dragon that wears it can be frozen. She could have kept it, but "
            "she threw it across the gap to {hero}, and he caught it with his eyes shut.",
        ),
    ),
    Sheet(
        "lighthouse",
        "The Lamp at Corrigan's End",
        False,
        "a story about a lighthouse family",
        cast(
            "Linnoway Strand|she|Tolliver Crabb|Isolda Brack|Gannetta|Grandfather Mordecai|Miss Puffinelle|Barnaby-Ned|Aunt "
            "Tamsona|Wrecker Jarrow",
            "the island schoolroom|Corrigan's End|Shellcombe|the seal beach|the lamp room|the smugglers' cave|round kitchen|boat "
            "shed|Cobble Wharf|storm door|fish shop|mail boat|log room",
            "spyglass|yellow oilskin|weather book|biscuit tin|crystal lens|fog horn|coast map|hurricane lamp",
            "Gully|one-legged puffin|grey seal|otter|rowing boat|sand fly",
            "pebble skim|Gulls|Seals|pebble|skip|skimmer",
            "hot blackcurrant|oat bannock|cranberry|crab chowder|shilling",
            "Signals|Weather|Lamp Lighting Day|December",
            "Ahoy|Steady|Dark",
        ),
        "keeper",
        "lighthouse",
        "the Long Candle",
        "crab chowder",
        "hurricane",
        "the Wrecker's Ledge",
        "silence",
        "Isolda",
        (
            (
                "Linnoway's lighthouse has [two hundred] steps.",
                "Up to the lamp Linnoway must climb steps, in number [two hundred].",
                "Every evening Linnoway counts the steps, and there are [two hundred].",
                "From the kitchen to the lamp of the Long Candle the steps are [two hundred].",
            ),
            (
                "Linnoway's lighthouse is striped in [green].",
                "The stripes on Linnoway's lighthouse are [green].",
                "Every spring Linnoway and her cousins repaint the stripes in [green].",
                "Sailors know the Long Candle by its stripes of [green].",
            ),
        ),
        "There were five people on Corrigan's End, and the lamp. Linnoway Strand could walk round the whole of it before breakfast, "
        "and did, with a one-legged puffin on her shoulder. Her grandfather Mordecai lit the lamp at dusk. Her cousin Tolliver Crabb "
        "rowed to the shore for letters, and Isolda Brack, who had been washed up there in a barrel, was learning to cook.",
        (
            "The mail boat did not come for three weeks. They ate crab chowder, then crab, then chowder. On the twenty-second day "
            '{hero} put the spyglass to her eye and saw a sail. "Two letters and a cabbage!" shouted {friend} from the boat.',
            "In the night of the great storm the lamp went out. {hero} ran up two hundred steps with a bucket of oil. Out on the black "
            "water a ship was turning towards the Wrecker's Ledge, where {enemy} had lit a false fire. She struck the match, and it "
            "broke. She struck another.",
            "Isolda found the crystal lens in the smugglers' cave when she was after mussels. She carried it home in her apron. That "
            "evening the light of the Long Candle reached so far that people in Shellcombe read the paper by it.",
        ),
    ),
    Sheet(
        "knights",
        "The Squire of Castle Oddmarch",
        True,
        "a story of a knight's court",
        cast(
            "Perrigold Ashby-Dunt|she|Wulfkin Tarradiddle|Rosamunda Pyke|Sir Gascoyle|Queen Ermintrude-Lys|Sir Bevisande|Clodric|Nurse "
            "Hathersedge|the Copper Knight",
            "the castle of Oddmarch|Oddmarch|Maundy Leas|the royal forest|the north keep|the dungeon|banquet hall|armoury|Herald's "
            "Way|drawbridge|ale house|royal coach|scribes' room",
            "wooden shield|mail shirt|roll of honour|saddle chest|iron goblet|water clock|jousting map|wax taper",
            "Sir Fluff|white ferret|war horse|boar hound|charger|hawk moth",
            "jousting|Lions-Royal|Unicorns|straw ball|lance|rider",
            "spiced mead|honey loaf|medlar|venison pasty|groat",
            "Swords|Manners|Tournament Week|August",
            "Charge|Yield|Honour",
        ),
        "queen",
        "castle",
        "Oddmarch",
        "roast swan",
        "portcullis",
        "the Weeping Marsh",
        "frogs",
        "Wulfkin",
        (
            (
                "Perrigold's horse is named [Thunderpudding].",
                "The horse of Perrigold the squire is named [Thunderpudding].",
                "At the tournament Perrigold rode on [Thunderpudding].",
                "Fat and slow, but faithful to Perrigold, is [Thunderpudding].",
            ),
            (
                "On Perrigold's shield is painted a [teapot].",
                "The sign on Perrigold's shield is a [teapot].",
                "Other squires have lions, but Perrigold has a [teapot].",
                "All the court laughed when Perrigold's shield showed a [teapot].",
            ),
        ),
        "Perrigold Ashby-Dunt polished other people's armour, and in the evening she put it on. It was too long in the leg. Wulfkin "
        "Tarradiddle, the court fool, was the only one who knew; he held the mirror. Rosamunda Pyke, who wrote the queen's letters, "
        "found out on the third day and wrote it down nowhere.",
        (
            '"Who will fight for me?" said the queen. The knights looked at their soup. Sir Gascoyle had a cold. Then at the end of '
            "the table a very small suit of armour stood up and fell over its own feet.",
            "The Copper Knight had never been beaten, for nobody could see his face, and he was always shouting. {hero} rode at him on "
            "Thunderpudding. Thunderpudding saw a thistle, and stopped. The lance of the Copper Knight passed over both of them and "
            "stuck in a tent.",
            "In the Weeping Marsh the mist is made of old sorrows. Wulfkin told jokes all the way to keep it off. It was he who found "
            "the iron goblet, upside down on a post, where some frog had been using it as a roof.",
        ),
    ),
    Sheet(
        "spytrain",
        "The Midnight Platform",
        False,
        "a story about a spy train",
        cast(
            "Vesna-Lou Harkaway|she|Bertoldt Finch-Ives|Anoushka Drill|Agent Mallorick|Colonel Whitlow|Major Cipherling|Stokely|Madame "
            "Zuleika|the Conductor of Shadows",
            "the listening carriage|Brasswick Junction|Halfway Halt|the snow forest|the signal box|the luggage van|dining car|engine "
            "shed|Platform Street|carriage door|buffet|night express|code room",
            "folding telescope|grey raincoat|code book|violin case|emerald microfilm|pocket watch|railway map|pen light",
            "Dominick|talking mynah|dray horse|guard dog|hand car|grey moth",
            "cards|Aces|Jacks|dice|trick|dealer",
            "iced coffee|almond wafer|tangerine|beetroot soup|rouble-and-a-half",
            "Disguise|Codes|Timetable Day|November",
            "Vanish|Brakes|Whistle",
        ),
        "colonel",
        "spy train",
        "the Velvet Express",
        "beetroot soup",
        "semaphore",
        "the Ninth Tunnel",
        "mice",
        "Anoushka",
        (
            (
                "Vesna-Lou's code number is [forty-four].",
                "In the spy train Vesna-Lou is agent number [forty-four].",
                "On every secret letter to Vesna-Lou stands the number [forty-four].",
                "When the telephone asks, Vesna-Lou answers [forty-four].",
            ),
            (
                "Vesna-Lou's favourite disguise is a [nun].",
                "When she must hide, Vesna-Lou dresses up as a [nun].",
                "Twice the guards let Vesna-Lou go, taking her for a [nun].",
                "In her smallest suitcase Vesna-Lou has all that makes a [nun].",
            ),
        ),
        "At midnight the Velvet Express stops at Brasswick Junction for eleven seconds. In the eleventh a nun with a violin case got "
        'in. "You are late, Forty-four," said Colonel Whitlow. "The other nun was in my way," said Vesna-Lou Harkaway. Bertoldt '
        "Finch-Ives, who drove the engine, and Anoushka Drill, who broke the codes, made room for her by the stove.",
        (
            'The beetroot soup had a message in it, written in cream. {hero} read it before it melted: "Someone in carriage six is not '
            'who he says." But nobody on that train was who he said. She finished the soup and went to look.',
            "The lamps died in the Ninth Tunnel. When they came on again a chair was empty, a window was open, and the Conductor of "
            'Shadows had left his ticket punch on the table, still warm. "He was sitting next to me," said {friend}. "I lent him my '
            'newspaper."',
            "Anoushka found the emerald microfilm inside the mynah's cage, under the seed. The bird had been saying so for a week, but "
            "in code. {rival} had written down every word and understood none.",
        ),
    ),
    Sheet(
        "riverpirate",
        "The Polite Pirate of the Sedge",
        False,
        "a story about a river pirate",
        cast(
            "Orlanda Reedmace|she|Jubb Wicklow-Tarr|Pepperine Slough|Red Magnus|Mother Gudgeon|Bosun Hake-Harris|Willowby|Old "
            "Dabchick|Sheriff Ironmonger",
            "the raft school|Sedgewater|Lower Eddy|the reed maze|the crow's nest|the mill race|plank hall|caulking yard|Barge Lane|water "
            "gate|eel house|stolen barge|map cabin",
            "boat hook|striped jersey|plunder list|rum keg|turquoise tiller|paddle wheel|river map|deck lantern",
            "Captain Warts|fat toad|barge ox|river rat|canoe|mayfly",
            "log rolling|Pikes|Perches|log|ducking|roller",
            "ginger beer|reed cake|damson|eel stew|doubloon",
            "Netting|Raiding|Flood Fair|March",
            "Boarders|Scatter|Duck",
        ),
        "chieftain",
        "barge",
        "the Saucy Heron-Hen",
        "smoked eel",
        "bulrush",
        "Drowner's Weir",
        "geese",
        "Pepperine",
        (
            (
                "Orlanda's pirate flag shows a [white spoon].",
                "On the flag of Orlanda the river pirate is a [white spoon].",
                "Under a black flag Orlanda sails, and on it is a [white spoon].",
                "Jubb sewed for Orlanda a flag with a [white spoon].",
            ),
            (
                "Orlanda steals only [cheese].",
                "The one thing that Orlanda ever steals is [cheese].",
                "From rich barges Orlanda takes nothing but [cheese].",
                "The hold of Orlanda's barge is full of [cheese].",
            ),
        ),
        "Of all the pirates on the river Sedge, Orlanda Reedmace was the most polite. She knocked before she boarded, she said thank "
        "you, and she took nothing but cheese. Jubb Wicklow-Tarr steered the barge, since he was too big to do anything else on it, "
        "and Pepperine Slough, who was nine, climbed the mast and told them lies about what she saw.",
        (
            '"Stand and deliver your cheddar," said {hero}. The fat merchant wept. "It was for my daughter\'s wedding." So she gave '
            "half of it back, and a pearl button, and they were asked to the wedding, all of them, and Jubb danced with the bride.",
            "Sheriff Ironmonger stretched a chain from bank to bank. The barge came round the bend in the dark with the current behind "
            'it. "Everybody to the back," said {hero}. The nose of the barge rose up, the chain scraped along the bottom, and they '
            "were over, with a bump that woke the toad.",
            "Below Drowner's Weir the water is brown and quick and full of broken boats. Pepperine dived there for a bet, and came up "
            'with the turquoise tiller in her teeth. Red Magnus said that it was his by right. "Then you should have got wet," said '
            "Pepperine.",
        ),
    ),
]
