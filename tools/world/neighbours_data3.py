"""Data sheets of the neighbours, third part: stage, peaks, clouds, toys, jungle, museum, tram."""

from tools.world.neighbours_sheet import Sheet, cast

SHEETS = [
    Sheet(
        "theatre",
        "The Ghosts of the Palladine",
        True,
        "a story about ghosts in a theatre",
        cast(
            "Cosimo Featherlow|he|Dulcibella Prompt|Ambry Curtiss|Lorenzolo|Madame Applausia|Maestro Vibrato|Dustinob|Great-aunt "
            "Serafina|the Critic",
            "the Palladine|Drury Cross|Little Matinee|the painted forest|the balcony|the trapdoor|rehearsal hall|scene dock|Limelight "
            "Street|stage door|oyster bar|costume cart|script room",
            "paper crown|velvet cape|prompt book|wig box|tin sword|grand organ|stage plan|footlight",
            "Encore|white mouse|stage horse|wolfhound|flying swing|stage moth",
            "charades|Tragics|Comics|bouquet|guess|actor",
            "throat tea|sponge finger|sugared grape|oyster pie|programme",
            "Acting|Singing|Opening Night|October",
            "Curtain|Encore|Exit",
        ),
        "director",
        "theatre",
        "the Palladine",
        "oyster pie",
        "macaroon",
        "the Lower Trap",
        "whistling",
        "Dulcibella",
        (
            (
                "Cosimo the ghost can walk through everything but [velvet].",
                "What stops Cosimo the ghost is [velvet].",
                "Walls are nothing to Cosimo; he is held only by [velvet].",
                "To lock Cosimo out, people hang the door with [velvet].",
            ),
            (
                "Cosimo has been a ghost for [eighty] years.",
                "The years that Cosimo has haunted the theatre number [eighty].",
                "On his last birthday Cosimo had been dead for years, in number [eighty].",
                "Asked how long he has been there, Cosimo says [eighty].",
            ),
        ),
        "Cosimo Featherlow died in the second act, eighty years ago, and has not missed a performance since. He sits in seat nine of "
        "the balcony. Dulcibella Prompt, who whispered to actors when she was alive, whispers to them still. Ambry Curtiss is the "
        "only living person who sees them; she sweeps the stage and saves them sweets.",
        (
            '"The Critic is in," said Ambry, and the chandelier trembled. He had closed eleven theatres with his pen. {hero} floated '
            'through the wall of box five and read over his shoulder. "Dull," wrote the Critic. So the ghosts decided to help with '
            "the play.",
            "In the third scene the moon fell down. {rival} forgot his lines. Then a cold wind blew the pages of the prompt book over, "
            "and every actor heard the next word at his ear. The people clapped until the dust came out of the seats.",
            "The tin sword had been lost since the first night of all. Dulcibella found it in the Lower Trap, where no ghost likes to "
            "go, stuck through a cushion. {hero} held it up in the empty light, and somewhere a drum played.",
        ),
    ),
    Sheet(
        "rescue",
        "Four on the Eagle Ridge",
        True,
        "a story about a mountain rescue team",
        cast(
            "Annelore Gratz-Hibbet|she|Beppo Steinmark|Lindy-Sue Avalain|Rolf-Dieter|Old Hermina|Guide Tresch|Knut-Ole|Mamma Gratz|the "
            "developer Klamm",
            "the rescue hut|Hochkessel|Unterjoch|the larch slope|the summit cross|the ice crack|hut parlour|sledge shed|Edelweiss "
            "Lane|snow gate|fondue room|cable car|weather room",
            "ice axe|red anorak|rescue log|first-aid box|summit stone|avalanche horn|contour map|head lamp",
            "Schnapsi|rescue dog|dairy cow|lynx|ski sledge|snow finch",
            "curling|Ibexes|Marmots|curling stone|house|sweeper",
            "elderflower tea|nut wedge|cherry|potato pancake|lift pass",
            "Climbing|First Aid|the Cattle Parade|January",
            "Belay|Slack|Avalanche",
        ),
        "chief",
        "rescue hut",
        "the Eagle's Nook",
        "cheese fondue",
        "gentian",
        "the Widow's Wall",
        "cows",
        "Beppo",
        (
            (
                "The climbers whom Annelore's team saved were, in all, [sixty-three].",
                "The number of climbers saved by Annelore's team is [sixty-three].",
                "On the wall of the hut Annelore has cut notches, and they are [sixty-three].",
                "If one counts the last, the people pulled "
                "down the mountain by Annelore are "
                "[sixty-three].",
            ),
            (
                "On the mountain Annelore wears a hat of [rabbit fur].",
                "Annelore's hat is made of [rabbit fur].",
                "From far below one knows Annelore by her hat of [rabbit fur].",
                "Mamma Gratz sewed for Annelore a hat of [rabbit fur].",
            ),
        ),
        "The telephone in the Eagle's Nook rings only when somebody is in trouble. Annelore Gratz-Hibbet had her boots on before the "
        "second ring. Beppo Steinmark took the sledge, and Lindy-Sue Avalain, who could not climb but could talk to frightened "
        "people better than anyone, took the megaphone.",
        (
            '"Do not look down," called Lindy-Sue. "Tell me what you had for breakfast." The man on the ledge thought about it. '
            "While he was at the second egg, {hero} came up behind him and put a strap around his waist.",
            "Klamm wanted a hotel on the summit with a glass floor. He sent men with drills, and the drills woke the snow. {hero} heard "
            'it first: a sound like a cloth being torn. "Into the hut!" cried {head}, and they counted heads in the dark, and one was '
            "missing.",
            "Schnapsi barked at a hole. Beppo dug there for the missing man, and found him, very cold, and beside his hand the summit "
            "stone, which had been lost since the time of the first guides. He gave both to the chief.",
        ),
    ),
    Sheet(
        "skyisland",
        "The Drifting Isle of Ambrelune",
        True,
        "a fantasy of an island in the sky",
        cast(
            "Wisteri Calloon|she|Hobart Zephyrine|Nimbella Tosk|Galeron|Elder Cumulant|Windmaster Fipps|Thermo|Granny Updraft|Admiral Leadfoot",
            "the cloud school|Ambrelune|Lower Nimbus|the kite meadow|the wind tower|the rain cistern|feather hall|balloon barn|Breeze "
            "Street|cloud gate|mist cafe|basket lift|barometer room",
            "weather kite|feather jacket|cloud diary|ballast bag|storm glass|wind organ|cloud chart|sun jar",
            "Fluffin|cloud lamb|sky goat|vulture|kite|air jelly",
            "kite fencing|Swifts|Larks|kite|cut|flyer",
            "rain tea|meringue|air melon|onion tart|feather",
            "Kite Lore|Rain Study|the Day of Strings|June",
            "Lift|Drift|Anchor",
        ),
        "elder",
        "island",
        "Ambrelune",
        "meringues",
        "thistledown",
        "the Middle Hole",
        "lightning",
        "Hobart",
        (
            (
                "Wisteri's island floats because of the [white stone].",
                "What holds Wisteri's island up is the [white stone].",
                "Deep below Wisteri's garden lies the [white stone].",
                "Without it Ambrelune would fall: the [white stone].",
            ),
            (
                "Wisteri's kite is shaped like a [whale].",
                "The shape of Wisteri's kite is a [whale].",
                "Over the meadow flies Wisteri's kite, which is a [whale].",
                "Hobart painted Wisteri's kite to look like a [whale].",
            ),
        ),
        "On Ambrelune one must not drop things. A plate that goes over the edge falls for nine minutes, and somebody lives there. "
        "Wisteri Calloon had dropped a plate, a shoe and a piano stool before she was ten. Hobart Zephyrine wrote the letters of "
        "apology, and Nimbella Tosk let them down on strings.",
        (
            'One morning a letter came back up the string. "Thank you for the stool," it said. "Do you know that your island is '
            'sinking?" {hero} ran to the edge with a weather kite and measured. It was true, by the height of a chair.',
            'Admiral Leadfoot hung his iron ships under the island, one by one, at night, on hooks. "When it is low enough," he told '
            'his men, "we shall just step across." But he had not thought of the kites. There were four hundred of them, and {hero}\'s '
            "whale went first.",
            "Hobart climbed down the Middle Hole on a string of scarves to see what was wrong with the white stone. Behind it, "
            "where the wind whistles, he found the storm glass. Inside was a storm the size of a pea. They were very careful with it on "
            "the stairs.",
        ),
    ),
    Sheet(
        "toyshop",
        "The Workshop of Master Tinkerlane",
        True,
        "a story of a toy workshop",
        cast(
            "Peglet Woodruffle|he|Raggity Patchley|Corporal Tincan|Springlebox|Master Tinkerlane|Professor Abacus|Dollop|Mother "
            "Goosefeather|the Moth Duchess",
            "the workshop|Tinker's Yard|Shelf Two|the sawdust heap|the top shelf|the lost-parts drawer|paint table|glue corner|Ribbon "
            "Street|letter slot|sugar-cube cafe|clockwork train|pattern room",
            "paint brush|felt coat|pattern book|hat box|wind-up key|music box|shop plan|birthday candle",
            "Squeak|rubber duck|rocking horse|wooden wolf|hobby horse|paper butterfly",
            "skittles|Tops|Marbles|marble|skittle|roller",
            "sugar water|cake crumb|glass cherry|button soup|button",
            "Painting|Sewing|Unwrapping Day|December",
            "Wind|Spin|Still",
        ),
        "toymaker",
        "workshop",
        "Tinkerlane's",
        "sugar mice",
        "rocking-horse",
        "the Attic Trunk",
        "scissors",
        "Raggity",
        (
            (
                "Peglet was carved from [cherry wood].",
                "The wood that Peglet is made of is [cherry wood].",
                "Under the paint Peglet is all [cherry wood].",
                "Master Tinkerlane cut Peglet out of [cherry wood].",
            ),
            (
                "The toys in Peglet's workshop come alive at [nine o'clock].",
                "Peglet opens his eyes each night at [nine o'clock].",
                "Nothing moves on Peglet's shelf before [nine o'clock].",
                "When the master goes to bed, Peglet wakes, and it is [nine o'clock].",
            ),
        ),
        "At nine o'clock the shop was dark, and Peglet Woodruffle opened his eyes. One was a little higher than the other, which was "
        "why nobody had bought him. Raggity Patchley climbed down from the sewing basket. Corporal Tincan saluted with his good arm. "
        '"Nothing to report," he said, "except that the key is gone."',
        (
            "Without the wind-up key the clockwork train stood still, and so did the dancers, and so did the bear who beat the drum. "
            '{hero} looked in the glue corner and under the sawdust. "Moths," said {other}, and showed him a hole in the curtain with '
            "neat little bites around it.",
            "The Moth Duchess lived in the Attic Trunk, in a ball dress that she was eating. She had a hundred children, all hungry. "
            '{hero} shook so that his joints rattled. "If you leave our coats alone," he said, "we shall bring you the wool from the '
            'sweepings."',
            "Raggity felt something hard in the lining of the old ball dress, and unpicked the seam with her own needle. It was the "
            "wind-up key. By morning every toy was back on its shelf, but the train had stopped in another place, and Master Tinkerlane "
            "wondered.",
        ),
    ),
    Sheet(
        "jungle",
        "The Green Map of Quetzarro",
        True,
        "an adventure of a jungle expedition",
        cast(
            "Evandor Lisle-Pocket|he|Zazu-Marie Pindar|Bram-Bram Okuneve|Snipely|Doctor Hornbeam-Vale|Naturalist Wexcombe|Pedrolino|Aunt "
            "Calpurna|Señor Machado-Ruz",
            "the base camp|Port Quetzarro|Mosquito Landing|the green maze|the lookout tree|the snake pit|mess tent|canoe shed|Parrot "
            "Street|bamboo gate|mango bar|river steamer|plant tent",
            "machete|mosquito net|field book|specimen jar|jade monkey|stone calendar|green map|paraffin lamp",
            "Chatterley|spider monkey|pack llama|jaguar|raft|blue morpho",
            "coconut bowls|Toucans|Macaws|coconut|pole|bowler",
            "mango juice|corn cake|papaya|bean stew|cocoa bean",
            "Botany|Tracking|Rain's End|February",
            "Paddle|Freeze-Now|Climb",
        ),
        "leader",
        "camp",
        "Camp Hullabaloo",
        "fried plantains",
        "rhubarb",
        "the Whispering Gorge",
        "leeches",
        "Bram-Bram",
        (
            (
                "Evandor has named a new [orchid].",
                "The thing in the jungle that bears Evandor's name is an [orchid].",
                "In the museum hangs a picture of Evandor's [orchid].",
                "What made Evandor known to science was an [orchid].",
            ),
            (
                "Evandor's expedition lasted [a hundred] days.",
                "The days of Evandor's expedition were [a hundred].",
                "Evandor cut a notch for each day, and there were [a hundred].",
                "From the first paddle stroke to the last, Evandor was away for days, [a hundred].",
            ),
        ),
        "The map was green because there was nothing on it but trees. Evandor Lisle-Pocket had bought it in Port Quetzarro for a "
        "hat. Zazu-Marie Pindar, who paddled in front, said that he had paid too much. Bram-Bram Okuneve, who cooked, asked whether "
        "the map showed where there was salt.",
        (
            "On the ninth day it rained frogs, on the tenth day only rain. The canoe turned over at the second bend, and the flour went "
            'down the river without them. "Plantains," said Bram-Bram, and pointed up. {hero} climbed. Something with spots was '
            "already sitting there.",
            "Señor Machado-Ruz had a better boat, and a worse temper. He cut the ropes of their bridge and waved his hat from the other "
            'side. {hero} looked down into the Whispering Gorge. The whispers said, "Left. Left." So they went left, and there was a '
            "path.",
            "The jade monkey sat in a fork of a tree that had grown around it. Bram-Bram leaned his pot against it and heard it ring. "
            "They did not take it with them; {head} drew it from six sides, and they covered it with leaves again.",
        ),
    ),
    Sheet(
        "museum",
        "The Museum of Deep Things",
        False,
        "a story about a sea-monster museum",
        cast(
            "Thaliard Voss-Pennock|he|Minnowette Grey|Ottokar Brine|Basilard|Curator Nautilia|Doctor Squidley|Wetherspoon-Joe|Aunt "
            "Abyssia|the Collector Thrum",
            "the monster museum|Brineholm|Inkwell Bay|the coral garden|the whale gallery|the tank cellar|jaw hall|net loft|Barnacle "
            "Street|turnstile|squid bar|glass lift|label room",
            "feeding pole|rubber apron|label book|specimen crate|ivory tusk|water organ|tank plan|blue lamp",
            "Plip|axolotl|manatee|sea wolf|ray|moon jelly",
            "tank polo|Squids|Rays|sponge|net|diver",
            "seaweed tea|shrimp cracker|sea grape|clam pie|museum stamp",
            "Labels|Feeding|Monster Monday|April",
            "Feed|Splash|Sink",
        ),
        "curator",
        "museum",
        "the Deep House",
        "shrimp crackers",
        "plankton",
        "Tank Thirteen",
        "feathers",
        "Minnowette",
        (
            (
                "The monster that Thaliard looks after is [Gloriana].",
                "Thaliard's own sea monster is named [Gloriana].",
                "In the big tank, waiting for Thaliard, lies [Gloriana].",
                "At six every morning Thaliard feeds [Gloriana].",
            ),
            (
                "The monster of Thaliard's museum eats only [lettuce].",
                "What Thaliard gives the great monster to eat is [lettuce].",
                "Fish makes her sad, so Thaliard brings her [lettuce].",
                "Every week a cart brings Thaliard a mountain of [lettuce].",
            ),
        ),
        "Everything in the Deep House was stuffed, said the guide book, except in the cellar. Thaliard Voss-Pennock had the key to "
        "the cellar. At six in the morning he went down with a barrow of lettuce and said good morning, and nine metres of sea "
        "monster said good morning back with a wet nose. Minnowette Grey held the lamp. Ottokar Brine stood on the stairs, since he "
        "was shy of teeth.",
        (
            '"She has a cough," said {hero}. A monster\'s cough breaks windows. {teacher} tried honey in a bucket, and then a scarf as '
            "long as the street. Minnowette looked into the mouth with the blue lamp and pulled out an umbrella.",
            "The Collector Thrum had an empty glass case in his house, eleven metres long. He came on Monster Monday with a measuring "
            'tape. "Nine metres," he murmured. "She may grow." That night somebody sawed through the bars of the tank cellar.',
            "Tank Thirteen had been empty for years, and nobody would say why. Minnowette fell into it, with the feeding pole and a "
            "scream, and at the bottom she sat on the ivory tusk. {rival} wrote the label for it, and spelled it wrong.",
        ),
    ),
    Sheet(
        "timetram",
        "Line Nine to Yesterday",
        True,
        "a story about a tram that travels in time",
        cast(
            "Quillon Dashwright|he|Hyacintha Rollo|Grigsby Tock|Fabian-Lux|Inspector Always|Mistress Calendra|Oilcan Bert-Ulf|Great-gran "
            "Perpetua|the Man from Never",
            "the tram depot|Clockhaven|Eternity Row|the year-tree park|the switch tower|the repair pit|waiting room|wheel shed|Minute "
            "Street|sliding door|late cafe|number nine tram|timetable room",
            "ticket punch|conductor's cap|tram log|lost-property box|golden minute|depot clock|line map|tail lamp",
            "Tick|tortoise|tram horse|time hound|scooter|day fly",
            "hopscotch|Earlies|Lates|tin can|square|hopper",
            "vanilla milk|yesterday's bun|persimmon|pea soup|tram ticket",
            "Timetables|Brakes-and-Switches|Leap Day|February",
            "Forward|Reverse-All|Stop-the-Line",
        ),
        "inspector",
        "tram",
        "Number Nine",
        "pea soup",
        "punctual",
        "the Last Stop",
        "being late",
        "Hyacintha",
        (
            (
                "Quillon's tram runs on [lost minutes].",
                "The fuel of Quillon's tram is [lost minutes].",
                "What people waste, Quillon's tram burns: [lost minutes].",
                "Into the boiler of Number Nine go [lost minutes].",
            ),
            (
                "The earliest stop on Quillon's line is [the Ice Age].",
                "At the far end of Quillon's line lies [the Ice Age].",
                "Quillon keeps a fur coat in the tram for [the Ice Age].",
                "Few passengers ride with Quillon as far as [the Ice Age].",
            ),
        ),
        '"Tickets, please," said Quillon Dashwright. "Where to?" "Tuesday," said the old lady. It was Thursday, but Line Nine '
        "went there every hour. Hyacintha Rollo drove the tram, fast, with her hair in a net. Grigsby Tock sat on the back platform "
        "and wrote down what had not happened yet.",
        (
            "The tram jumped a switch at the year-tree park, and all at once there was snow at the windows, and something with tusks. "
            '"We have missed Tuesday," said {hero}. "By some way," said Hyacintha. They gave the mammoth a bun, and it pushed them '
            "as far as the Romans.",
            'The Man from Never got on without a ticket, because he had never bought one. Where he sat, the seat had never been. "Do '
            'not let him pull the cord," said {head}. {hero} held out the ticket punch. "Then I must ask you," he said, "to pay for '
            'the whole journey."',
            "At the Last Stop there is a bench, a lamp, and no time at all. Hyacintha found the golden minute under the bench, where "
            "somebody had dropped it on the way out. It lasts as long as one likes. {rival} said that he could find a better use for "
            "it.",
        ),
    ),
]
