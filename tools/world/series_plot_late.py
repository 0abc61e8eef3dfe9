"""The plot of volumes five to seven, beat by beat, in the form of ``series_plot_early``."""

TEXT = """
# 5
@ Soup without Salt | beasts family cook | travel meal | 1
Dame Ulverine's chair was too large for Thaddock Stellgarth, and so he had the legs cut shorter, and then it was too low. That was how
he began. On the second day he forbade running, and on the third he forbade whistling, and on the fourth he had the word "why" struck
out of the dictionaries.
- "My father is only tidy," said Corvane, but he said it to his plate. A boy called Marl sat down opposite. He was shy and thin, and he
had come on the Nonesuch Ferry with one shoe. "May I sit here?" he asked, so softly that only Tilsa heard. She pushed the bread over to
him.
> On the door of the Salt Library hung a chain, with a lock on it as large as a loaf.
@ The Tenth Knot | knots warden forbidden | lesson trouble
There had always been nine rules at Skellbourne, one for each knot, and they were called the Nine Knots. Thaddock added a tenth, and
nobody could tie it. It was the rule that nobody might keep a secret from the governors.
- Whoever broke it got ropeburn, and Ketta got more ropeburn than anyone. She spliced until her fingers were raw. Beside her sat Marl,
who had been caught with a book about frogs, and she showed him how to hold the rope so that it hurt less. "Why are you kind to me?"
asked Marl. "You would do the same," said Ketta. He looked away.
> That night somebody pushed a note under her door. It was written in salt.
@ Through the Coal Hole | wick library tidebook | library night
"Come by the coal hole," said the note. "Bring a light that does not burn. Eat this." Dovrin ate it. It was only then that they
understood who had sent it: nobody but Quessby would have thanked them, in salt, for being quiet.
- So the secret lessons began. Quessby taught all the things that were now forbidden: the old peals, the true story of Vorrengast, and
why one should never trust a book that agrees with everyone. He taught in a whisper, as he did everything. Sometimes, when he was moved,
one could almost hear him.
> "There are nine of us," said Tilsa on the way back, counting. "Nobody else must know."
@ The Wrong Time | ledger whisper doors | rival rainy
The governor had a map of the school, and small flags in it, and each flag was a pupil. He moved them about in the evening. There was
only one flag that he never moved, and that was his son's. He had forgotten to make one.
- Corvane had noticed. He came upon Ketta in the Whisperwalk, and he did not take out his pen. "You go somewhere at night," he said. "I
could find out where. I only wish you to know that I have not." "Thank you," said Ketta. "You owe me nothing," said Corvane, as if the
words were in a foreign tongue.
> Behind the corner a shoe squeaked. It was a new shoe.
@ A Blanket for Two | tidebook silence library | pet repair | 2
It was warm among the barrels, with ten people and a murrel. Marl came every night. He asked good questions. He asked who had the key,
and when the tide was high, and which of the doors had a bolt. "He is so eager to learn," said Tilsa, who had been a shy child herself.
- Only Pim did not like him. Whenever Marl came in, the salt-newt sneezed, though there was not a cloud in the sky. "Perhaps it is
raining somewhere," said Dovrin. But Ketta lay awake, and under the sea the Drowned Bell rang so low and so slow that it sounded like a
warning.
> "Somewhere," she thought, "yes. Somewhere it is raining."
@ Thrindle Is Forbidden | thrindle beasts ferryman | game keeper
On the first Saturday of spring Thaddock locked up the stormganders, because their feathers were untidy. Ondrey stood before the empty
perches and did not say one word. In forty years there had never been a Saturday without thrindle.
- So they played at night. Kestrels in russet flew beside Cormorants in black, by moonlight, without a horn and with wool in the
gulletball's mouth, and nobody counted the rope-hoops. Hobbin had left the stable open. "I must have forgotten," he told the governor
next day. It was the only lie that he ever told, and it made him ill.
> From a window of Gullspire a boy watched them, and wrote nothing down, and counted.
@ Marl | jars oath mending | search lost
What does one give a boy who has nothing? Thaddock gave him shoes. He gave him a warm room and a place at the high table, and he
promised him that his mother's voice, which was in a jar in the north, would be sent home in the post. All he wanted for it was a
number, and a door, and an hour.
- Marl held out for eleven days. On the twelfth he wrote down: nine people; the coal hole; high tide. He folded the paper very small.
When he had given it away he went down to the secret lesson once more, because he wished to know how the story ended that Quessby was
reading to them.
> It ended well. He began to cry, and Tilsa lent him her handkerchief.
@ The Governors' Men | light lift doors | enemy night
They came at high tide with sacks and poles. "Obdorrin!" called Tilsa, and the door held for as long as it takes to say the alphabet.
"Out!" whispered Quessby, and for the first time in his life it was really loud. "Take what you can carry! Take the ones that nobody
else would take!"
- Ketta took Lisk's book. Dovrin took a book of puddings and, under it, the maps. Tilsa stood with open arms before the shelves and
could not choose. When the lights fell on them they saw, behind the men, a boy in new shoes. "Marl," said Tilsa, "come over here, or
they will catch you too." Then she saw his face.
> She did not say anything with numbers in it for a week.
@ Books in the Sea | water warden silence:0 | trouble tower | 3
In the morning everybody had to stand on the sea wall and watch. It was a fine day. There were gulls. That is how it is with terrible
days, they look like any other.
- Nobody moved for a long while after Master Pellory had gone. His hat lay on the stones. It was Corvane who picked it up, brushed it,
and looked at his father across the empty barrels. Father and son have the same eyes. Only in one pair of them was there something wet.
> On the beach below, the tide took a page, turned it over, as if to read it, and carried it away.
@ The Tide Remembers | tidebook family weather | keeper letter | 4
For three weeks they waited. Vesperine took Pealcraft as well as Weatherings, and left Pellory's chair where it was. The wax in its arms
still smelled of him. Grondle cooked, and nobody ate. Then a gull brought a letter from Vael, and the letter said only: "I have rested
enough. U. T."
- Marl had gone. His new shoes stood outside Tilsa's door, side by side, and there was a paper in the left one. "They did not send the
voice," it said. "They never do. I am sorry. I am so sorry." Tilsa folded it up. She did not throw it away.
> The ink came home with every tide for a whole summer, and by Reaping there were eleven hundred books.
# 6
@ Snow in May | weather tidebook wick | home rainy | 1
Nettabel had been at Skellbourne for eight months, and there was nobody who had not been asked why by her. She was Tilsa's small sister.
She had asked Grondle why salt, and Quessby why quiet, and Thaddock's portrait why at all. Now she lay in the white bed and asked
nothing.
- "It is the Borrowed Winter," said Dame Ulverine. "It goes for the smallest first." She laid her hand on Nettabel's forehead and
listened with her head on one side. "She is not ill. She is being silenced, a little every day. When the voice is gone, the winter will
have it." "How long?" asked Tilsa. "Until the snow covers the sea wall," said Dame Ulverine.
> Tilsa went to the window. One could still see the tops of the stones.
@ The Map of Puddings | deep library knots | library visit
There was only one map of Osk, and Dovrin had drawn it himself, out of nine sailors' stories and a book of puddings. "Here it says ice,"
he said, "and here it says ice, and here it says Here I Lost My Boot." "And this?" asked Ketta. "That is jam," said Dovrin.
- They told no one. They told Hobbin, who was no one, since he never told anything. He gave them three stormganders, three spoons, and
his own scarf. "I would come," he said, "but there is no goose that would have me." They told the glimmox too. He glowed, very faintly,
to show them where the door was.
> "First," said Tilsa, and it was the first first for a week, "we are coming back."
@ Over the Bay | ferryman thrindle water | travel trouble
The Nonesuch Ferry stuck in the ice with its nose up, and old Yarrick sat in it all the same, so that it should not be lonely. He looked
up when the shadows of three stormganders went over him. He did not call. He took off his cap and held it against his chest until they
were out of sight.
- It is one thing to ride a stormgander over a bay, after a ball. It is another to ride for five days. Ketta, who was a darter, taught
the others to sleep in the air: one hand round the neck, one foot in the strap, one ear awake. Far below lay Vael with all its lamps,
small as a spilled box of beads.
> After Vael there were no more lamps.
@ Songs for a Goose | inn crab family | wild meal | 2
They slept in the lee of a rock, under six wings. In Ketta's dream Dame Ulverine stood at the end of a long corridor and counted pupils,
as Aunt Sibbet counts candles. She counted three hundred. Then she counted again, and it was two hundred and ninety-seven, and she
smiled and held her peace.
- In the morning Dovrin's hands were blue. "I should like to say something," he said. "If I am to be frozen, I wish to have said that
you two are my best friends, and that I took the last fizzlepear. Both times." "We knew," said Tilsa. "Both," said Ketta.
> The Wrong Compass trembled and stood still. It pointed straight before them, into the ice.
@ The Tombfinch | stair light hearth | night keeper:0
Nobody lives in Osk. So they were surprised to hear singing. On a stone sat a small grey bird, a tombfinch, and a tombfinch sings only
for the dead. "Who is it singing for?" asked Dovrin. "I should be glad if it were not us."
- "For me, I think," said a voice that they knew. In the blue shadow of the ice stood Lisk, thinner than ever, with his hammer in his
belt. "There was a stair," he said, "and I went up instead of down. I have come to see what they made of my bell. He keeps them here:
all the voices that it called and he caught." He pointed with the hammer. "I cast the thing. I may at least hold the lamp."
> Where he pointed there was a door in the ice, and it was breathing.
@ The Singing Ice | jars silence mending | tower search
They heard the cave before they saw it. It hummed. It hummed like Gullspire on a feast day, like a hive, like a hall full of people who
have all forgotten the same word. Ketta put both hands over her ears, and it went on, for it came through her throat, through the
soundless mark.
- "How many has he taken?" asked Tilsa. "Read the labels," said Lisk. Every jar had a label in a fine, neat, sloping hand, the hand of a
good pupil. Here was a ferryman from Kettlefold. Here was a whole choir. And here, quite new, was half a jar, with a little breath in it
that asked and asked: why, why, why?
> "Nettabel," said Tilsa, and broke it on her knee without saying first.
@ Voicejars | light jars oath | enemy lost:0 | 3
Somebody had heard the glass break. Down the long shelves came the Dulled, grey and slow, with lanterns that gave no light. They had
been bakers once, and mothers, and one had been a captain of the Cormorants. They did not know it any more.
- "Do not hurt them," cried Ketta, "they are only empty!" So Dovrin threw saltcakes at them instead, which had been frozen for five
days, and it must be said that it hurt a little. "Tintarrow!" called Tilsa, and lifted the lamp, and the shelf, and all three
stormganders at once. Nobody ever told her that this was impossible.
> Behind them the roof of the cave came down, as softly as a page that is turned.
@ What Pellory Said | weather lift mending | rival lesson
Far in the south, in a row of the Dulled, a big man with a ginger beard stopped walking. He put a hand to his mouth. "Without the duck,"
he said, and began to laugh, and could not stop, and sat down in the snow and wept. It was Master Pellory, and he had his voice again.
- He told it later in Pealcraft, and it became a lesson. "One forgets one's name," he said. "One does not forget the tune. In all that
grey I still had four notes of Silvenna, because some child in the third row always got them wrong." "That was me," said Dovrin proudly.
> But while the big man wept, the row of the Dulled went on without him, southward, to the island.
@ The March of the Dulled | hearth water doors | wild night
It was Corvane Stellgarth who saw them first. He kept watch on Gullspire, although nobody had asked him to, with his black coat turned
up to his ears. At midnight he ran to Dame Ulverine in his stockings. "They are on the sand," he said. "Hundreds. I have counted. I am
good at lists."
- "Wake the little ones," said Dame Ulverine, "and take them up, and tell them a story." "Who will hold the gate?" asked Corvane. "The
gate," she said softly, "opens only when the tide is out. So somebody must see about the tide." She took her stick. At the door she
turned her one good eye on him. "You have rung true, Corvane," she said. He had never been told so.
> He stood at the window with a child on each arm, and told them a story, and did not once look down.
@ The Ebb Gate | family well assembly | letter return | 4
They came home to a school without a bell. For three days nobody rang anything. Then Aunt Sibbet came over on the ferry, with a box. In
it lay three hundred candles, one for each pupil whom Dame Ulverine had kept safe. "I have counted them," said Aunt Sibbet, "and then I
counted them again."
- They set them along the sea wall, from Carrock to the Ebb Gate. Pellory lit them and Vesperine held off the wind with all her seven
scarves. Grondle had a rhyme ready, and could not say it, and they all knew it anyway. In the last light Ketta found a line in her
tidebook, in a hand that leaned to the left. "Now you," it said.
> The snow had gone by morning. On the wet grass before the gate stood one crocus, and nobody trod on it.
# 7
@ The Washing Line | family ferryman crab | home letter | 1
They could not go back for Reaping, because there was nothing to go back to. In the last week of summer Vorrengast had come with his
beautiful voice and asked to be let in, and somebody had let him in. Now the Dulled stood on the walls of Skellbourne, and the Ebb Gate
was shut at all tides.
- "Where is everybody?" asked Ketta. "Master Pellory has the little ones in the sweet shop in Thessock," said Fennimar, who had it from
the fish. "Grondle cooks at the Lanthorn Inn. Quessby sits on eleven hundred books. Hobbin will not leave the crab, and the crab will
not leave the jetty." "Then nobody is lost," said Aunt Sibbet, and she counted on her fingers all the same.
> "Nobody," said Ketta, "but the bell."
@ School in a Sweet Shop | silence lift inn | lesson shop
It is hard to teach Pealcraft between jars of toffee. Master Pellory did it. He stood behind the counter with his ginger beard full of
sugar, and thirty first years sat on sacks and rang teaspoons, because their handchimes had stayed behind. "Wrists loose," said Pellory.
"And whoever eats the blackboard will be sorry. It is liquorice."
- Vesperine had taken Dame Ulverine's place, with all her seven scarves, and she did it in her own way. "I am not she," she told them.
"She was the sea. I am only weather. But I can tell you what is coming." She looked at the grey towers across the water. "A change," she
said.
> Pim sneezed. For once it was not for rain.
@ The Rope That Cannot Be Cut | knots mending oath | repair visit
"What is it made of?" asked Dovrin, and tried the Grey Rope with his knife, his teeth and Grondle's cleaver. The cleaver broke.
"Promises," whispered Quessby. "In the first days every ringer who was tidesworn gave one thread. That is why it cannot be cut. It can
only be let go."
- Jessamond had held it, and had let go. That was how she was lost: Ketta learned it now, from Quessby, by the light of one wickstone.
There had been two on the rope that night, her mother and a friend, and the rope would bear only one. "And the friend?" asked Ketta.
"The friend counts candles," whispered Quessby. "She has never stopped counting, in case it should come out otherwise."
> That evening Ketta went home by the last boat, only to put her arms round Aunt Sibbet and to say nothing.
@ The Moonclapper in the Fish Basket | breathing wick jars | travel pet
Fennimar was king now in the Drowned Court, and he did it barefoot. He had let the prisoners out and the wind in. "They grumble," he
said, "but they have begun to hum." He sat on the edge of a washtub in Candle Row with the Moonclapper on his knees and polished it with
his sleeve.
- "It wants to go home," said Ketta. She could hear it, a thin high note, like a child that has been promised something. And out of the
sea came the answer, so deep that the candles in the shop knocked together. Four hundred years those two had called to each other. "We
shall bring you," said Ketta. "It is only across the bay." "And through an army," said Tilsa. "Second, up a cliff. Third, down a well."
> Aunt Sibbet gave them candles for the way. She did not count them.
@ Pies at Lowest Tide | wood light cook | wild meal | 2
It was the night of Lowest Tide, and no lamps went out over the sand, and nobody sang. There were only three friends among the black
trees of Sallowholt, with a rope and a basket and a cloth full of pies. Wharrows lay round the fire in a ring and let nothing through
that meant harm.
- They let two boys through. Nobody slept much afterwards. Marl and Corvane lay side by side under half a blanket, both as stiff as
boards. "Did you also do it for your father?" asked Marl at last. "I did it so that he would look at me," said Corvane. "And did he?"
"Once," said Corvane. "To see whether it was done."
> Far off in Gullspire a light went on, and a beautiful voice began to sing them all to sleep.
@ Wool in Their Ears | muffling hearth whisper | trouble night
"Do not listen because a voice is beautiful," Dame Ulverine had said. It is easily said. The voice of Vorrengast came over the sand, and
it knew them. It told Dovrin that there was a table laid. It told Tilsa that she had been right. It told Corvane that his father was
proud of him, and he stood up and began to walk.
- Then Brannet and Brindy came out of the mist with a wheelbarrow. "Wool!" said Brannet. "Four hundredweight of it! We saved up for it
for three years." "It was for a joke," said Brindy, "about a sheep. But this is better." It was the wool of Muffling Night. They stopped
their ears with it, and their friends' ears, and they had to sit on Corvane to do it.
> Only Ketta took none. "I must hear the bell," she said. "And I know somebody who sings better than he does."
@ The Stair Comes Down | stair trueface doors | tower search
At the thirteenth stroke a stair appeared on the sand. It had no business there. It came down out of the night, step by step, with moss
on it, and on the lowest stood Lisk with his cap in his hand. "It is the last time," he said. "I asked for it. They said, what for? I
said, to mend a thing that I made."
- They climbed through the sky over the heads of the Dulled, ten people and a newt. Nobody looked up; the Dulled do not. Below them lay
Skellbourne with dark windows. On Ketta's right hand went Oswynne, who was half glass, and through her one could see the stars. "Are you
not afraid?" asked Marl. "I was a bird in this place," said Oswynne. "It is only roofs."
> The stair ended in the yard, one step from Mirkwell. "Go on," said Lisk. "I shall hold the door."
@ Old Debts | ledger:0 forbidden warden | rival enemy
There was one who stood guard at the well and was not Dulled. He wore a fine collar. He had let Vorrengast in; it had seemed to him the
tidy thing to do. "Corvane," said Thaddock Stellgarth, "come away from those people." He had not even lifted his voice.
- Corvane opened the Ledger of Debts at the first page. It was one that he had never shown to anybody. "Father," he read. "One birthday.
One goodnight. Six years of Sundays." He read it all, to the end. "I wanted to tell you that I have crossed it out," he said. "You do
not owe me anything. But you are standing in our way." And Thaddock, who had an answer to everything, stepped aside.
> The rope went over the beam. The clapper went into the dark. And round the yard, without a sound, the Dulled closed in.
@ The Last Peal | well light water | festival | 3
For a while there was so much to hear that nobody could say anything. In Farrowmouth a baker laughed who had not laughed for thirty
years. In Vael a choir began in the middle of a song. In a little house on the mainland a woman called "Marl!" out of the window, and
then stood there and held her throat, amazed.
- Vorrengast sat on the rim of Mirkwell. Nobody touched him. He opened his mouth, and shut it, and in the end he laid his head on one
side, as people do who for once are listening. "What will become of him?" asked Dovrin. "He will hear us," said Ketta. "Every day. I
think that is enough." The soundless mark on her throat did not hurt any more. It was only a small scar.
> And Lisk, on the last step of the Thirteenth Stair, put on his cap, heard his wife calling him to supper, and went.
@ Silvenna | silence assembly thrindle | keeper return | 4
Everybody came home to Skellbourne on the Nonesuch Ferry, in nine trips, and Yarrick would take no tollpence for it. Grondle salted the
first dinner so well that they wept. Nettabel asked why. Marl's mother talked for two days and was not once interrupted. Vesperine was
made head of the school, and Thaddock was made to wash up.
- They hung Dame Ulverine's stick over the door of the Hushing Hall. Hobbin Gorsewick became keeper of the bells, and he wept into his
beard when they gave him the keys. Quessby got a new lock for the Salt Library, and threw it into the sea. The Ledger of Debts was
ashes, and in place of it Corvane bought a small blue book. On the first page he wrote: "What I was given."
> That was the end of it, and, as Ketta used to say, ends are only knots: one ties them, and goes on with the rope.
"""
