"""Templates of the shared scenes, third part: the wild, lost things, the keeper, visits, festivals. Marks as in ``scenes.py``."""

OUT = """
## wild
They went on to $wild, [where nobody went after dark|although it was forbidden]. $friend [went first|carried the food], $hero held the
$tool, and $other counted the steps. [%weather.] Something [moved|cracked] behind them. "[What was that|Did you hear it]?" whispered
$friend. Two [green|yellow] eyes looked out at them. It was $a_hound, [thin|large] and quite still.
"Do not run," said $hero. $She [held out a piece of $cake|sat down slowly], and the $hound [came nearer|bent its head], took [it|one
breath of $her sleeve], and was gone. "[That was my supper|I was about to do the same]," said $friend.

In the middle of $wild stood $a_beast. It was [lost|caught in a rope|up to its knees in mud] and [called|looked] sadly at them. "Poor
thing," said $hero. They pulled [at the front|on one side] and pushed [from behind|on the other], and $friend fell [flat on the
%body|full length]. "[Again|Once more]!" said $other. With a sound like a [cork|kiss] the $beast came free and [shook itself over all of
them|licked $hero from ear to ear].
It followed them all the way to $hut, where $keeper [counted|laughed]: "I had lost one, and [now I have four|here come four muddy ones]."

There were no paths any more. $friend turned the $compass this way and that. "[We have been here before|I know that stone]," said
$other. "[That is my own footprint|Those are our own steps]." It grew [dark|cold], and they [sat down close together|shared one $coat].
Then a light came dancing [out of the dark|along the ground]. It was $a_flier, no bigger than a [thumb|walnut]. It flew [ahead|a little
way], waited, and flew on.
"Follow it," said $hero. "[Follow an insect|And if it is wrong]?" asked $friend. But it led them to [the road|the edge of $wild|the wall
of $school], and there it [went out|was gone].

$hero liked to be alone in $wild [in the morning|early, when the air was cold]. $She knew where the [birds|rabbits] slept and where the
best [stones|berries] were. That morning $she found [a track|a deep footprint] that $she did not know. It was [as long as $her arm|round
as a plate], and it led to $well. $hero [followed it|put $her own foot inside it] and [felt|heard] $her heart. [At the end of the track
sat an old $beast in the sun, fast asleep.|There the track ended, as if whoever had made it had flown away.]
"[So it was you|I shall find you yet]," said $hero.

## lost
"It is gone!" cried $friend. "[What is gone|What do you mean]?" asked $hero. "The $compass! It was in my [pocket|bag] this morning." They
[turned the room upside down|looked under every bed]. They found [%num socks|an old sandwich], %small and [a sandwich|a letter] from
last [year|winter], but no $compass. "[Things do not walk|Somebody has taken it]," said $other. "Who was here?" "[Only $rival|Nobody but
the cook]," said $friend slowly.
They looked at each other. [But it was $pet that had taken it, and slept on it.|"We do not know that," said $hero. "Let us ask first and
shout afterwards."]

The $treasure had vanished. It had [lain|stood] in a case in $school for a hundred years, and now there was only [dust|a clean spot]
where it had been. $head spoke very softly, and that was worse than shouting. "Whoever has it," said $head, "may put it back before
[Sunday|night], and I shall ask nothing." Nobody moved. $rival pointed. "[Ask $hero|I saw $hero there]," said $rival. "[$She is always
where $she should not be|Late, with a light]."
"[That is true|I was there]," said $hero, "but I [did not take it|only looked]." %sad

$pet was not in the [basket|box]. It was not [under the bed|in the kitchen] either, nor [on the roof|in the pot], where it had been last
time. $hero called until $her voice was gone. "[Where did you see it last|When did you last see it]?" asked $other, pencil in hand. "[At
breakfast|Near $well]," said $hero. "It was [cross with me|watching a bird]." $friend made a notice: LOST, ONE $pet_kind, ANSWERS TO
NOTHING. [They hung it on every door.|There were %num mistakes in it.]
"[We shall find it|Come on]," said $friend, and took $her hand. "It owes me a piece of $cake."

## search
They began to search at $well. $friend looked [behind it|on the left], $other on the [other side|right], and $hero [lay down on $her
stomach and looked in|climbed onto the edge]. Deep down something [shone|glittered]. "[I can see it|There is something]!" $she called.
They tied [three scarves|their belts] together, and $hero [went down|was let down], because $she was the lightest. "$shout2!" $she said
into the dark. $Her fingers [closed round|touched] something cold. It was [the $treasure|a $box, and in it lay the $treasure].
"Pull!" shouted $hero. They pulled, and out $she came, [green with slime|wet as a fish] and laughing.

They searched [the whole afternoon|until supper]. They searched the [kitchen|cellar], where they found [the cook asleep|a great many
mice], and $hut, where they found $keeper [singing to a $beast|washing a $beast]. They searched $rival's [desk|cupboard], though that
was not [nice|honest], and found [a letter from home, wet with tears|a toy rabbit with one ear]. They put it back [quickly|carefully]
and did not look at each other. "[We never saw that|I feel small]," said $friend. "Yes," said $hero.
And when they [had given up|came home], there it was: [on the table|in $friend's other pocket], where it had been all the time.

"[Think|Let us think]," said $other. "First, it was here at noon. Second, [the door was locked|nobody came in]. Third, there is [a
feather|mud] on the floor." "So it was a bird," said $friend. "[A bird with boots|A very clever bird]," said $hero, and pointed at the
[marks|footprints]. They followed them out through the $gate, along the [wall|ditch] and up to $tower. A [jackdaw|magpie] sat there in
the middle of [spoons|shining things]. "[That is my button|My other sock]!" cried $friend.
[They took back what was theirs and left it one spoon, so that it should not be sad.|It took them an hour to carry everything down.]

$hero [could not sleep|got up in the night]. $She took $her $tool and went alone through the [dark|sleeping] house. [Step by step|Very
slowly] $she came to the place where $she had [last been|lost it]. "[Where are you?|Is anybody there?]" $she whispered. Something answered: a
small sound, [like a spoon on glass|like a sob]. Behind the [stove|curtain] sat [a little boy|a little girl] with the $treasure in both
hands. "I only wanted to hold it," said the child. "[It is so bright|I miss my mother], and the nights are so long here."
$hero sat down too. "[My first week was like that|I know]," $she said. "We will bring it back together."

## keeper
$keeper lived at $hut with %num hens and a $beast that [was older than the school|could open doors]. $keeper was [as broad as a door|big
and slow and gentle] and carved spoons in the evening. "[Come in, come in|You look cold]," said $keeper. "[There is a pot of $drink|Sit
by the fire]." $hero told everything from the beginning. $keeper carved and listened. "[I should not tell you this|Now I have said too
much]," said $keeper, "but [$enemy was once a pupil here|the $treasure does not belong to the school]. Ask [$head|in the $library]. And
[take a spoon|eat something first]."
So they went away with three spoons and more questions than before.

"[Help|Quick]!" shouted $keeper. "She is coming!" It was the $beast, and what was coming was a very small $beast. $hero held the
[lamp|head], $friend [fainted|looked the other way], and $other read aloud from a book what one had to do. "[It says hot water|Page
nine]," said $other. "[It says nothing about being kicked|We have only cold $drink]," said $keeper. At [midnight|three o'clock] it lay
in the straw, wet and [surprised|wobbly]. "[You must give it a name|What shall we call it]?" asked $keeper.
"[Tuesday|Button|Biscuit|Sunday]," said $hero. And so it was called.

$keeper never said much. That day $keeper said nothing at all, and [sat on an upturned bucket|carved the same spoon thinner and
thinner]. "What is wrong?" asked $hero. "[They say I did it|They think that I took the $treasure]," said $keeper at last. "[I have been
here for thirty years|I have never taken so much as an egg]." A big tear ran down into the collar. $hero grew hot with anger. "[We know
that you did not|You could not do such a thing]," $she said. "And we shall [prove it|find out who did]."
"[You are good children|Mind that you are not late for supper]," said $keeper, and wiped both eyes with a sock.

## visit
On [Sunday|the last day of $month] they visited $friend's family. The house was [small and loud|full of boots], and there were
[%num|more] brothers and sisters than chairs. "[Eat|Sit down and eat]!" said $friend's mother. There was [%food|a pie as big as a
wheel], and when it was gone there was [%food|another]. $friend's father told how $friend had once [sailed away in a tub|eaten a
candle]. "[I was three|It looked like cheese]!" cried $friend. %laugh
On the way back $hero was quiet. "[You can share mine|You can have a few of them]," said $friend, who understood. "[There are enough|I
would not notice]."

$other lived above a workshop full of [wheels|clocks|tools]. [Everything ticked.|It was very tidy.] $other's father [looked at $hero
through a thick glass|had a pencil behind each ear] and asked, [1:"What time is it?" "About four," said $hero. "About!"|"Are you exact?"
"Nearly," said $hero. "Nearly!"|"How long did you walk?" "Some time," said $hero. "Some!"] said the man [sadly|to the ceiling]. But he
[gave them $drink|showed them a bird made of brass], and when they left he [shook $hero's hand|let $hero wind the big one]. "[He likes
you|That was very warm of him]," said $other. "[He looked at you twice|He smiled for nearly four seconds]."

An old woman came to $school. She had [a stick with a silver top|a hat full of birds] and asked for $hero. "[Let me look at you|Come
into the light]," she said. "Yes. [Your father's ears|Your mother's chin]." $hero could not speak. "[I knew them both|I danced at their
wedding]," said the old woman. "They [would have been proud|were brave and never on time]." Then she [told $obj|spoke of] little things:
that $her mother [hummed while she worked|hated peas], that $her father [could not swim|told bad jokes]. [$hero kept every word, as
others keep money.|It was more than $hero had ever been given.]

## festival
It was the day of $holiday. [Flags hung from every window|There were lights in all the trees], and everybody wore [their best
$coat|something %colour]. $head made a [short|very long] speech, the [pupils|little ones] sang, and somebody's $mount ran through the
[cakes|flowers]. $hero and $friend [ate|tried] %food, %food and far too much $cake. "[I shall never eat again|I can feel my ears]," said
$friend. "[There is $pie|They are opening the $drink]," said $other. "[Perhaps a little|Only one cup]," said $friend.
When it was dark they [danced|sang] until the [lamps|stars] went out, even $teacher, and even, for one minute, $rival.

Before $holiday everything had to be [cleaned|painted]. $hero painted the $gate, $friend painted $friend, and $other painted a sign that
said WET. [$rival did not read it|$rival leaned on it]. In the evening there were [races|games]. In the sack race $hero came
[second|last but one], in the egg race $friend [ate the egg|dropped it on $teacher], and in the [quiz|singing] $other won a [ham|huge
$fruit]. "[What shall I do with it|How do I get it home]?" asked $other. "[Give it to me|I know a place for it]," said $friend. %laugh

On the day of $holiday nobody may [work|be cross]: that was an old custom in $town. People who had not spoken for a year [shook
hands|drank $drink together]. $hero saw $rival standing alone [by the wall|under a lamp]. $She did not want to go over, but $her feet
[went|did it]. "[Here|Take it]," $she said, and held out half of $her $cake. $rival looked at it [for a long time|as if it might bite].
"[This changes nothing|I do not like you]," said $rival, and ate it. "[I know|Nor I you]," said $hero. "[Is it good|Does it taste]?"
"[It is dry|Yes]," said $rival.

## night
In the night $hero woke. [The moon stood in the window|There was no moon]. The $clock had [sounded|called], or $she had dreamed it. $She
[took $her $coat|lit $a_candle] and went to the window. Down by $well stood somebody in a long coat and did not move. "[Wake up|Look],"
$she whispered to $other. But when $other [came|had found both slippers], there was only [the moonlight|a cat] there. "[You dreamed
it|There is nobody]," said $other, "[and now I am awake too|and my feet are cold]."
$hero [went back to bed|lay still] with open eyes. [In the morning they found the footprints.|$pet looked at the window too, and every
hair of it stood up.]

"[Are you all asleep|Who is awake]?" asked $friend. "Yes," said everyone. So they [sat up|pulled their blankets to the stove] and told
stories. $friend told one about [a ghost with no head|a hungry ghost], and $other told one about [a sum that had no end|a clock that ran
backwards]. Then it was $hero's turn. "There was once a $girl," said $hero, "who heard something that nobody else could hear." "[What
was it|And then]?" asked $friend. "[I do not know yet|That is as far as it goes]," said $hero. [Outside, very softly, something
sounded.|Nobody spoke. Far off the $clock sounded, once.]

The stars were so [bright|near] that they lay down [on the roof|in the wet grass] to look at them. "That one is the [Plough|Bear]," said
$other. "[That one is a sandwich|It looks like $teacher from behind]," said $friend. A star fell. "[Wish|Quick, wish]!" said $other.
$hero wished. $She did not say what, but the others knew, because it was always the same. "[I wished for breakfast|Mine was about
$cake]," said $friend after a while. "[You must not tell, or it will not come true|It will come true at seven]," said $other.
"[It always has so far|It is a safe one]," said $friend.
"""
