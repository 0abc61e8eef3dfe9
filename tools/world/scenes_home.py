"""Templates of the shared scenes, second part: home, letters, shops, repairs, rain, pets, the way back."""

HOME = """
## home
$hero woke early, because [the light was strange|$pet sat on $her chest|something had called $obj]. %weather. [Downstairs|In the shop]
Aunt $guardian was [already counting|making tea|sweeping the step]. "[Why are you up so early|What is it], child?" asked Aunt $guardian.
"I heard [a sound|something]," said $hero. "[It came from the water|It came from far away|It sounded like the $clock]."
Aunt $guardian [stopped|put down the cup] and said nothing for a moment. "[Eat your breakfast|You dream too much]," said Aunt $guardian
then, but those hands were not quite still.

Aunt $guardian packed the bag: [three|four|five] pairs of socks, a $coat, a $notebook, soap, and a [big|small] parcel of $cake. "[Write
every week|Wash your neck|Do not lend money]," said Aunt $guardian, "and [keep your feet dry|be polite to $head|do not feed everything
you find]." "Yes," said $hero. "And come back," said Aunt $guardian [quietly|more softly].
$hero put both arms round [the old apron|that thin neck] and [held on|said nothing]. Then $she took $her bag, whistled for $pet and went
down $street without looking round, because [looking round makes it harder|$her eyes were wet].

The house in $street was [narrow|old|small] and smelled of [wax|soap|bread]. $hero's room was under the roof. There was a bed, a chair,
[a shelf|a box] with %small on it, and a window from which one could see half of $town. [On the wall hung a picture|Beside the bed stood
a picture] of $her mother and father. $hero said good morning to it, as $she did every day. "[Today|This year] something will happen,"
$she told it.
"I can feel it in my [%body|teeth]." And before [breakfast|the clock struck eight] there was a knock at the door.

It was $hero's birthday, and everybody [pretended|seemed] to have forgotten it. $friend talked about [lunch|the weather], $other about
[a book|a sum]. $hero [went home slowly|kicked a stone all the way home]. But when $she opened the door, there stood $friend, $other and
Aunt $guardian round a huge [cake|pudding] with [eleven|twelve] lights. "[Surprise|Happy birthday]!" they shouted, and $pet [fell off
the chair|ran under the bed].
$friend gave $obj %small, $other gave $obj a $notebook, and Aunt $guardian gave $obj [a new|a warm] $coat. %glad

## letter
In the evening $hero wrote a letter. "Dear Aunt $guardian," $she wrote, "I am well. [The food is bad but there is a lot of it.|The beds
are hard.] $friend has [eaten|broken|lost] something again and sends love. $other says that [I should work more|my spelling is getting
better]. [We played $game and I was not the worst.|In $lesson I did everything right, once.]
[Please send|I need] socks. Your $hero." $She read it again and [added|wrote underneath]: "[I miss you|Nothing dangerous has happened at
all]." That was [not quite true|the only line that was hard to write].

A letter came for $hero. The paper was [thin|yellow|damp], and the writing leaned to the left. "Dear $hero," it said, "[you do not know
me|I knew your father|I am an old friend]. [Be careful|Take care]. [$Enemy has been seen in $town|$Enemy is looking for the
$treasure|Somebody near you is not what they seem]. [Burn this letter|Show this to nobody]."
$hero showed it to $friend and $other at once. "First," said $other, "[it is written in a hurry|the writer has cold hands]. Second, the
writer is afraid." "[Third, I am afraid too|So am I]," said $friend. %brave

$hero opened $her $notebook and wrote down what had happened [that day|since Monday]. "[1. We were at $well. 2. $rival was there too. 3.
Somebody had taken the $treasure.|Seen: one $hound. Heard: the $clock. Eaten: far too much $cake.]" Then $she bit the end of the pen and
thought. [A moth|The wind] tapped at the glass. "[What does it mean?|And what happens now?]" wrote $hero, and
closed the book, and [slept with it under $her pillow|put out the light].

## shop
In $village there was a shop that sold [everything|a little of everything]: %food, [boots|ropes|buttons], ink, and every kind of
$candle. $hero had [saved|found|earned] one $coin and wanted [a present for Aunt $guardian|something for $friend's birthday|a new
$notebook]. "That costs two," said the man [with the long beard|behind the counter]. $hero [turned to go|put it back on the shelf].
"Wait," said the man. [Sing me a song, and we shall call it one." So $hero sang. "You sing badly," said $friend outside. "I know," said
$hero. "He gave it to me to make me stop."|Tell me a joke, and we shall call it one." So $hero told the one about [the cow and the
bishop|the two snails], and the man laughed until he had to sit down. %glad|Carry these boxes into the cellar, and we shall call it
one." So $hero carried %num boxes, and went out with the parcel [under $her arm|and two tired arms]. %glad]

[It was market day|The market was full]. There were [carts|tents] with %food and %food, a man who [sold birds|pulled teeth], and a woman
who [told the future|danced] for $a_coin. "You will go on a long journey," the woman told $friend. "[To the next stall|Only to the
bakery]," said $friend. Then the woman took $hero's hand and [stopped smiling|looked up]. "[You have been called|Somebody is looking for
you]," said the woman. "[Listen well|Keep your friends near]."
$She would not take the money. $hero thought of it all the way home, but $friend thought of [the pancakes|the bird man].

Aunt $guardian's shop was [small and dark|full from floor to roof]. $hero helped there on [Saturdays|wet days]. $She
[swept|counted|wrapped], and people came and talked: [the baker|the baker's wife] about [flour|a bad knee], a sailor about [whales|the
weather], and $rival's mother about [$rival|money]. "[How much is that|One]?" asked a voice. The man at the door wore a long grey coat,
and it was [dry|clean], although it was raining.
"[We are shut|It is not for sale]," said Aunt $guardian very quickly, and [locked the door|turned the sign]. "Who was that?" asked
$hero. "Nobody," said Aunt $guardian, and [counted everything again|dropped a plate].

## repair
$hero's $tool was broken. It had [fallen down the stairs|lain in the rain|been under $friend when $friend sat down], and now there was a
crack in it. "[Throw it away|Buy a new one]," said $rival. But $hero took it to $keeper, who had [glue|fire|tools] and patience. "Broken
things are [only tired|often the best]," said $keeper. "This one [will sound different|will never look new]. [But it will be yours|It
will remember you]."
They worked [until dark|all afternoon] with [wire|wax|glue] and small [hammers|brushes]. When it was done, $hero tried it. "$shout!"
$she called. It [worked|was as good as before], and the crack looked like [a river|a smile|a little tree].

The roof of $hut had a hole in it, and $keeper had [hurt an arm|a bad back]. "We shall do it," said $hero. $other [made a
drawing|measured twice], $friend held the ladder [and ate an apple|with both eyes shut], and $hero climbed. $She could see [%num
ships|as far as $town|all of $wild] from up there. "[Pass the nails|More nails]!" called $hero. "[Which end is the front of a nail|Do
you need the ones I am standing on]?" asked $friend.
By [evening|four o'clock] the hole was shut. [It rained in the night, and not one drop came in.|There was now another hole, but a
smaller one.]

Something was wrong with the $clock. It [made no sound|was an hour late|hummed in the night]. $teacher [looked at it and shook a grey
head|did not know why]. $hero put $her ear against it. "[There is something inside|It is not broken, it is stuck]," $she said. $other,
who [knew such things|had small hands], reached in and pulled out [a nest|a mouse|an old letter|a wet sock]. [$friend turned red. "So
that is where it was," said $friend.|"Well," said $other, "that explains it."]
[After that the $clock went as well as ever|Then it began again, and everyone in the corridor stood still and listened].

## rainy
It rained [for three days|all week]. Nobody could go out. $friend built a [house|boat] out of [chairs|books], $other sorted [all the
buttons|the books] by [colour|size], and $hero stood at the window and [drew faces on the glass|watched the drops race]. "[I bet on the
left one|That one will win]," said $hero. "[They have met|They are one drop now]," said $other. "So we have both won."
In the evening the rain stopped, and all at once [the silence woke them|they heard the $clock]. They [ran out in their socks|opened the
window]. Every leaf was shining. %glad

%weather, and then it poured. $hero and $friend ran to $hut and stood under the roof with [a wet $beast|a wet dog]. "[It smells in
here|Somebody smells in here]," said $friend. "[That is you|It was me]," said $hero. $keeper gave them dry [blankets|socks] and a cup of
$drink, and told them how [the great storm came|the old bridge fell down|$tower was built] long ago. [When the story was over, the sun
was shining and nobody had noticed.|They did not want the rain to stop.]

The rain came through the roof, and everybody in $school ran for [pots|buckets]. $head put [a vase|a hat] under one hole, $teacher stood
in the corridor with [an umbrella|a bath]. It went plink, plonk, plink. "[It is almost music|Listen]," said $hero. $friend began to
[hum|drum on a pan], and $other [joined in|beat time], and soon [half the school|everyone] was playing the rain. Even $rival [moved one
foot|tapped a finger, when $rival thought that nobody looked].

## pet
$pet was $a_pet_kind and had [opinions|bad habits|a mind of its own]. It [slept in $hero's boot|ate only yellow things|was afraid of
spoons]. When $hero was sad it [sat on $her feet|brought $obj %small]. When $friend sang, it left the room. One [morning|evening] it
began to [scratch at the door|run in circles]. "[It wants to show us something|It is only hungry]," said $hero. They followed it [down
the stairs|over the yard|along the wall] to $well, and there, [in the grass|behind a stone], lay the $treasure.
"[Good|Clever] $pet_kind," said $other. $pet looked away, as if to say: [what took you so long|I know]?

$pet was ill. It lay in a [box|basket] by the fire and would not eat [its dinner|even cheese]. $hero sat beside it [all night|until
midnight] and [told it stories|held a warm cloth]. "[What does it need?|Can you help it?]" $she asked. $keeper looked at its
[tongue|ears]. "[Sleep|Time]," said $keeper, "and [you|no more $cake from $friend]." [$friend turned red.|$friend looked at the
ceiling.] In the morning something wet touched $hero's %body. It was $pet, and it wanted breakfast. %glad

"[No pets in the $hall|That animal must go]," said $rival, and pointed at $pet. $pet [sneezed|yawned] and [jumped onto the table|walked
into the butter]. Cups fell, people screamed, [and a bowl of $pie landed on $rival's head|and $friend caught the cake in the air]. $head
[came in|stood up], and everything went still. "Whose is it?" asked $head. "Mine," said $hero, though $her voice shook.
"It has [good taste|better manners than some]," said $head. "[Teach it to use the door|Take it for a walk, and then come back and wash
the floor]." And so $hero washed the floor, and $friend and $other helped.

## return
In the evening they came home, [wet|tired|dirty] and [very hungry|happy]. Aunt $guardian stood at the door [with a lamp|with folded
arms]. "[Where have you been|What time do you call this]?" asked Aunt $guardian. They all told it at once. Aunt $guardian listened,
[took off $hero's wet shoes|cut the bread] and said at last, "[You might have been lost|I was worried]." "[We were|Only a little]," said
$hero. "But [$friend had the map|we were three]."
[Then there was soup and silence.|That night $hero slept without a single dream.]

So it ended well. $hero had [the $treasure|a new scar|a story to tell], $friend had [a full stomach|lost a shoe and found a better one],
and $other had been right [%num times|from the beginning] and said so. They sat [on the wall|on the steps] and [watched the lights of
$town|shared the last $fruit]. "What shall we do tomorrow?" asked $friend. "Nothing," said $hero. "[Good|I am good at that]," said
$friend.
But [something told them|they all knew] that it would not be nothing.

"And is that all?" asked $teacher, when $hero had finished. "That is all," said $hero, "[except for the window|apart from the $beast]."
$teacher [coughed|wrote something down]. "You broke [%num rules|nearly every rule]," said $teacher, "and you [helped a friend|told the
truth]. [The first costs you an evening in the kitchen. The second is worth a cake.|I shall forget the first if you remember the
second.]" $friend and $other were waiting outside with [long faces|worried eyes].
"Well?" they asked. $hero held up [the cake|two thumbs], and they [all shouted for joy|ran off before anyone changed their mind].

Years later they still talked about that [day|night]: how $friend [fell into $well|got stuck in the window], how $other [argued with the
$hound|found the way], and how $hero stood there with $her $tool and called "$shout3!" although $her voice shook. "I was not afraid,"
$friend always said. "You [held my hand|hid behind me]," said $other. "[To keep you warm|That was cold, not fear]," said $friend. And
$hero, who [remembered|knew] everything, smiled and said nothing.
"""
