"""Templates of the shared scenes, first part: people, travel, lessons, meals, games. The marks are those of ``scenes.py``."""

LISTS = """
weather=the sun was out|it was raining softly|a cold wind blew|the sky was grey|there was fog on the road|the air smelled of rain|
 it was a bright day|frost lay on the ground
adj=happy|tired|proud|sorry|brave|surprised|worried|cross|hungry|shy|pleased
soon=Soon|After a while|A little later|Before long|In the end|At last|By and by
said=said|whispered|answered|said
food=warm rolls|boiled eggs|cheese and apples|fried potatoes|pancakes|beans and butter|honey on bread|cold ham|mushrooms|rice pudding
colour=red|blue|green|yellow|grey|brown|white|black
small=a button|a feather|a piece of string|a blue stone|a broken pencil|a snail shell|an old nail|a toffee|a dry leaf|a bit of chalk
num=two|three|four|five|six|seven|eight|nine|ten|twelve
body=nose|left ear|chin|right knee|elbow|thumb
laugh=Everybody laughed.|They laughed until it hurt.|Even the wind seemed to laugh.|$other laughed first, and then nobody could stop.|
 $friend laughed so much that [tears came|a button came off].
brave="I am not afraid," said $hero, and it was nearly true.|$hero took a deep breath and [went on|stepped forward].|
 $hero's heart beat fast, but $she did not turn back.|"If we stay together, it will be all right," said $other.
glad=$hero felt warm all the way to $her toes.|It was the best moment of the [day|week|year].|$hero could not stop smiling.|
 $hero felt [happy|light|proud] for the first time that day.
sad=$hero looked at the floor.|$hero felt a lump in $her throat.|$hero said nothing for a long time.|
 $hero wished that $she were at home with Aunt $guardian.
"""

DAY = """
## intro
$hero $surname was a [quiet|curious|stubborn|cheerful|thin|small|careful] $girl who lived with Aunt $guardian in $street. [$hero's best
friends were|$Her best friends were]
$friend $friend_surname and $other $other_surname. $friend was [always hungry|never on time|good at maps] and $other [was always
right|liked to argue|counted everything], and
the three of them [went everywhere together|had no secrets from each other|did everything together].

Who was $hero $surname? $She was [an ordinary|a clever|a shy|a lively] $girl from $town who [liked|loved] [stories|the sea|old
things|long walks], [disliked|hated] [peas|wool socks|early mornings|sums] and
had one [small|good|faithful] $pet_kind called $pet. [Aunt $guardian had brought $obj up|$She had lived with Aunt $guardian since $she
was very small].
"I have two best friends," $hero [used to say|told everyone]. "One is $friend and the other is $other. [More would be a crowd|That is
enough for anybody]."

$hero went to $school, where $head was the head and $teacher taught $lesson. [$keeper looked after the grounds|The grounds were kept by
$keeper], and
[nobody|hardly anybody] knew more about [animals|weather|good places to hide] than $keeper. [$hero's best friends were $friend and
$other|The best friends of $hero were $friend and $other].
They [met|sat together|talked] every day, [even on Sundays|even when it snowed|whatever the weather].

"Who is $hero?" asked the new [pupil|cook|gardener]. "$hero $surname is the $girl with the $pet_kind," said $teacher. "$She is
[eleven|twelve] years old, $she lives in $street with Aunt $guardian,
and $her best friends are $friend and $other. [You will hear them before you see them|Where one is, the other two are not far]." [And
that was true|That was quite right].

There were [many|thirty|a hundred] pupils at $school, but this story is about three of them. The first was $hero $surname, who [asked
too many questions|never gave up|heard everything].
The second was $friend $friend_surname, who [ate too much|drew maps of everything|laughed at everything]. The third was $other
$other_surname, who [was good at thinking|planned everything|kept the others out of trouble].
[They were best friends|They were friends from the first day], and $rival was not one of them.

## travel
In $month the $carriage [stopped at the end of|came to] $street, and $hero got on with a heavy [bag|case] in one hand and $pet under
$her arm. [%weather, and the windows were wet.|The seats were hard and [smelled of fish|smelled of wet dog].]
"Is this place free?" asked a [thin|tall|freckled] face. It was $friend. "It is now," said $hero, and moved [the bag|$pet|over]. $friend
had brought %food and shared everything [except the last bite|down to the last crumb].
They [talked|played cards|looked out] until $school came into sight [above the trees|behind the hill|in the evening light].

The $carriage was late. $hero and $friend waited [for an hour|in the rain|until their feet were cold] and [counted|tried not to count]
the people who went by. "Perhaps it has forgotten us," said $friend.
"[A thing like that|It] cannot forget," said $other. "It [has no head|can only be late]." Just then the $carriage came round the corner,
and [a voice called|somebody shouted]: "All aboard for $school!" %laugh
They took the places [at the front|at the back|by the window] and shared [1:a bag of nuts|one orange|a bar of chocolate|some dry
biscuits]. %soon there was nothing left of it.

It was a long way from $town to $school. $hero [looked out of the window|sat by the window] and saw [fields|hills|long walls|small
houses], [a white horse|a man with a red hat|two boys with a kite] and a great deal of sky.
$other read aloud from [a thick book|the newspaper|an old letter], and $friend fell asleep with an open mouth. "[Wake up|Look]!" said
$hero. "I can see $tower!" Everybody [pushed|ran] to the window. %glad

They walked to $village along the [muddy|dusty|stony|white] road. [%weather.] $friend carried [the food|the bag|the sandwiches] and
$other carried the $compass, because $other [never got lost|trusted nobody else with it].
"Left," said $other. "Right," said $friend. "Let us ask somebody," said $hero. An old woman [with a basket|with a goat|on a bench] told
them that both were wrong. [They had to go back|It was straight on]. $friend and $other did not speak for [five minutes|a whole mile],
and then
they [both laughed|saw the lights of $village and forgot about it].

## arrival
The $gate was [open|half open|shut] when they [came|arrived]. $head stood [beside it|in front of it] with a [list|lamp|big book] and
called the names one by one. "$hero $surname!" $hero stepped forward. "[Welcome|Come in]," said $head softly.
"You will be [cold|homesick] for one night and [busy|happy] for years." [$hero wanted to say something clever|$hero opened $her mouth],
but only a [squeak|cough|hiccup] came out. [$rival laughed.|Behind them $rival laughed aloud.]
"Never mind," whispered $other. "On my first day I [called the teacher Mother|walked into a cupboard|fell into the soup]."

On the first evening everybody sat in the $hall. The new pupils [had to stand up|stood up] and say their names. "$friend
$friend_surname," said $friend [with a full mouth|too loudly]. "$other $other_surname," said $other, "and I have [%num|several]
questions."
When it was $hero's turn, [the hall went quiet|everyone looked round]. "$hero $surname," $she said. "From $street." [Somebody clapped.
It was $keeper.|At the back $keeper clapped with big hands.] %glad

$hero's bed stood [under the window|in the corner|by the stove] and [squeaked|was too short|smelled of soap]. From there $she could see
$tower and [the dark hills|the water|a piece of the moon]. [$pet turned round three times on the pillow and fell asleep.|$pet took the
best half of the pillow.]
"Are you awake?" whispered $other from the next [bed|room]. "No," said $hero. "Good," said $other. "[I am not awake either|Then we can
talk]." They [talked|whispered] about $school, about $rival and about [what there would be for breakfast|home], until the $clock could
be heard [in the distance|through the wall].

## lesson
On [Monday|Tuesday|Thursday|Friday] there was $lesson. $teacher came in with [a box of chalk|an armful of books|a cup of tea] and shut
the door. "Today," said $teacher, "you will learn [one hard thing|something useful|something your parents cannot do]. Take your $tool
and [say after me|watch closely]."
$hero held $her $tool tightly and called "$shout!" Nothing happened. "[Again|Once more]," said $teacher. "Louder. And [stand straight|do
not close your eyes]." "$shout!" called $hero, and this time [it worked|it went right]. $teacher nodded.
"[Good|Well done], $hero. $friend, put down that $fruit."

$teacher asked a question, and nobody knew the answer. $other always knew the answer, but [that day|this time] $other was [looking out
of the window|drawing|writing a letter]. "$hero?" said $teacher. $hero stood up slowly. "[Twelve|The sea|Tuesday|A spoon]?" $she said.
There was a long silence. "That," said $teacher, "is the [right|wrong] answer to [another question|yesterday's question]. Sit down."
%laugh After the lesson $other [explained everything|wrote the answer on $hero's hand], and $hero never forgot it again.

In $lesson2 they had to work in pairs. [$hero was put with $rival|$rival was told to sit next to $hero]. "Do not touch anything," said
$rival. "You will [break it|spoil it]." $hero touched nothing. $rival [mixed|counted|cut|measured] everything alone, faster and faster,
and
then there was a loud [bang|crack|splash]. When the smoke had gone, $rival's face was [black|blue|covered with ink]. "I touched
nothing," said $hero. [%laugh|The teacher turned away, but $hero saw those shoulders shake.]

"A [good|careful] pupil listens first," said $teacher. So they sat with closed eyes and listened for [five|ten] minutes. $hero heard
[rain on the roof|a fly at the window|steps in the corridor], somebody's [stomach|pencil|watch] and, [far away|very softly], the $clock.
"What did you hear?" asked $teacher.
"[My dinner calling|Nothing but $friend breathing]," said $friend. But $hero said, "I heard [somebody crying|the wind change|a door that
should be shut]." $teacher looked at $obj for a long time. "Yes," said $teacher. "So did I."

The test was on [Friday|Wednesday]. $other had learned everything [twice|by heart], $hero had learned [half|most] of it, and $friend had
learned where the test papers were kept but was too honest to look. "You have one hour," said $teacher. [Pens scratched|Nobody spoke].
$hero [wrote|thought] until $her fingers [hurt|were blue with ink]. The last question was: what do you say to [open a stuck door|a
friend who is afraid|make a thing go up]? $hero wrote "$shout2", crossed it out, and wrote it again. It was right. $hero got
[seven|eight|nine] out of ten, and $friend got [four|five|three] and a $fruit.

## meal
At noon they ate in the $hall. There was $pie, [which nobody liked|hot and thick], and after it a piece of $cake for each. "[This is too
salty|This tastes of soap|I could eat ten of these]," said $friend, and ate it, and then ate $hero's. $other was reading with the book
against the [jug|teapot] and
put [a spoon|a finger|a piece of bread] into the ink by mistake. "[Delicious|Interesting]," said $other, and turned the page. %laugh

They met in the $inn, where [it was warm|there was a fire] and the windows were [wet|yellow with light]. $hero had one $coin, $friend
had none, and $other had [%num|enough]. So they drank $drink from three cups, and it was so [hot|good|sweet] that nobody spoke. "Now,"
said $other at last.
"First, [we know nothing|something is wrong]. Second, somebody [does|knows more]. Third, we [should ask|need a plan]." "Fourth," said
$friend, "I should like [another cup|some $cake]." [The woman behind the counter laughed and gave it to them for nothing.|And $friend
got it, too.]

$friend had made $pie for everyone. It was [grey|green|rather hard] and [something in it moved|it smelled of boots]. "[Try it|Be
honest]," said $friend. $hero tried it. $other tried it. $pet smelled at it and [hid under the table|sneezed]. "It is [very warm|not the
worst I have eaten]," said $hero kindly.
"[It is the right shape|There is a lot of it]," said $other. $friend took a big spoonful, went %colour, and said, "[We are having
bread|Let us go to the $inn]."

Breakfast was %food and a cup of $drink. [$hero ate quickly, for there was much to do.|$hero was not hungry that morning.] The post came
while they ate: [a newspaper|a long letter] for $other, a parcel of $cake for $friend, and for $hero only a [card|small grey envelope].
On it stood: "[Do not go near $well|Ask $keeper about the $treasure|I saw what you did]."
"[Who wrote it?|From whom is it?]" asked $other. "[It has no name|It is not signed]," said $hero. $friend looked at it from all sides
and got [butter|jam] on it.

## game
On Saturday the $team played $game against the $opponents. $hero was the $player, and $her knees [shook|felt soft] when $she heard the
crowd. "[Do not look at them|Look only at the $ball]," said $friend. $rival played for the $opponents and [smiled coldly|pushed when
nobody was looking]. At half time it stood [two|three|four] to [one|nothing] for the $opponents.
Then the $ball came to $hero. $She [turned|bent low], saw [a gap|the sky|nothing but the $goal], and [shot|let go]. "[It is in!|Yes!]"
shouted $friend from the side. [In the last minute|With the last breath] they got one more, and the $team won. They carried $hero [round
the field|to the $hall], and nobody saw that $she had lost a [shoe|tooth|sock].

It was the first day of practice. "[Anybody can play $game|$game is easy]," said the captain. "You only need [strong arms|good
eyes|courage] and no [brain|fear]." $hero got the $ball against the [nose|stomach|ear]. Then $she got it against the other [side|ear].
The third time $she caught it. "[There|You see]," said the captain. "You are our new $player."
$friend cheered so loudly that [the birds flew up|the teacher came to look]. In the evening $hero had [a black eye|%num blue spots|a
swollen %body] and had never been so happy.

It rained on the day of the match, and the field was [mud|a lake]. The $opponents were [bigger|faster|in new clothes]. The $team slid,
fell, got up and slid again. $other, who did not care for $game, stood [under an umbrella|at the edge] and [counted mistakes|read a
book]. "[Nineteen|Forty]," said $other when it was over. "[You lost|It is a draw]," said $rival, "[because you have $hero|and you were
lucky]."
"We [lost|played]," said $hero, "but we laughed more than you did." And that was true. They [drank|had] hot $drink afterwards, and the
mud dried on their ears.

"$hero cannot play," said the captain of the $team. "$She has a [cold|fever|broken finger]." So $friend had to be the $player, although
$friend had never [scored|caught anything but a cold]. The $ball came. $friend shut both eyes and [kicked|threw|jumped]. There was a
great shout. "What happened?" asked $friend. "[You have won it!|That was the winning one!]" shouted $hero from the [window|bench].
$friend told the story [every evening|for a month], and each time the $opponents grew [bigger|taller].
"""
