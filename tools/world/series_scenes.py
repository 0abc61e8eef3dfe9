"""Templates that only the main series tells, by topic and by the volumes in which they may stand. Marks as in ``scenes.py``."""

TALES = """
## silence 1-7
The first peal that anyone was taught at Skellbourne was Silvenna, the peal for silence. [Master Pellory|The ginger teacher|Pellory]
taught it in Pealcraft, and he said that a ringer who could not make silence should not be allowed to make noise. "Silvenna!" said
Ketta, and swung her handchime.
[The crack in it hummed.|It gave a thin, cracked note.] At once [the rain on the window|Dovrin's chewing|the whole room] went quiet.
Dovrin's mouth went on moving, and nothing came out. "[Leave him so|It is an improvement]," said Tilsa. [Pellory laughed into his ginger
beard.|It took them until supper to bring his voice back.]

## light 1-7
It was black as [ink|pitch] in the passage. "Lumivane!" called [Ketta|Tilsa|Ketta softly], because Lumivane is the peal for light. The
handchime rang, and a small [white|gold|silver] light sat on its rim like a bird. They saw [wet stones|old ropes], a door, and Dovrin's
worried face. "[I was not worried|I was only hungry]," said Dovrin.
They went on behind the light, and [Pim sneezed in Ketta's pocket|Pim put his head out], which meant that it would rain [before
morning|on the way back].

## lift 1-7
"Tintarrow lifts things," said Master Pellory, and he [laid a feather before each of them|put a saltcake on each desk]. "It does not
throw them. Gently!" "Tintarrow!" called thirty voices. Tilsa's [feather|saltcake] rose [one inch|a hand's breadth] and stayed. Ketta's
[turned over and fell down|went up to the ceiling and stuck]. Dovrin's desk went up, with Dovrin on it, and [bumped|bowed] along the
roof.
"[I said gently|Come down, Ashlock]," said Pellory, whose ginger beard smelled of beeswax as always. "[I should love to|How]?" asked
Dovrin.

## doors 1-7
There are two peals for doors, and no ringer may mix them up. Obdorrin locks a door, and Resolvane opens what is locked. "[First,
Obdorrin|One, Obdorrin]," said Tilsa, when they were all inside, and the bolt slid shut behind them. [Steps came|Somebody came],
stopped, and shook the handle. "Ketta Marrowby!" called Corvane's cold voice. "I know that you are in there."
They waited until he had gone. Then Ketta whispered, "Resolvane," and the lock [turned over|opened] with a small sigh. "[That is the
best word I know|I love that word]," said Dovrin, "[after breakfast|after dinner]."

## mending 1-7
Dovrin had sat on [Tilsa's glasses-case|the teapot|Quessby's ink-pot]. "Do not look," he said, and of course they all looked.
"Carrowmend," said Ketta, for Carrowmend is the peal that mends what is broken. [Piece by piece|Slowly] it came together again, and only
[the handle was on the wrong side|one small crack was left]. "[It has character now|It is better than it was]," said Dovrin.
"Carrowmend does not mend everything," said Tilsa. "[First, not hearts. Second, not eggs.|Pellory says that it does not mend a promise.]"

## forbidden 1-7
Undertolle pulls a person off their feet, and it is forbidden in the halls. That did not stop Corvane Stellgarth. "Undertolle!" he
called [across the Hushing Hall|from behind a pillar], and Dovrin's legs flew up and he sat down in [the murkpie|a dish of murkpie].
Nothing echoed, because no echo lives in the Hushing Hall. The whole table of teachers looked up.
"[An evening of splicing, Corvane|That is ropeburn, Corvane]," said $head. Ropeburn is what a pupil gets for breaking rules, and it
means splicing old rope until [the fingers ache|bedtime]. Corvane wrote it down in the Ledger of Debts, [under D for Dovrin|as if Dovrin
had done it].

## trueface 2-7
"Mirrowain," said [Tilsa|Master Pellory], "is the peal that shows a true face. [Use it seldom|One should not use it on friends]. One may
see [more than one asked for|something sad]." Ketta tried it before the echo-glass, the mirror that shows what was last said before it.
"Mirrowain!" Her own face looked out at her, only [older|more like her mother's], and the soundless mark on her throat shone like
silver.
The soundless mark was left there by Vorrengast's Nullabell, the forbidden peal that takes a voice. [She put up her collar.|Ketta turned
the glass to the wall.] "[It did not get mine|He did not get it all]," she said.

## water 1-7
The tide came in faster than a man can run. "Behind us!" cried Dovrin. Ketta turned round on the wet sand, held up her handchime and
called, "Ebbora!" Ebbora is the peal that turns back water. The first wave [stopped|stood still], as if it had [forgotten something|come
to a wall], and [rolled back|went away again]. "[How long does it last?|And now?]" asked Dovrin. "[Until it remembers|Not long]," said
Ketta. "Run!"
They ran, and they reached the Ebb Gate [a minute|a breath] before it shut, for the Ebb Gate opens only when the tide is out.

## breathing 4-7
Fathomel is the peal for breathing under water, and it [tastes of pennies|feels like swallowing a cold spoon]. "Fathomel," said Ketta,
and let herself sink. [A kelpling pulled her hair.|Two kelplings swam round her and made faces.] Kelplings are the mischievous children
of the weed, and they [untie shoes|steal buttons]. Far below her she saw the lights of the Drowned Court, the palace under the bay,
where the tide-kings rule.
Fennimar was a prince of that court, and he had run away from it. "[My father is angry|They are looking for me]," said Fennimar, in a
stream of bubbles. "[When he is angry there are storms|Swim faster]."

## hearth 3-7
The lamps [burned low|went out], and it grew so still that one could not hear one's own [breath|steps]. Then Ketta saw them: empty coats
that walked. They were Mutecoats, which guard the prison of the Ropewardens and drink sounds. [Dovrin shouted, and no sound came.|Tilsa
opened her mouth and nothing came out of it.] Ketta thought of Candle Row: Aunt Sibbet's [thin hands|quiet voice], counting candles [in
the yellow light|by the stove]. That was her warm memory. She swung the handchime, and the Hearthsong rang out [gold and round|warm as
bread].
The first Mutecoat [folded up|fell down] like washing, and the others [went out through the wall|drew back]. "[What did you think
of?|What was yours?]" asked Dovrin. "[Candles|Three hundred and six]," said Ketta. Only the Hearthsong drives away a Mutecoat.

## weather 1-7
Vesperine taught Weatherings, the lesson of winds and rain, and she wore seven scarves, [one for every wind|one over the other]. "What
is coming?" she asked, and [wet a finger|opened the window]. "[Fog|A storm]," said Tilsa. "[Snow|Sunshine]," said Corvane. Just then Pim
sneezed in Ketta's pocket. Pim was Ketta's salt-newt, and he sneezed before rain, and he was never wrong. "Rain," said Ketta. The first
drops [hit the glass|fell on Corvane's desk].
"[One salt-newt is worth ten books|The newt gets full marks]," said Vesperine, and took off the [grey|green|blue] scarf.

## knots 1-7
Knotlore is the lesson of ropes and promises, and Quessby taught it [in the evening|after supper]. "[A knot is a promise that you can
hold|A bad knot is a lie]," he whispered. The school had nine rules, and because each of them had its own knot they were called the Nine
Knots. Ketta's ropecloak was knotted once for each year at Skellbourne. "[Pull|Test it]," whispered Quessby. Ketta pulled, and Dovrin's
knot [came undone|turned into a bow].
"[So much for your promises|What did you promise]?" asked Tilsa. "[To share my lunch|Not to be late]," said Dovrin.

## deep 1-6
In Deepwatching one learned to see through water, and it was Dame Ulverine herself who taught it. She was blind in one eye, and she said
that [the blind one saw further|it helped]. They sat round a [basin|bowl] of sea water and [breathed slowly|did not blink]. "What do you
see?" she asked softly. "[My own nose|A fish]," said Dovrin. Ketta saw [a rope going down|a dark round thing], and she knew that it was
the Drowned Bell in Mirkwell. She saw a [woman's hand|face] on it.
"[Your mother had those eyes|You are belltouched, as Jessamond was]," said Dame Ulverine. Belltouched is what ringers call a child that
hears bells which nobody rings.

## thrindle 1-7
Thrindle is played over the bay, with three hoops of rope and nine riders a side, and everyone rides a stormgander. The Kestrels wore
russet and the Cormorants wore black. [Ondrey, captain of the Kestrels, blew the horn.|"Higher!" shouted Ondrey, who was captain of the
Kestrels.] Ketta was the darter, and the darter carries the gulletball, which screams when it is dropped. She [flew under the wing
of|dived past] the Cormorants' skyreeve, the rider who guards the ropes, and threw. Through the rope-hoop! That was worth four.
[At the end it stood|When the horn blew it stood] [twenty-four|twenty-eight|thirty-two] to [twenty|sixteen|twelve] for the Kestrels.
[Corvane, who rode for the Cormorants, broke his whip over his knee.|Corvane in his black coat said that the wind had cheated.]

Rain [blew|drove] over the bay, and the Kestrels played the Petrels, the side in grey. The leather gulletball [was slippery|slid like a
fish], and each time it fell it screamed [like a kettle|worse than Brindy]. "To me!" called Ketta, and her stormgander turned on one
wing. She was the best darter that the Kestrels had had [since her mother|for twenty years]. [Two|Three] rope-hoops she made before the
break, and each of them counted four. "[And that makes twelve|Again]!" shouted Ondrey.
The twins Brannet and Brindy [sold nuts|beat a drum] on the sea wall. [Brannet told the jokes and Brindy had planned them.|Brindy had
planned a joke with a rubber fish, and Brannet told it.]

The day before the match Corvane Stellgarth fed [Ketta's stormgander|the Kestrels' stormganders] with fizzlepears, and a fizzlepear is a
pear that hiccups. So Ketta's bird hiccuped all over the bay. It hiccuped [to the left|up], and the Cormorants missed it; it hiccuped
[down|to the right], and their skyreeve fell off [with a cry|into the sea]. Ketta held on with [both arms|her teeth] and made [five|six]
rope-hoops in a quarter of an hour. "[Thank you, Corvane|What do you feed your birds, Corvane]?" called Ondrey.
The Kestrels, in russet, had [never|seldom] won so high, and the Cormorants, in black, went home without a word.

## wood 1-7
Lowest Tide is the festival in spring when the sea goes out so far that one can walk through Sallowholt. Sallowholt is a drowned wood:
the trees stand there [black and dripping|hung with weed], and [crabs sit where birds should sit|mussels grow on them like fruit]. The
[whole school|pupils] went in with lamps, singing. [Ketta, Dovrin and Tilsa walked at the end.|The three friends soon lost the others.]
Out of the mist came a wharrow, a hound made of harbour fog, and [looked at Dovrin's sandwich|sat down before them]. "[Take it|Good
dog]," said Dovrin faintly.
Then a brindlewisp lit up, a small striped light that leads people to what they have lost. It led Tilsa to [her left glove|a pencil],
and it led Ketta to [the edge of the sea, and there it stayed|Mirkwell, and would not move].

## well 1-7
Nobody drew water from Mirkwell, because the Drowned Bell lay in it. It was the first of all bells, and Lisk the bell-founder had cast
it. Whoever rang it was heard by the dead. Ketta lay on [the cold rim|her stomach] and [listened|looked down]. [A long note came up, so
low that the stones felt it.|Something hummed down there.] "Mother?" she said. Her mother Jessamond had rung the Drowned Bell and was
lost, and her father Aurick, the lighthouse man, was lost at the Teeth, [the reef outside the bay|out on the reef].
[The water moved, and that was all.|"Come away," said Dovrin gently, and for once he said nothing about food.]

## crab 1-7
Under the jetty lived Old Barnaclaw, a crab as large as a cart, who was Hobbin's friend. Hobbin Gorsewick brought him [a bucket of fish
heads|stale saltcake] every evening. "[Scratch him between the eyes|He likes songs]," said Hobbin. Ketta [did it with a broom|scratched
him]. The great claw [opened|rose] and laid something at her feet: [a green bottle|a brass bell no bigger than a thimble|a sailor's
boot]. "[He gives you a present|He only does that for friends]," said Hobbin, and went on carving his spoon.
"[Has he eaten the sailor?|Where is the other boot?]" asked Dovrin. "Not lately," said Hobbin.

## cook 1-7
Grondle the cook put salt on everything and shouted in rhyme. "[Eat it hot or eat it not, there's nothing else inside the pot!|Sit up
straight and clean your plate, the pie won't walk, the fish won't wait!|Who is late and late again gets a saltcake and the rain!]" he
roared through the Hushing Hall. There was [murkpie, because it was an examination day|saltcake, grey and hard], and [the murkpie was all eels|the saltcakes were too salty], as always. Dovrin had [three|two] helpings. "[It is quite good if you do not chew|You get
used to it]," he said.
Ketta gave hers to Pim, and Pim [sneezed|put it back on the plate]. "[Rain|That means rain]," said Tilsa. "Or pepper," said Ketta.

## library 1-7
The Salt Library lay under the sea wall, and its books were kept in salt. Quessby was the librarian there, and he whispered even when he
was shouting. "[Out with that bun!|Dry your hands!]" he whispered at Dovrin, so loudly that the shelves shook. Tilsa [blew the salt
from|opened] a book about [Kettlefold, the valley of bell-founders|the Drowned Court]. "[Listen|Here it is]," she said. "Lisk was born
in Kettlefold. He cast the Drowned Bell, but its clapper was stolen, and it is called the Moonclapper."
"[And where is it now?|Who has it?]" asked Ketta. The next page was [empty|only salt].

## tidebook 1-7
Each pupil had a tidebook, whose ink comes and goes with the tide. At high water the pages were [full|black with words], and at low
water they were [white|empty]. "My homework is there," said Dovrin. "[Come back at six|You will have to wait for the tide]." [Pellory,
who had heard this for twenty years, sighed.|"At low tide," said Vesperine, "I believe you."] Ketta wrote in hers every night: what
Corvane had said, what [Tilsa had thought|Dovrin had eaten], and [what the bell had sung|how the bell had sounded].
And sometimes, between her own lines, there came [one word|a line] in another hand, [small and slanting|very faint]: [listen|not
yet|soon].

## stair 3-7
At the thirteenth stroke of midnight the Thirteenth Stair appeared in Gullspire, and only then was it there. On it walked Lisk, the
ghost of a bell-founder, [with a hammer in his belt|grey and see-through]. "[You are late|There you are]," said Lisk. "The dead have
time, [but the stair has none|the living never have]." He told them of Kettlefold, where he was born, and [how he cast the Drowned
Bell|how he cast the first bell of all]. "[I made it too well|I was proud of it]," he said. "[It can be heard where nothing should be
heard|The dead hear it, and they come]."
A tombfinch sang on the top step. The tombfinch sings only for the dead, and Lisk [bowed to it|took off his cap].

## ledger 1-6
Corvane Stellgarth kept a Ledger of Debts, a list of what everybody owed him. [That day he opened it at M|He read from it at breakfast].
"Marrowby, Ketta," he read. "[One seat on the ferry. Two looks. One laugh, on a Tuesday.|For laughing: three. For winning: nine.] You
will pay it all, with interest." "[In tollpence?|How?]" asked Dovrin. A tollpenny is the coin of ringers and has a hole in it.
"[Ashlock, Dovrin. One stupid question|In tears]," said Corvane, and wrote.
He was the son of Thaddock Stellgarth, a governor of the school, and he never let anyone forget it. "[He must be very lonely|Poor boy],"
said Tilsa. "First, nobody writes lists who has somebody to talk to."

## inn 1-7
On free Saturdays they walked to Thessock, the village on the mainland road, and drank brambleglow at the Lanthorn Inn. Brambleglow is
warm and purple, and it [glows in the cup|makes the ears hot]. Ketta paid one tollpenny for [three cups|all of them]. [The twins came in
with snow on their hats.|In the corner sat Brannet and Brindy.] "Have you heard the one about the bell-deaf goat?" asked Brannet, who
tells the jokes. "[Not now|Wait for my sign]," said Brindy, who plans them. Bell-deaf is an insult among ringers, [and not one for the
table|and goats do not deserve it].
Dovrin [drew a map of the sweet shop|ate six saltcakes for comparison], and Tilsa fed her murrel under the table. Her murrel was a
ship's cat with six toes and a copper eye.

## whisper 1-7
The Whisperwalk is a corridor that repeats yesterday's talk. One should [not gossip there|go through it with shut lips], but everybody
forgets. "I like [Ketta|the girl with the newt]," said the wall, in [Ondrey's|somebody's] voice. "Give me back my pencil," it said in
Tilsa's. "[Is there more?|I could eat a horse]," it said in Dovrin's, [seven times|again and again]. And then, very low, in a voice that
none of them knew: "[Tonight, at Mirkwell|The girl is the one. Bring her to me]." They [stood still|held hands].
"[That was yesterday|Somebody stood here yesterday]," said Tilsa at last. "[First, who?|So it has already begun.]"

## beasts 1-7
In the yard of Carrock, on the sea wall, stood Hobbin's glimmox. A glimmox is a moss-backed ox that glows when it is content, and [this
one glowed like a lamp|it lit up half the yard]. "[He likes you|That means he is happy]," said Hobbin to Ketta. He was the keeper of
the grounds, huge and gentle, and he carved spoons. On the wall a quillback had written [WHERE IS MY MILK|I WAS HERE], for a quillback
writes on walls with its spines. "[Its spelling is better than Dovrin's|It can spell]," said Tilsa.
Then [a shadow fell over the yard|Corvane came by], and the glimmox went dark.

## jars 4-7
"Vorrengast keeps them in jars," said [Lisk|Fennimar|an old Ropewarden]. "A voicejar is a jar in which a stolen voice is kept, and he
has [hundreds|rows and rows]. Those who have lost their voices are called the Dulled, and they must serve him." [One could hear the jars
at night, they said, all humming different songs.|"Do they know who they were?" asked Tilsa.] People did not dare to say his name. They
called him the Voice-Thief. He had once been a pupil at Skellbourne, [and a good one|at this very table].
"Nullabell," said Ketta, and her hand went to the soundless mark on her throat. Nullabell is the forbidden peal that takes a voice.

## warden 1-7
A Ropewarden came from Vael, the capital, where all the Ropewardens sit. He was an officer of the law among ringers, and he carried a
black rope [on his shoulder|in a coil]. "[Where were you last night?|Who has rung Undertolle?]" he asked. "In bed," said Dovrin. "[In
Gullspire|At the foot of Gullspire]," said Ketta, for she slept at its foot, and Gullspire is the tallest bell tower of the school. The
man wrote it down. "You have rung true," he said. [That is what ringers say of an honest person.|He meant that she was honest.]
"[He did not say it to me|And I?]" said Dovrin. "You were not in bed," said Tilsa. "You were in the kitchen."

## muffling 1-7
On Muffling Night all the bells are wrapped in wool. [From cellar to spire|All afternoon] the pupils climbed about with grey blankets,
and at dusk there was no sound left in Skellbourne but [the sea|voices]. "[Sleep well, old one|There, there]," said Ketta to the great
bell in Gullspire, and tied the last knot. The Unrung, who are people without the gift, think that the school is empty on that night.
But Ketta heard one bell that no wool could muffle. It rang under the water, [slow and patient|once, and once again].
"[Do you hear it?|Now?]" asked Tilsa. "[Only you do|We believe you]," said Dovrin, and gave her his half of the saltcake.

## oath 2-7
"[Swear it|We must swear]," said Tilsa. An oath that drowns whoever breaks it is no small thing, and those who have taken one are called
tidesworn. They stood [up to the ankles|knee-deep] in the sea, Ketta in the middle, Dovrin Ashlock on her left and Tilsa Brome on her
right. "We go together, or not at all," they said. The water [rose to their knees|turned warm], and [fell|sank] again. Now they were
tidesworn.
"[My socks are tidesworn too|Does it count that I had my fingers in my ears]?" asked Dovrin. [Even the sea seemed to laugh.|Tilsa pushed
him in.]

## glass 2-7
Oswynne was [still half of glass|half glass even now]: in the sun one could see [her heart|the light] through her left [shoulder|hand].
She had been the Glass Heron until Ketta broke the curse. "[What was it like?|Do you miss it?]" asked Ketta. "[High|Cold, and very
quiet]," said Oswynne. "I miss the roofs. I do not miss [the fish|being alone]." It was Thaddock, Corvane's father, who had laid that
curse upon her.
She [walked carefully|never ran], and the little ones [carried her books|fought to sit beside her], because then the wall was full of
rainbows.

## ferryman 1-7
Old Yarrick was the ferryman, and he was Dovrin's father. His Nonesuch Ferry had no oars [and no sail|at all]; it [knew the way|went
when it was told]. "[Sit in the middle and sing|Do not feed the gulls]," said Yarrick. It brought the pupils from Farrowmouth to the
island on the first of Reaping, and Reaping is the month in which the school year begins. "[When I was a boy|In my day]," said Yarrick,
"[Jessamond Marrowby sat where you sit, and she listened over the side as you do|your mother sat there, Ketta]."
Ketta [put her hand on the wet wood|said nothing], and Dovrin [gave her an apple|took her other hand].

## family 1-7
"Tell me about your family," said [Oswynne's friend, a small first year|a small first year]. "Tilsa's father makes clocks," said Dovrin,
"so she is a clockmaker's daughter, and she argues by numbered points. I am a ferryman's son, and I draw maps, and I am always hungry.
Corvane's father is Thaddock Stellgarth, the governor." "And Ketta?" "[My aunt brought me up|Aunt Sibbet brought me up]," said Ketta,
"over the chandler's shop at number nine, Candle Row, in Farrowmouth. She counts candles. My mother was Jessamond. My father was Aurick,
and he kept the lighthouse."
"[And who is that?|And who is in your pocket?]" "That is Pim," said Ketta. "He is a salt-newt."

## assembly 1-7
First Stroke is the morning gathering in the Hushing Hall, and [whoever comes late gets ropeburn|nobody may be late for it]. $head read
out the news: [the Kestrels had the bay on Friday|somebody had put a kelpling in the bath|the Whisperwalk was closed for cleaning].
Bells rang in all the towers, Gullspire first, and after each bell it was [wonderfully|quite] still, since no echo lives in that hall.
[Brannet and Brindy sat in front and looked innocent.|The twins Brannet and Brindy had glued something to something.]
"[And now work|Go and learn something]," she said softly, and three hundred pupils stood up in their ropecloaks, [with a noise like the
sea|and the benches squeaked].

## wick 1-7
By each bed stood a wickstone. A wickstone is a stone that burns cold, so one may [hide it under the blanket|put it in a pocket]. By its
blue light Ketta [read|wrote to Aunt Sibbet], Tilsa did sums, and Tilsa's murrel [slept on both of them|watched with its copper eye].
[Dovrin came in by the window, although he was not allowed to.|Then somebody threw a shell at the window, and it was Dovrin.] "[I have
found something|Look at the compass]," he said. It was the Wrong Compass, which points to what one fears, and the needle pointed
[straight at the sea|down, through the floor].
"[What do you fear down there?|What is under us?]" asked Tilsa. "[The cellar|Mirkwell]," said Dovrin in a small voice.
"""
