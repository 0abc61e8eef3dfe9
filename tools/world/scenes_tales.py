"""Templates of the shared scenes, fourth part: trouble, rival, enemy, library, tower. Marks as in ``scenes.py``."""

TALES = """
## trouble
"$hero $surname!" It was the voice of $teacher, and it was not friendly. "[Come here|Stand up]. Who [put the $mount in the $hall|painted
the $beast %colour]?" Nobody breathed. $hero looked at $friend, and $friend looked at [the floor|the ceiling]. "[It was me|I did it],"
said $hero. "[No, me|It was my idea]," said $friend. "Actually," said $other, "[the plan was mine|it took all three of us]." $teacher
[sighed|looked from one to the other]. "Then [three|all of you] will [wash|scrub] the stairs, from the cellar to $tower."
There were [%num hundred steps|more steps than they had thought]. "[It was worth it|I would do it again]," said $friend at the top.

The door fell shut behind them. $friend pulled at it. "[Locked|It will not open]," said $friend. "[We shall starve|They will find our
bones]." "[In an hour|Before supper]?" asked $other. It was dark, and something [dripped|scratched]. $hero felt along the wall, [stone
by stone|inch by inch]. "$shout2!" $she said to the lock, and pushed. Nothing. "You must [mean it|say it as if you were hungry]," said
$friend. "$shout2!" said $hero, [and meant it|and thought of home], and the lock [clicked|gave way]. %glad "[I loosened it for you|That
was my idea]," said $friend.

$other was [hurt|pale]. There had been [a slippery stone|a loose step], a cry, and then $other sat [in the mud|at the bottom] and held
one foot. "[It is only a foot|I have another]," said $other [through closed teeth|and tried to smile]. $hero [tied $her scarf round
it|ran for water], and $friend made a [chair|bed] of [branches|two sticks and a coat]. They carried $other [home|to $school], [half a
mile|a long way], uphill. "[You are heavier than you look|It is all that knowledge]," said $friend. "[Knowledge weighs nothing|Left,
left! Mind the wall]," said $other. At the door $keeper took $other up like a [feather|parcel] and said, "[Well done, you two|That is
what friends are for]."

Smoke came from the [kitchen|window]. "Fire!" shouted $friend. [Everyone ran out|People ran in every direction], but $hero ran in,
because $pet was [inside|asleep by the stove]. $She could see nothing. $She [went down on $her knees|held $her scarf before $her mouth]
and called. Something small and hot [jumped into $her arms|bit $her sleeve]. On the way back $she [could not find the door|lost $her
way], until $she heard $friend and $other: they [beat on a pan|sang], so that $she could follow the sound. "[Never do that again|You are
a fool]," said $other, and cried. "[You sang badly|That was the wrong tune]," said $hero, black from head to foot, "but loud."

They had quarrelled. It was about [a book|the last piece of $cake|nothing at all], and $friend had said something, and $hero had said
something worse. Now $friend sat with [other people|$rival], and $hero sat alone with $her $pie. "[One of you must begin|You are both
wrong]," said $other. "[Why me?|But $friend began.]" said $hero. But in the evening $she [wrote SORRY on a piece of paper|put %small before
$friend's door], and when $she opened $her own door to do it, there stood $friend with [a piece of $cake|the very same idea].
"[I was stupid|It was me]," both said at once, and then they [laughed|shared a $fruit].

## rival
$rival had [new boots|a gold watch|a $coat with silver buttons] and wished everyone to [see it|know]. "[My father bought it|It cost more
than your house]," said $rival to $hero. "[Whose was yours|Did you find yours in the street]?" $hero looked down at $her old $coat.
[Aunt $guardian had mended it with thread of another colour.|It was too short, and it had a patch.] "It was my mother's," $she said, and
the room went [quiet|still]. $rival [turned red|looked for words] and found none. "[Yours has buttons|Nice buttons]," said $friend,
"[and hers has a story|but you cannot eat them]."

"[You are writing again|What is that]?" asked $hero. $rival shut the [book|page] at once. "A list," said $rival. "[Of everyone who has
laughed at me|I write down what people owe me]. Your name [is on it twice|stands at the top]." "[And what do I owe|What for]?" asked
$hero. "[One apology|For Monday]," said $rival [coldly|with a thin smile]. $hero thought about it. "[I am sorry about Monday|All right.
I am sorry]," $she said. $rival [stared|opened and shut an empty mouth]. It was plain that nobody had ever paid before.

In the [corridor|yard] $rival stood in $hero's way with [two big friends|folded arms]. "[You should go home|Nobody asked you to come
here]," said $rival. "[You do not belong here|You people from $street smell of soap]." $hero's hands [became fists|shook]. "[And you
smell of fear|Soap is not the worst smell]," said $other, and stepped [to $her left|beside $her elbow]. "[Of both|And I am hungry, so be
quick]," said $friend, and stepped to $her right. $rival looked at the three of them, [counted|thought again] and [went|let them by].
"[I was so afraid|My knees]," said $friend afterwards. "[Hold my bag|Is there any $cake]?"

$rival was crying. $hero had [opened the wrong door|come back for $her $notebook], and there $rival sat on the [floor|step], a letter in
one hand. "[Go away|If you tell anybody]," said $rival. $hero [did not go|shut the door from the inside]. "[Bad news|From home]?" $she
asked. "[He is not coming. He never comes|My father says I am a disappointment]," said $rival. "[He has no time|Even my writing is not
good enough]." $hero had no father to [disappoint|wait for]. $She gave $rival $her handkerchief, which was [not clean|wet already], and
[sat there a while|said nothing]. The next day $rival was as [rude|proud] as ever, but the handkerchief came back, [washed|ironed].

## enemy
[Nobody liked to speak of|People lowered their voices when they spoke of] $enemy. "He was [clever|the best pupil of his year]," said
$head, "and [lonely|vain]. He wanted [to be heard by everyone|what was not his]. And when he did not get it, he [took it|began to
steal]." [1:"What did he steal?" asked $hero. "More than things," said $head|"Where is he now?" asked $hero. "Nearer than I like," said $head], and looked [at the fire|out at the dark]. "Do not go out alone, $hero. [He knows your name|It is you that he is looking for]." %brave

They saw him from [behind a wall|the window]: a tall man in a grey coat, [quite alone|with a $box under his arm]. It was $enemy. He
[walked slowly round $well|stood still and listened]. "[He is looking for something|What does he want]?" breathed $friend. "[The
$treasure|Ssh]," said $hero. The man turned his head. He could not have heard them, and yet he [smiled|raised one finger to his lips].
Then [the fog closed|a cart went by], and the place was empty. "[First, we run|First, I am going home]," said $other. And they ran.

"[Give it to me|You have something of mine]," said $enemy. His voice was [soft|pleasant], and that was the worst of it. $hero stood with
$her back against the [wall|door] and the $treasure in $her hand. "[Come and get it|No]," $she said. He [came one step nearer|laughed
without a sound]. "[You are alone|Who will help you]?" he asked. "$shout!" cried somebody [behind him|from the stairs], and it was
$friend, and "$shout3!" cried $other, and [a bucket of water|a whole shelf of plates] came down. When it was [over|quiet], there lay
only his [hat|glove]. "I was [never alone|not alone]," said $hero to the [hat|glove].

## library
The $library was [cold|long and low] and smelled of [salt and dust|old paper]. "[Silence|Clean hands]?" asked the [old man|woman] at the
desk. $other went in as [others go to a fair|if coming home]. They were looking for a book about [the $treasure|$well|$enemy]. They
looked under [A|T], they looked under [old|lost], and $friend looked under [the table|F for food]. "[Here|I have it]," said $hero at
last. One page had been torn out. On the next one stood, in small letters: [ask the one who looks after the $beast|it can be heard by
those who have lost somebody].
They read it [three times|again and again] and did not like it.

"[Books are patient|A book is a friend who waits]," said $other, and laid %num of them on the table. $hero read about
[storms|bells|kings] until the letters [swam|danced]. $friend read about [soup|famous dinners]. "[Listen to this|Here]," said $hero.
"The $clock was [made|brought here] by [a man who never slept|an unhappy man], and whoever [touches it with a clean heart|hears it three
times] may ask one question." "[What would you ask|Only one]?" asked $friend. $hero knew at once, but did not say it. $other [put an arm
round $obj|turned the page very gently].

One may not [eat|speak|run] in the $library. $friend did all [three|of it] within a minute. "[Out|That boy again]!" cried the [keeper of
the books|librarian], who could shout in a whisper. So $hero and $other [worked alone|had to read twice as fast], while $friend made
faces at the window. And just then, [from outside|because of the light], $friend saw what they could not see: there was [a window too
many|one more window outside than inside]. "[A secret room|There is another room]!" said $friend through the glass. They
[counted|knocked along the wall] until it sounded hollow. Behind it was [a small room with one chair|a stair going down].

## tower
$tower was [high|the highest thing far and wide], and nobody was allowed up there [at night|without $head]. They went [on tiptoe|in
their socks]. [%num hundred|A hundred and one] steps, said $other. [A thousand|Enough for a lifetime], said $friend. At the top the wind
[pulled at their hair|took $friend's cap]. They could see $town with all its lamps, and $wild, [black|quiet] and [endless|flat], and the
$carriage, small as a toy. "[From here nothing looks dangerous|It all looks so small]," said $hero. Then a light [went on|moved] beside
$well, where no light should be.

$hero hung by [one hand|$her fingers]. Below $obj was [nothing|only air], and far below that was [the yard|the hard ground]. "[Do not
look down|Look at me]!" called $friend. $hero looked [down|at a small bird, which looked back]. "[Take my $coat|Hold on]," said $other,
and [let down one end of it|lay flat on the stones]. It was [too short|an inch too short]. "$shout!" cried $hero, [let go|swung], and
[caught it|caught hold]. They [lay|sat] side by side on $tower and [breathed|looked at the sky]. "[Let us never tell anyone|I have
bitten through my %body]," said $friend. "[That is not possible|Nobody would believe it]," said $other.

Once a year somebody had to climb $tower and [wind|clean|oil] the great [wheel|lamp] there. That year it was $hero's turn. $She [took
$her $tool|put on $her $coat] and went, and $pet came along, [in the pocket|on $her shoulder]. Between the [beams|wheels] $she found
[names cut in the wood|old letters in the dust]. There was $teacher's, with a heart round it, and [$head's|the cook's], [spelled
wrong|very small]. And there, low down, was [a name that $she knew|one that made $obj sit down]: it was $her mother's. $hero laid $her
finger in each letter. Then $she cut $her own beside it, and the wind [held its breath|was warm].
"""
