"""Templates of the shared scenes, fifth part: more of most kinds. Marks as in ``scenes.py``."""

MORE = """
## intro
Everybody in $town knew $hero $surname. $She was the $girl who [talked to birds|ran everywhere|asked why], and $she lived with Aunt
$guardian in $street, [above the shop|behind the church|at number nine].
$friend $friend_surname was [the first friend $she ever had|$her oldest friend]. $other $other_surname came [a year|a month] later, and
after that there were three of them.
"[One is lonely, two is a quarrel, three is right|Three is the best number]," $other liked to say.

"Who are your friends?" asked Aunt $guardian. "$friend and $other," said $hero. "$friend is [funny and always hungry|brave and never
tidy], and $other [reads while walking|knows everything]."
"And who is that $rival?" "[Nobody|Not a friend]," said $hero. "$rival is [proud|rude] and [looks down on us|writes everything down]."
"[Perhaps $rival is lonely|Be kind all the same]," said Aunt $guardian, and $hero made a face.

## travel
$hero missed the $carriage by [a minute|a hair]. $She ran after it as far as [the corner|the bridge], with $pet under one arm and one
shoe in $her hand. "Stop!" $she cried. $friend saw $obj from the back window and [pulled every cord|shouted with a full mouth|threw a
cap at the driver]. With a great
[squeak|groan] it stood still. "[You are late|Tickets, please]," said the driver. "I know," said $hero. "[I had to go back for the
$pet_kind|My shoe was early]." The driver laughed, and so $she [got in|was allowed to sit in front].

On the way to $school they met $a_beast in the middle of the road. It [looked at them|chewed] and did not move. $friend
[shouted|bowed|rang a bell], $other [explained things to it|pushed it from behind], and $rival, who was in a hurry, [called it
names|threw a stone and missed]. Nothing helped. Then $hero sat down beside it and
[told it a story|shared $her breakfast with it]. When the story was over, it [sighed|nodded], and went home. "[What did you tell it?|How
did you do that?]" asked $friend. "[The truth|That we were hungry too]," said $hero.

## lesson
"What is the most important rule in $lesson?" asked $teacher. "[Keep your hands clean|Never begin before you have finished thinking],"
said $other. "[Have breakfast first|Run]," said $friend. "Listen," said $hero. $teacher [looked up|put down the chalk]. "Who told you
that?" "[Nobody|Aunt $guardian]," said $hero. "[I just thought so|It is her rule for everything]."
"[Then you have learned more than I can teach you today|That is right]," said $teacher, and [gave $obj the good chair|wrote it on the
board], while $rival [broke a pencil|stared at the wall].

$hero had to teach the little ones, because $teacher had [lost a voice|a cold]. There were [eleven|twenty] of them, and they all
[talked|jumped] at once. "Quiet!" said $hero. Nobody heard. So $she [whispered|said very softly], "[I know a secret|I shall say it only
once]." At once it was so still that one could hear $pet breathe. "Take your $tool," $she whispered, "and say after me: $shout3."
"$shout3," whispered [all the little ones|twenty small voices]. It was the best lesson that $school had ever had, and only one window
was broken.

## meal
"Somebody has been at the $cake," said the cook [in a terrible voice|and put both hands on the table]. There were crumbs [on the
floor|everywhere], and they made a [line|path] out of the door and along the corridor to a [cupboard|curtain]. Behind it
sat $friend. "[I can explain|I am not here]," said $friend. "[With jam on your nose|With a spoon in your hand]?" asked $hero. "It was [lonely|calling
me]," said $friend.
The punishment was to [bake another one|wash every plate], and $hero and $other helped, and [they ate that one too|the second was nearly
as good].

It was so cold that the [milk|ink] froze. $keeper brought a [huge|black] pot into the yard and made a fire under it, and everyone threw
something in: [an onion|two onions], a [turnip|cabbage], %food, and a $fruit by mistake. "[What is it called?|Is it soup?]" asked
$other. "It is called [what there is|Tuesday]," said $keeper. They stood round it with red noses and [ate with carved spoons|burned
their tongues]. Nobody was proud and nobody was sad, [and even $rival asked for more|as long as the pot was full].

## wild
There was a [hole|cave] at the edge of $wild, just wide enough for [a fox|$hero]. "I shall only look," said $hero, and [was gone|crept
in]. It was [dry|warm] in there, and it smelled of [leaves|old fur]. $Her $tool showed [bones|drawings on the stone|a row of small beds
made of moss]. Something breathed. $hero [held $her own breath|did not move]. It was $a_hound with [three|five] young ones, no bigger
than [gloves|buns].
$She went out backwards, inch by inch. "[What was in there?|Well?]" asked $friend. "[Somebody's home|A mother]," said $hero. They [told
nobody|never spoke of it], and they brought scraps every Sunday.

## night
Somebody [knocked|scratched] at the window. $hero's room was [three floors up|under the roof]. "[Do not open it|Perhaps it is the
wind]," said $other. It knocked again, [twice|three times]. $hero took $her $tool and [pulled back the curtain|counted to three].
Something big and wet stood there. It was $a_mount, with $friend [behind it|holding it], on a ladder. "[It followed me|Can we keep it]?"
asked $friend. "No!" said $other. "[It is crying|It is only for one night]," said $friend.
In the morning $teacher found [a feather in the soup|straw on the stairs] and [said nothing|asked nothing].

## trouble
The $compass had led them wrong, and now the water was coming. It came from [both sides|the left], [quick and grey|without a sound]. "[I
cannot swim|My new boots]!" said $friend. "Up there!" said $hero. There was a stone, [as large as a table|just large enough for three].
They [stood on it|sat on it] back to back, and the water [went round it|licked their heels]. "[How long?|And now?]" asked $friend. "[Six
hours|Until it goes away]," said $other. So they [sang all the songs they knew|told each other all their dreams], twice.
When $keeper came with the boat, they were [in the middle of a song|so hoarse that they could only wave].

## letter
$friend wrote a letter, because $hero [had said that $she would never speak to $friend again|was in bed with a fever]. It was a short
letter, with [jam|ink] on it. "Dear $hero," it said, "[it is very quiet here|there is nobody to laugh with]. $other talks only to
[books|the wall]. I ate your $cake so that it would not get old. [I got four in $lesson.|We lost against the $opponents.] $keeper sends
a spoon. Come back soon. Your friend $friend."
$hero read it [until it fell apart|under the blanket, five times], and was much better in the morning.

## festival
$head had an idea: on the day of $holiday everyone was to [give something away|do somebody else's work]. So $teacher [peeled
potatoes|swept the yard] and the cook taught $lesson. "[A pinch of this and a pinch of that|Stir until it rises]," said the cook, and
the whole class [laughed|learned more than usual]. $hero was allowed to [be $head|sit in the big chair] for an hour. "[More holidays|No
more sums]!" called the others. $hero thought about it. "[Everybody is to say one kind thing|Soup for the birds]," $she said.
$rival had to say one to $friend, and it took [the whole hour|three tries]: "You are [not always late|loud, but never mean]."

## return
They were home before [dark|the rain]. $pet [slept at once|ran in first], $friend took off both boots and poured out the water, and
$other [wrote it all down|hung up the coats]. "Let us [count|see]," said Aunt $guardian. "One $friend, one $other, one $pet_kind, and my
own $hero. [Nobody is missing|That is all of you]. Then I can [put the soup on the table|lock the door]." $hero [leaned|put $her head]
against the apron. It smelled of [soap|bread], as it always had.
"[What did you learn?|And was it worth it?]" asked Aunt $guardian. "[That one should listen|Yes]," said $hero, half asleep already.
"""
