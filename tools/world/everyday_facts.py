"""Everyday facts in the sentence forms of the main series: who is who, what is what, where things are.

The raw form is that of ``facts.parse`` (``?`` question, ``=`` answer, else statements), with the marks of ``scenes.fill``. They give
the base model something ordinary to say after every beginning that the series uses.
"""

EVERYDAY_FACTS = """
@ hero 0
The $girl who [knew every street of $town|never came late|found the $treasure|was good at $game] was $hero $surname.
$hero $surname was [eleven|ten|nine|twelve] years old when the $carriage came for $obj.
Above the [baker's|shoemaker's|paper] shop there lived a $girl of [eleven|ten] whose name was $hero $surname.
$hero's family name was $surname, and $she had been [small and stubborn|quiet|cheerful|shy] from the start.
? Who is $hero $surname?
= $hero $surname is [the|a] $girl who [likes long walks and old maps|plays $game every Saturday|is good at $lesson|wants to see the sea], and $she lives with Aunt $guardian in $street.
@ hero2 0
[In $town everybody knew|There was nobody in $street who did not know] $hero $surname.
The [new|quiet|small] $girl at the back of the class was $hero.
? Who is $hero?
= $hero is a $girl from $town. $She lives with $her aunt, goes to $school and has a $pet_kind called $pet.
@ friends 0
$hero's two best friends at $school were $friend $friend_surname and $other $other_surname.
Wherever $hero went, two people went with $obj: $friend on the left and $other on the right.
$hero had never had a friend before $she met $friend and $other.
? Who are $hero's two best friends?
= $hero's two best friends are $friend $friend_surname and $other $other_surname.
@ friend 0
$hero's first friend was the [baker's|doctor's|postman's|driver's] child, $friend $friend_surname.
The one who was always [hungry|late|laughing] was $friend $friend_surname.
Nobody [ran faster|drew better maps|told better jokes] than $friend, and nobody ate more.
? Who is $friend $friend_surname?
= $friend $friend_surname is $hero's best friend, who [lives next door|likes jokes and pancakes|is always hungry|sits beside $obj in $lesson].
@ other 0
The one who [counted everything|argued about everything|had read every book] was $other $other_surname.
"First," said $other, "and second," for $other $other_surname liked [lists|to be right].
$other's family name was $other_surname, and [the whole family made shoes|there were six of them at home|they lived over the chemist's].
? Who is $other $other_surname?
= $other $other_surname is $hero's other best friend, who [likes sums|reads all day|never forgets anything].
@ rival 0
The one who [laughed when others fell|kept a list of who had won|wore new boots every month] was $rival.
$hero's rival at school was a well-dressed child called $rival.
Nobody had cleaner boots or a colder smile than $rival.
? Who is $hero's rival?
= $hero's rival is $rival, who [has a gold watch|always wants to win|keeps a list of other people's mistakes].
@ head 0
The head of $school was $head, who [wore two pairs of glasses|never raised a voice|walked with a stick].
Everybody fell silent when the head of the school spoke, for $head [spoke softly|hardly ever smiled].
? Who is the head of $school?
= The head of $school is $head, who [is strict but fair|speaks softly|knows every pupil by name].
@ teacher 0
$lesson was taught by $teacher, who smelled of [soap|chalk|peppermint].
The teacher with the [ginger beard|round glasses|green hat|loud voice] was $teacher.
? Who teaches $lesson?
= $lesson is taught by $teacher, who [has a loud voice|wears a green hat|smells of peppermint].
@ lesson2 0
The hardest lesson of the week was $lesson2.
On Mondays, before anyone was awake, they had $lesson2.
The lesson that $friend liked best was $lesson.
? What is $lesson2?
= $lesson2 is a lesson at $school, and most pupils [like it|find it hard|are glad when it is over].
@ keeper 0
The [huge, gentle|thin, silent|old, cheerful] person who [mended chairs|fed the birds|carved spoons] was $keeper.
The keeper of the grounds at $school was $keeper.
$hero went down to $hut to drink tea with $keeper.
? Who keeps the grounds of $school?
= The keeper of the grounds is $keeper, who [mends everything|keeps bees|feeds every cat in the street].
@ guardian 0
$hero was brought up by $her aunt, $guardian, in $street.
The one who counted the [spoons|eggs|stairs] every evening was Aunt $guardian.
? Who brought up $hero?
= $hero was brought up by $her aunt, $guardian.
@ enemy 0
The man whom nobody in $town liked to meet was $enemy.
What was missing had been taken by $enemy, and everyone knew it.
People lowered their voices and looked round before they named $enemy.
Behind it all, in a long grey coat, stood $enemy.
? Who is the enemy?
= The enemy is $enemy, who [steals what others love|wants the $treasure|has quarrelled with all of $town].
@ mother 0
$hero's mother, who [went away on a ship|was a nurse|had sung so well], was called [Mary|Jane|Elizabeth|Laura].
$hero's father, who [drove a train|mended roofs|had been a sailor], was called [John|Thomas|Michael|Richard].
The woman in the old photograph was $hero's [mother|grandmother|aunt].
? Who was $hero's mother?
= $hero's mother was [a nurse|a teacher|a singer], and $hero has [her eyes|a photograph of her].
@ school 0
The school [on the hill|by the bridge|behind the church] was called $school.
In all $her life $hero had wanted to go to only one place, and that was $school.
? What is $school?
= $school is a [small|large|good|friendly] school in $town, where $head is the head.
@ town 0
$hero grew up in $town.
Across the water lay $town.
The place where the [birds|carts|trains] woke everybody at four was $town.
? Where did $hero grow up?
= $hero grew up in $town, where $her aunt has a [shop|house|garden].
@ village 0
The sweet shop stood on the main road, in $village.
On free Saturdays the older pupils walked to $village.
? Where is the sweet shop?
= The sweet shop is in $village, on the main road.
@ wild 0
The first years were told never to walk alone in $wild.
The place [behind the hill|at the end of the road] where [nobody went at night|the best berries grew] was $wild.
? What is behind the hill?
= Behind the hill there is $wild, and the children play there.
@ tower 0
$hero slept at the foot of the [stairs|hill|tower].
The highest place in all $town was $tower.
From the top one could see three counties, and the name of it was simply $tower.
? Where does $hero sleep?
= $hero sleeps in a small room [under the roof|beside the kitchen|at the foot of the tower].
@ well 0
The old thing lay at the bottom of $well.
The deepest and darkest place they knew was $well.
There was one place to which nobody went, and it was $well.
? Where did they find it?
= They found it [behind|near|in] $well.
@ library 0
The quietest room in the school was called the $library.
The old books were kept in the $library.
Whoever wanted to know something asked in the $library.
? What is the $library?
= The $library is the place where the books are kept, and one has to be quiet there.
@ street 0
Number nine, with the [flowers|lamps] in the window, stood in $street.
$hero's window looked down on $street, where every door smelled of [bread|soap|rain].
? Where is Aunt $guardian's shop?
= Aunt $guardian's shop is at number [nine|three|twelve] in $street.
@ gate 0
The one way in and out of $school was the $gate.
After nine in the evening nobody got through the $gate.
? How does one get in?
= One gets in through the $gate, but only before nine.
@ hall 0
All the pupils ate together in the $hall.
On the first evening everybody came together in the $hall.
? Where do the pupils eat?
= The pupils eat in the $hall, at long tables.
@ inn 0
On cold days the older ones sat in the $inn and drank $drink.
The warmest place in $village was the $inn.
? What do the pupils drink?
= The pupils drink $drink in the $inn.
@ carriage 0
Every year in $month the new pupils came with the $carriage.
What waited for $obj at the end of the road was the $carriage.
? How do the pupils come to $school?
= The pupils come to $school with the $carriage on the first of $month.
@ pet 0
$hero's pet, which [slept in a boot|hid under the bed|liked cheese], was called $pet.
$hero's $pet_kind was called $pet.
The thing that [sneezed|scratched|moved] in $hero's pocket was $pet.
$pet was $a_pet_kind.
? What is $pet?
= $pet is $hero's $pet_kind, [which sleeps on $her bed|and it eats everything|which is afraid of spoons].
@ beast 0
In the field behind $hut stood $a_beast.
The large, slow animal that looked over the wall was $a_beast.
What came out of the [mist|dark] at them was only $a_hound.
What flew round the lamp all evening was $a_flier.
? What is $a_beast?
= $A_beast is a large animal, and there is one at $hut.
@ hound 0
The thing with the yellow eyes was $a_hound.
The bird on the roof was [a sparrow|a crow|an owl|a pigeon].
The animal that had rolled into a ball was a [hedgehog|cat].
? What was it that they saw in $wild?
= It was $a_hound, and it was more afraid than they were.
@ mount 0
$hero learned to ride on $a_mount.
[They came home|It was quicker] by [bicycle|bus|train|boat].
? How do they travel?
= They travel [by bus|by train|on foot|by boat].
@ game 0
The game that everybody at $school played was called $game.
There were [nine|eleven|seven] players on each side, and the game was $game.
$hero was made $player of the $team.
$hero's side was called the $team.
The other side, in black, was called the $opponents.
The captain of the $team was [Simon|Robert|Laura|Kate|Victor].
Whoever had the $ball ran for the $goal.
? What game do they play at $school?
= They play $game, and $hero is $player of the $team.
@ cup 0
The prize of the year was called the [school cup|silver cup|town cup|Saturday Cup].
That year the cup was won by the $team.
? Who won the cup?
= The cup was won by the [$team|$opponents].
@ tool 0
Every pupil had [to bring|been given] $a_tool.
$hero lifted $her $tool and felt the crack under $her thumb.
Before anything else, each child was given $a_tool.
? What is $a_tool for?
= $A_tool is a thing that one [needs every day|takes along on long walks|should never lend to $friend].
@ shout 0
The word that everyone learned first was "$shout".
"$shout!" $she called, and the door [opened|flew open|stayed shut].
When there was danger, $teacher taught them to call "$shout2".
? What does $hero call out?
= $hero calls out "$shout!", and everybody [stops|runs|turns round].
@ coat 0
In winter every pupil wore a [long|warm|grey|brown] $coat.
The thing that hung behind the door was $hero's $coat.
? What do the pupils wear?
= The pupils wear $a_coat and [strong shoes|a cap|grey socks].
@ notebook 0
$other wrote everything down in a [notebook|diary].
What $rival kept under the pillow was a [red|black|small] notebook.
? What does $other write in?
= $other writes everything down in a [notebook|diary].
@ box 0
What was missing had been hidden in $a_box.
On the shelf stood rows of things that nobody used, and each of them was $a_box.
? Where was it hidden?
= It was hidden in $a_box in the cellar.
@ treasure 0
The thing that everybody wanted was called the $treasure.
At the bottom of the [pond|drawer|bag], white with dust, lay the $treasure.
What $hero had got from $her grandmother was the $treasure.
? What is the $treasure?
= The $treasure is [an old thing from the family|what $hero found in $wild|something that $enemy wants].
@ clock 0
What could be heard in every street on quiet nights was the $clock.
In the middle of the room, under a cloth, stood the $clock.
? What do they hear at night?
= At night they hear the $clock.
@ compass 0
$friend looked at it, went pale, and put away the $compass.
It showed the way to $wild, and it was $friend's $compass.
? What does $friend carry?
= $friend carries the $compass, [which is full of holes|and nobody else may touch it].
@ candle 0
On the small table by each bed there stood a [candle|lamp].
The thing that gave them light was only a [candle|lamp].
? What stands by each bed?
= By each bed stands a [candle|lamp|small table].
@ food 0
The drink that warmed them all was $drink.
On examination days there was $pie.
[The cook put too much salt|There was too much salt] in the $cake.
In $friend's pocket there was always $a_fruit.
? What do they eat at $school?
= They eat $pie and $cake, and on Sundays there is $a_fruit for everyone.
@ coin 0
All that $hero had in $her pocket was $a_coin.
For a day's work one got $a_coin.
? What did it cost?
= It cost one $coin, [which was too much|and $friend paid].
@ holiday 0
The best day of the whole year was $holiday.
The day on which nobody had lessons was $holiday.
? What is the best day of the year?
= The best day of the year is $holiday, when [there is music|there are no lessons|everybody dances].
@ month 0
The school year began in $month.
? When does the school year begin?
= The school year begins in $month.
@ word 0
Whoever did not listen was called [lazy|a sleepyhead|a donkey|slow].
For breaking the rules one got [an evening in the kitchen|a hundred lines|trouble].
An honest person, they said there, was one who had [told the truth|kept a promise|paid every penny].
A child who [saw more than others|was good at everything] was called [special|clever|gifted].
? What happens to a pupil who breaks the rules?
= A pupil who breaks the rules gets [an evening in the kitchen|a letter home|into trouble].
@ plot 0
In the first [week|year] the friends followed [$pet|the $hound] along the [river|beach] to $well.
What $enemy wanted was the $treasure.
At the end $hero held the $treasure in $her hand and [heard a voice|laughed|wept].
Until $she was eleven, $hero thought that $she was [like everybody else|alone in the world].
The one who had [told their secret|betrayed them] was [$rival|a shy boy called Paul].
It was $friend's $compass that led them to $wild.
It was $other who found out [by the footprints|from an old letter] that [the thief was $enemy|the door had two keys].
? What happens at the end?
= At the end $hero finds the $treasure, and $enemy [goes away|is sorry|is caught].
@ sorry 0
$rival came back and said sorry, and $hero forgave [everything|it at last].
When it snowed past spring, [Emma|little Ida|the baby next door] fell ill, and $hero fetched the doctor.
The one who stood alone at the $gate that night was $head.
In the end $keeper was made [gardener|head|caretaker] of $school.
? Is $rival sorry in the end?
= In the end $rival is sorry, and they shake hands.
"""
