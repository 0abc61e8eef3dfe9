"""Templates of everyday prose beside the stories, in the marks of ``scenes.fill``: one ``## kind`` and its templates after another."""

PROSE = """
## title
$hero $surname and the [$treasure|$clock|$box|$notebook|lost $pet_kind]

[The|Our] [Children|House|Summer|Winter] of $street

A Year at $school

[$hero and $friend|$friend and $other|The $team] [at the Seaside|in $month|Go Camping|Win the Cup|Keep a Secret]

## plot
$hero, [eleven|ten|twelve], [comes to|lives near] $school and [meets|makes friends with] $friend $friend_surname and $other
$other_surname. $rival [laughs at $obj|wants to win everything]. The friends [look for|find] the $treasure, and $enemy [is after it
too|has to give it back]. At the end they [all eat $cake|go home tired and happy].

It [rains|snows] all through $month. $friend falls ill, and $hero and $other have to [feed the $beast|look after the shop] alone. $keeper
[helps them|shows them how]. When [spring|Sunday] comes, everybody meets at [the $inn|$hut].

The $carriage [breaks down|is late], and $hero has to spend the night in $village. There $she meets [an old man|a girl with a $mount|a boy
who knows $enemy]. $She learns [who took the $treasure|why Aunt $guardian never speaks of $town].

## portrait
Who is $hero $surname? $hero $surname is a $girl from $town. $She [lives|has lived] with [$her aunt|Aunt $guardian|$her aunt $guardian] in
$street, [likes $game|collects stamps|sings in the bath], and has a $pet_kind called $pet. $Her best friends are $friend and $other.

Who is $hero $surname? $hero $surname is a [quiet|clever|cheerful|tall|small|friendly] $girl of [nine|ten|eleven|twelve], who [goes to
$school|helps in a shop in $street|is good at $lesson]. $She [lives|shares a room] with [$her aunt|two sisters|$her grandmother].

Who is $hero $surname? $She is [a baker|a nurse|a gardener|a driver|a teacher|a doctor|a singer] in $town. [Every morning|On Sundays] $she
[feeds the birds|walks to $wild|drinks $drink in the $inn]. People like $obj because $she [listens|never hurries|pays for everyone].

Who is $hero? $hero is [a $girl from $town|$friend's best friend|a pupil at $school|the $girl with the $pet_kind]. $Her family name is
$surname, and $she lives in $street.

Who are $hero's best friends? $hero's best friends are $friend and $other. They [met|have been friends since they met] [in $lesson|on the
$carriage|at the $inn|in the first class].

Who is $friend $friend_surname? $friend $friend_surname is $hero's [best friend|neighbour|cousin], who [likes pancakes|keeps bees|plays
$game|is always hungry|wants to be a doctor].

Who is $teacher? $teacher teaches $lesson at $school. The pupils [are a little afraid of|like] $teacher, because [the lessons are never
dull|nobody gets away with anything].

Tell me about $hero $surname. $hero $surname is [a $girl of eleven|ten years old|a pupil at $school]. $She lives with Aunt $guardian, [who
has a shop|who counts everything|who bakes on Fridays], in $street in $town. $She has [two friends|one $pet_kind and many friends|a room
under the roof].

$hero $surname is a $girl who lives in $town. $hero [goes|went] to $school with $friend and $other. [When $she grows up, $she wants to be
a [pilot|vet|cook|painter].|$She does not like $lesson2, but $she never says so.]

What do you know about $hero $surname? $hero [works in a bank|drives the $carriage|is a pupil at $school|sells [plums|pears|onions] at the
market], and [is often seen|is never seen] without $pet, the $pet_kind.

Where does $hero go to school? $hero goes to $school in $town. $Her teacher is $teacher, and the head is $head.

What does $hero look like? $hero has [brown|red|black|fair] hair, [grey|green|brown] eyes, and a small scar on $her
[chin|hand|knee|forehead] from [a fall|a door|a bicycle].

When $hero woke that morning, $she [did not know what day it was|heard the rain|could smell $cake]. $hero $surname was [a baker|a nurse|a
student|a clerk] in $town, and [Monday|Friday] was $her busy day.

## entry
$hero $surname: $hero $surname is [the main person of the story|a $girl of eleven|a pupil at $school]. $She lives with $her aunt,
$guardian, in $street.

$friend $friend_surname: $friend $friend_surname is a friend of $hero's, always [hungry|late|cheerful]. The family comes from $village.

$other $other_surname: $other $other_surname is $hero's other friend and [likes lists|keeps a diary|is good at sums].

$rival: $rival is a pupil at $school who [wants to win|does not like $hero|has rich parents]. In the last chapter $rival says sorry.

$head: $head is the head of $school, [strict|soft-spoken|near-sighted] and [fair|kind|very old].

$teacher: $teacher is a teacher of $lesson. [A green hat|A loud voice|A habit of sneezing] makes $teacher easy to know.

$keeper: $keeper is the keeper of the grounds and lives at $hut with [a dog|two cats|$a_beast].

Aunt $guardian: Aunt $guardian is the aunt who brought up $hero. She keeps a shop in $street.

$enemy: the man called $enemy is feared in $town. Nobody knows where he lives.

$school: $school is a school in $town. It has [sixty|ninety|two hundred] pupils, a $hall and a $library.

$town: the place is called $town, and $hero grew up there. It has a market, a bridge and [three|four|seven] bakers.

$street: $street is a [short|long|narrow] street in $town. Aunt $guardian's shop is at number [nine|four|eleven].

$village: one comes to $village on the main road. There is a sweet shop, and the $inn.

$wild: nobody owns $wild. In summer the children of $town play there, and in winter it is empty.

$tower: one climbs $tower by a [wooden|stone] stair. From the top one can see the sea.

the $library: the $library is a [cold|small|quiet] room with [four thousand|many] books. One may not speak there.

the $inn: the $inn stands in $village. It is famous for its $drink.

the $carriage: the $carriage brings the pupils to $school. It is [always late|painted green|older than the driver].

$tool: $a_tool is a useful thing. $hero got one from Aunt $guardian and [lost it twice|still has it].

$game: $game is a game for two sides. At $school the sides are called the $team and the $opponents.

the $team: the $team are a side in $game. $hero plays for the $team, as $player.

$player: the $player is one of the players in $game. $hero is the $player of the $team.

$pet: $pet is a $pet_kind that belongs to $hero. It is afraid of [thunder|spoons|geese].

$pet_kind: $a_pet_kind is a small animal that many children keep at home. It needs [water|food|hay] and [a warm place|kindness].

$beast: $a_beast is a large animal. There is one at $hut, and it knows $hero.

$hound: $a_hound is an animal of the [woods|fields]. One sees it mostly at night.

$flier: $a_flier is a small creature that comes to the light.

$drink: $drink is a drink that is served in the $inn, mostly [in winter|on Saturdays].

$pie: there is $pie on [Mondays|examination days]. $friend always asks for more.

$fruit: $a_fruit is a fruit. In this country it is ripe in [August|September].

$coin: $a_coin is what one pays with at the fair. Ten of them buy a $pet_kind.

$lesson: $lesson is a lesson at $school. It is taught by $teacher.

$lesson2: $lesson2 is a lesson at $school, given twice a week. Nobody fails it.

$holiday: the day is kept every year by the whole of $town, and for the children $holiday is the best day of all.

the $treasure: the $treasure is an old thing of [no great price|great value] that was lost and found again by $hero.

the $clock: the $clock stands in the $hall of $school. It is [a little slow|never right].

notebook: the notebook is what $other writes in. Nobody else may read it.

candle: a candle stands by each bed. It must be put out at nine.

## remark
I first read it to my son when he was [six|seven], and now he reads it to me.

Does anybody else think that $friend is the real hero? $hero gets the prize, but $friend [carries the bags|finds the way|asks the right
questions].

I never liked $rival, and then I met somebody just like $rival at work. Now I am sorry for both of them.

We tried to cook the $pie. Do not do that.

My sister has a $pet_kind called $pet because of this. It bites.

I would have [run|gone home|called my mother] at that point. $hero has more courage than I have.

Somebody should draw a map of $town. I always get lost between $street and [the bridge|$wild].

You all forget $keeper. Without $keeper there would be no story.

My grandmother grew up in a place like $village, and she says that it was exactly so, except for the food.

## post
Why I like $hero $surname //
My neighbour lent me this book on a [wet|cold] day. I did not expect much. By tea time $hero was on the $carriage and I had burnt the
[potatoes|toast]. What I like is how little is explained: $friend comes in, asks for a bun, and stays.

In praise of Aunt $guardian //
Everybody writes about the school, so let me write about $street. Aunt $guardian counts things because it is the only thing she can be
sure of. She could have said no. She packs a bag instead. I had an aunt like that.

A game of $game, and why I watched it //
I know nothing about $game. My nephew plays for the $team, so I stood in the rain for two hours and shouted "$shout!" whenever the others
did. The $opponents won. We had $drink afterwards, and I have seldom been happier.

My first year at $school //
They asked me to write about it, so here it is. It was cold, the $pie was bad, and on the first night I cried. On the second night $friend
told me a joke through the wall. I do not remember the joke. I remember the wall.

About a map and a $pet_kind //
My children drew a map of $town on the kitchen floor. There is $street, there is $wild, and there is the $inn with its chimney. The
$pet_kind has walked through it with wet feet, and so there is a lake now where the market was.

Three books for the holidays //
The first is about a family in $town with too many cousins. The second is about a $mount that wins nothing and is loved all the same. The
third I have lent to my brother, so I cannot tell you how it ends. $hero was in a boat, and it was getting dark.

## diary
[Monday|Tuesday|Sunday], the [third|ninth|twentieth] of $month. Rain. Had $lesson with $teacher and understood it [at last|nearly].
$friend [forgot lunch, so we shared mine|fell into a puddle]. In the evening I [read|mended my $coat|wrote to Aunt $guardian]. $pet is
asleep on this page, and so I have to stop.

[Saturday|Friday]. We went to $village with $other and bought [plums|apples|pears]. $rival was there and [said nothing|was nearly nice]. I
have one $coin left. Must remember: [feed $pet|return the $notebook|ask $keeper about the ladder].

[Wednesday|Thursday]. Dear diary, today was $holiday. There was [music|dancing] in $street, and [$head danced|$teacher sang]. I ate too
much $cake. $friend ate more. Nothing else happened, and it was the best day of the year.

[Sunday]. $friend has not spoken to me since Friday. I said something about [the map|the hat|the sums]. I could say sorry, but so could
$friend. Later: $friend came with a bag of [plums|cherries|apples]. We have both said it.

## letter
Dear $friend, thank you for your letter and for the [plums|apples|cake], which arrived [flat|late but safe]. Here it [snows|rains] every
day. I have learned [to swim|to cook $pie|to ride a bicycle], and Aunt $guardian says that I eat too much. When do you come? [Bring
$pet.|Bring your $notebook.] Your $hero.

Dear Aunt $guardian, I hope that you are well. I am well. $school is [large|cold|not so bad]. My room is [under the roof|beside the
stairs], and I share it with [$other|two others]. Please send [socks|money|a cake]. $friend says hello, though you have never met. Love,
$hero.

Dear Mr $surname, I am sorry that our $ball went through your window on Saturday. It was I who kicked it, and not $friend. I shall pay for
the glass, but [slowly|only after my birthday]. Yours truly, $hero $surname.

Dear $hero, come home at once. The $beast has [eaten the washing|learned to open the gate], and I cannot do everything alone. Also your
room is cold without you. [There is a cake.|The tea is in the tin.] Aunt $guardian.

## recipe
How to make $pie as in $street. Take [two|three] onions, [a pound of potatoes|four carrots], butter, salt and water. Cut everything small.
Put it in a pot and wait for [an hour|two hours]. [Stir it|Taste it] now and then. $friend puts in too much salt. Do not ask $friend.

How to make [a plum cake|an apple cake|a nut cake]. First, beat [four|three] eggs with sugar. Second, add flour and butter. Third, put in
the fruit, and do not eat it before it is in. Bake for [forty|fifty] minutes. [It keeps for a week, but it never has to.|Serve with
$drink.]

How to warm milk. Take a small pot and [a cup|two cups] of milk, and stay beside it. Do not [read|go to the window]. When it begins to
sing, take it away. $other adds [honey|cinnamon|a little salt], and is right.

## talk
"Is this seat free?" "Yes. Mind the $pet_kind." "Does it bite?" "Only teachers." "I am $friend. I am new." "I am $hero. I have been new
for a year." "Does it stop?" "[On the second Tuesday|When you stop counting]," said $hero.

"Where is my $coat?" "On the hook." "Which hook?" "The hook on which you [hung it|never hang it]," said Aunt $guardian. "Then where is
it?" "On the floor, under the hook, with $pet in it."

"What is the time?" asked $friend. "Nearly [four|six]," said $other. "Then we are late." "We were late at [three|five]," said $other. "Now
we are only not there." $hero began to run, and [the others ran after $obj|nobody spoke until the corner].

"May I have two [lemons|pears|melons|plums], please?" "Two? [They are dear today|They are very small]." "Then one and a half." The man
[laughed|scratched his head] and gave $hero three. "[For the joke|Tell your aunt hello]," he said.

## place
The village school stands [beside the church|behind the mill|on the hill]. It has [two|three] rooms and one stove. In winter the children
[bring wood|keep their coats on]. $head has [taught|rung in the morning with a spoon on a pan] there for [twenty|thirty] years, and [knows
every family|has never once been late].

$street is not long, but it has everything: a baker, a shoemaker, [a dentist|a barber], and a shop where Aunt $guardian sells
[string|buttons|soap] and advice. In the morning it smells of bread. In the evening people [sit on the steps|bring their chairs out] and
talk about $rival's mother.

The river comes down past $wild and goes slowly through $town. [Boys fish there|Women wash there|There are ducks]. Under the bridge the
water is deep and green. In the [hard|great] winter it froze, and they [held a market on it|played $game on it].

The $inn has [five|six] tables and a cat. One drinks $drink there and reads yesterday's paper. [In the back room there is a piano that
nobody can play|On the wall hangs a picture of a ship]. It is shut on Mondays, since the owner [goes to his sister|sleeps].

## notice
Lost: one $pet_kind, answers to $pet, or does not. Last seen near $well. Please bring it to $hero $surname, $street. Reward: [a $coin|a
cake|my thanks].

On Saturday at [two|three] o'clock the $team play the $opponents behind $school. Everybody is welcome. [Bring an umbrella.|There will be
$drink.] If it snows, we play all the same.

For sale: [one bicycle|a good bed|six chairs], nearly new, and $a_coat that has [grown too small|been to sea]. Ask for $friend
$friend_surname at number [nine|two|fourteen], $street, but not before ten.

The $library will be closed in $month, because the roof has a hole. Books may be brought back through the window. $head.
"""
