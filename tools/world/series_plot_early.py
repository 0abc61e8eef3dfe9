"""The plot of volumes one to four, beat by beat. Read by ``series.read_plot``.

``@ chapter title | topics of series_scenes | kinds of scenes | number of the hand-written passage, if one stands here``;
then the opening, the turn (``-``) and the closing (``>``).
"""

TEXT = """
# 1
@ The Bell under the Sea | silence:0 | home shop | 1
On the morning after the bell, Ketta Marrowby found a letter under the door of number nine, Candle Row. It was written in ink that came
and went. "To the girl who heard," it said. "School begins on the first of Reaping. Bring dry socks."
- "Skellbourne," said Aunt Sibbet, and sat down. "I knew it would come. Your mother had a letter like that." It was the first time in
years that she had spoken of Jessamond. She unlocked the lowest drawer and took out a small silver handchime with a crack in it. "It was
hers. It is yours now."
> Ketta rang it once, very softly. Across the water, something answered.
@ The Nonesuch Ferry | ferryman | travel arrival
On the first of Reaping the Nonesuch Ferry lay at the harbour wall of Farrowmouth, without oars and without a sail. A hungry boy asked
Ketta whether she was going to finish her bun. That was Dovrin Ashlock. A girl with ink on her nose gave her three reasons not to sit by
the window. That was Tilsa Brome.
- Ketta sat by the window all the same. A boy in a black velvet coat stopped before her. "That is my seat," he said. "I did not see your
name on it," said Ketta. So Corvane Stellgarth took out a thick book with a lock and wrote her name in it, and the name of the book was
the Ledger of Debts.
> Then the mist opened, and there stood Skellbourne on its rock, with all its towers and all its bells.
@ The Knotting | silence cook assembly | arrival night
That evening the new pupils stood in the Hushing Hall, each with a short rope in both hands. The first night at Skellbourne is the night
of the Knotting, and the Knotting is the rite in which a pupil ties the first knot. Dame Ulverine, the head of Skellbourne, went from
one to the other and looked at them with her one good eye.
- When Ketta pulled her knot tight, a bell rang that nobody had touched. "Who did that?" called somebody. "She is belltouched," said
Dame Ulverine, more softly than ever. The whole hall turned to look. Corvane dipped his pen.
> That night Ketta lay at the foot of Gullspire with Pim on her pillow, and under the floor, under the rock, under the sea, it rang again.
@ First Lessons | lift weather tidebook | lesson meal
Master Pellory had a ginger beard and smelled of beeswax, and his lesson was Pealcraft. Vesperine had seven scarves, and her lesson was
Weatherings. Before the week was over Ketta had been praised by both and laughed at by everybody else, on account of the crack in her
handchime.
- "It is broken," said Corvane. "Like her family." Pellory heard it. He took the handchime in his big hands, rang it and listened to the
end. "There is only one louder in this school," he said, "and that one is locked away. Carry it with your head up, Ketta."
> "Which one is locked away?" asked Tilsa afterwards. And none of them could think of anything else.
@ The Ledger of Debts | ledger thrindle crab | rival meal | 2
Nobody is born on a stormgander, and Ketta fell off hers eleven times on the first afternoon. The twelfth time she caught the gulletball
while she fell. Ondrey, captain of the Kestrels, watched from the sea wall and chewed a straw.
- "You," said Ondrey. "Small one. You are our new darter." The Kestrels had not taken a first year for fifty years. They gave her a
russet coat that came down to her ankles. Corvane, who had hoped to be darter of the Cormorants, wrote until his ink ran out.
> But that evening Hobbin was not in his hut, and there were claw marks in the sand, as long as a man.
@ Muffling Night | muffling knots forbidden | night rainy
Winter came to the island, and then came Muffling Night, when all bells are wrapped in wool. Everyone was tired and merry, and Grondle
salted even the pudding. Only Ketta could not be merry. With the other bells silent, hers was so loud that she held her ears.
- At midnight she saw a man in a grey coat on the sand. He carried a jar under his arm as one carries a child. He stopped at Mirkwell,
bent over it and spoke, but no sound came from his mouth. Dame Ulverine came out alone and stood before the well until he went. "Who was
that?" asked Ketta. "Vorrengast," said Dame Ulverine. "They call him the Voice-Thief. He was my pupil once."
> "And what does he want?" asked Ketta. "To be heard," said Dame Ulverine, "by everyone, for ever."
@ The Salt Library | library mending doors | library trouble
Tilsa did what she always did when she was afraid: she went to the Salt Library. Quessby the librarian brought her eleven books and
whispered that it was nearly supper. Dovrin came for company and Ketta came for the cracked silver picture in the oldest book of all,
where a bell hung under water like a moon.
- "First," said Tilsa, "Lisk cast the Drowned Bell. Second, whoever rings it is heard by the dead. Third, a woman rang it eleven years
ago and was lost." She stopped, and read the name again, and gave Ketta the book without a word. The name was Jessamond Marrowby.
> "Then she was not drowned in a storm," said Ketta. "She was called. And so am I."
@ Lowest Tide | wood wick water | wild festival
At last the spring came, and with it Lowest Tide, when Sallowholt can be walked. The whole school went out over the sand with lamps and
singing. Corvane went with a map that he had bought for nine tollpence, and did not sing.
- When the others turned back, a brindlewisp danced before Ketta's feet and would not let her go. It led the three friends out to the
edge of the drowned wood, and there sat Old Barnaclaw, waiting, as if somebody had sent him. He lifted one claw and walked sideways into
the mist. "He wants us to follow," said Ketta. "Of course he does," said Dovrin unhappily.
> Behind them, as soft as snow, came steps that stopped when they stopped.
@ Mirkwell | well light deep | tower enemy | 3
Sideways went Old Barnaclaw, all night, over sand and rock, and behind him went Ketta, Dovrin and Tilsa with one handchime for light. At
the grey of dawn he set down his claws at the rim of a well, and it was Mirkwell. "First, I want to go home," said Tilsa. "There is no
second."
- Down in the water the Drowned Bell shone green. And on the other side of the well stood Vorrengast with his jar open in his hands. He
wanted the bell, so that even the dead must listen to him. His lips moved: Nullabell. Ketta felt a cold finger on her throat, and from
that hour she bore the soundless mark.
> She had one breath left and one rope before her, and she did not ask anyone what to do.
@ Home by Ferry | thrindle cook warden | keeper return | 4
For three days Ketta could only whisper, like Quessby. Hobbin carved her a spoon, Grondle cooked a soup without salt, and Corvane was
heard to say that he had never seen a girl stand so straight. On the fourth day she rode for the Kestrels with a scarf round her throat.
- "Did you hear her too?" Ketta asked Dame Ulverine at the end of the year. The head of Skellbourne was silent for a while. "I heard the
bell," she said. "What your mother said was for you alone. Keep it, and tell no one, and you will never be quite cold." That memory
Ketta kept.
> And so ended the first year.
# 2
@ No Reflection | tidebook family | home travel | 1
In the second year the Nonesuch Ferry was late, and old Yarrick would not look over the side. "The water is not right," he said. "I
leaned out this morning, and I was not there."
- It was true. Dovrin looked into the bay, and the bay showed a boat with no boy in it. By evening seven pupils had lost their
reflections, and one of them was Ondrey, who could no longer part the captain's famous hair. "It does not hurt," said Ondrey. "It is
only lonely."
> On the highest roof of Skellbourne, something caught the last of the light, like a window where no window was.
@ The Bird on the Roof | assembly light weather | night lesson
The first to see it was Grondle, who had gone out to shout at the moon. "A bird, a bird, upon my word, as clear as glass and not
absurd!" he roared through the corridors. Nobody believed him, because of the rhyme.
- Then Ketta saw it too. It stood on one leg on Gullspire, taller than a man, and the stars went right through it. It was a heron, and
it was made of glass. It turned its long head and looked at her with such sorrow that she forgot to be afraid. In the morning there was
one feather on her window-sill, and it chimed when she touched it.
> "A Glass Heron," said Tilsa. "First, that cannot be. Second, you have its feather in your hand."
@ The Cormorants in Black | thrindle ledger cook | rival meal
Life does not stop because some people cannot see themselves. There was murkpie, because there were examinations, and there was
thrindle, because it was Saturday. The Cormorants in black and the Kestrels in russet flew over a bay that showed only half of them.
- In the middle of the match the light changed. The Glass Heron flew over, slow and shining, and wherever its shadow fell a reflection
went out like a lamp. The gulletball fell and screamed, and for once nobody dived for it. "It is Gorsewick's beast!" cried a voice from
the wall. "Hobbin Gorsewick feeds it! I have seen him!" The voice was Corvane's.
> And that evening a black boat came from Vael, with a Ropewarden in it.
@ A Ropewarden from Vael | warden beasts crab | keeper lost
At Carrock, on the sea wall, Hobbin had just put the kettle on. He offered the Ropewarden a chair and a spoon. The Ropewarden took
neither. He read a paper aloud, and the name under the paper was Thaddock Stellgarth, governor of the school.
- "He has never harmed anything," said Ketta. "He carries spiders out in his hat." "Then who feeds the heron?" asked the Ropewarden. "I
do," said Hobbin, who had never told a lie. "The poor thing was hungry." It was the worst thing that he could have said, and he said it
with his whole heart.
> They could see his lamp go down the sea wall, between two others, getting smaller.
@ Hobbin Is Taken | oath knots forbidden | trouble rainy | 2
Without Hobbin the island went wrong. The glimmox would not glow. Old Barnaclaw sat at the foot of the lock-up with his claws against
the wall and let the tide go over him. "We shall get Hobbin out," said Ketta. "How?" asked Dovrin. "By being right," said Tilsa.
- They went to him by night, and Ketta put her hand through the bars. "Do not be angry with the bird," said Hobbin. "It weeps, you know.
A bird does not weep. Only people weep." Tilsa wrote that down and underlined it twice.
> "Only people weep," she said all the way home. "Only people weep. Ketta, what if it is not a bird?"
@ What the Echo-Glass Said | trueface whisper library | library search
Behind the last shelf of the Salt Library hung a mirror in a cloth. "The echo-glass," whispered Quessby. "It shows what was last said
before it. I do not like it. It has no manners."
- Tilsa pulled the cloth away. In the glass stood a man with a cold smile and a fine collar, and before him a thin girl with her hands
in front of her face. "You saw what I did, Oswynne, and you will not keep quiet," said the man, "so be quiet as glass, until somebody
sees you as you are." The man was Thaddock Stellgarth. The girl grew long and clear, and spread her arms, and they were wings.
> "Corvane's father," said Dovrin. "Oh, I am going to enjoy this. No, I am not. I am going to be sick."
@ Corvane's Price | ledger doors glass:0 | rival visit
Somebody had been standing behind the shelf. It was Corvane, without a book and without a pen, and his face was white. "You made that
up," he said. "The glass makes nothing up," whispered Quessby. Corvane looked into it once more and ran.
- He did not tell on them. That was the strange thing. He sat alone at dinner, and when Ketta passed him he pushed something over the
table with one finger. It was a black seed. "From my father's garden," he said. "A fizzlepear, of the old kind. It is what the curse is
fed on. I know nothing about it. And you owe me for this."
> Ketta closed her hand round the seed. It hiccuped once, like a very small heart.
@ The Roofs at Night | lift light mending | tower night
To meet a heron one has to go where herons go. So they climbed: up Gullspire, out by the bell window and over the wet slates, with
Tintarrow for the high walls and Dovrin's map for everything else. He had marked every chimney that smelled of food.
- The Glass Heron was waiting at the very end of the roof, above the sea. "Oswynne," said Ketta. The bird trembled, and all its feathers
rang. But from the court below came boots and ropes and a voice that said: "Bring it down. Break it, if you must." Thaddock Stellgarth
had come himself.
> There was no time left for a plan with numbers in it.
@ Mirrowain | trueface well water | enemy wild | 3
The first rope flew over the roof and missed. The second caught the heron's foot, and a crack ran up the glass leg with a sound that
nobody who heard it ever forgot. Down in the yard Thaddock's men began to climb.
- It was Corvane who took off his velvet coat and held it out, without looking at her. All over the island people who had lost their
reflections looked up from their basins and cried out, because there they were again, a little surprised. So it was that Ketta broke the
curse on Oswynne, with Mirrowain and a fizzlepear seed.
> When Thaddock's men came up through the hatch they found four pupils, a newt and a shivering girl, and no heron at all.
@ Half Glass | glass cook thrindle | festival return | 4
It took the Ropewarden nine days to write down that Hobbin was innocent, because he wrote slowly and had to rub out the other thing first. Meanwhile Hobbin carved fourteen spoons in the lock-up. The glimmox stood on the sea wall every evening and looked toward the little window.
- Thaddock Stellgarth was not punished, for governors seldom are. "It was all done within the rules," he said, and brushed his sleeve.
But Corvane did not answer when his father spoke to him. In his Ledger of Debts, on a page by itself,
stood: "Marrowby. One truth. Paid."
> In the evenings a girl who was half glass sat on the sea wall and learned to laugh. And then it was the last night of the year.
# 3
@ A Row of Pegs | ferryman tidebook | home travel | 1
Ketta was thirteen when the Mutecoats came to Skellbourne. They were sent from Vael by the Ropewardens, because somebody had broken out
of their prison, and because that somebody had been heard to say one word in his sleep: Marrowby.
- "What is a Mutecoat?" asked one of the first years. "A coat with nobody in it," said Tilsa. "First, they guard the prison of the
Ropewardens. Second, they drink sounds. Third, do not hum." The little boy had been humming. He stopped, and then he looked down,
because he could not hear his own feet.
> On the first night eleven grey coats hung by the door of the Hushing Hall, and in the morning there were twelve.
@ The Thirteenth Stroke | stair:1 assembly light | night lesson
Gullspire has struck twelve at midnight for four hundred years. That night Ketta lay awake and counted, as Aunt Sibbet counts candles:
ten, eleven, twelve. And then, soft and low, thirteen.
- She was out of bed before the sound had died. In the wall where her coat used to hang there was an arch, and in the arch there was a
stair. On the third step sat an old grey man and mended a bell with a hammer that made no noise. "Shut the door," he said, "there is a
draught from the living. I am Lisk."
> In the morning there was only a wall, and on the wall hung her coat, with dust of another century on its hem.
@ Coats in the Corridor | hearth:0 silence whisper | trouble meal
The coats went through the dormitories and drank the snoring. They went through the kitchen and drank the rhymes, so that Grondle stood
among his pots and moved his mouth, and two big tears ran down into the stew and salted it.
- One of them stopped before Ketta. The empty sleeve rose and felt the soundless mark on her throat, almost gently. All the sounds of
her life ran out of her: the sea, the shop door, Pim's small breath. She fell. When she woke, Dovrin was holding one hand and Tilsa the
other, and both of them were crying without any noise.
> "I need to learn something," she whispered, when the whisper came back, "and I know who can teach it."
@ What Lisk Made | stair library well | library night
"I was born in Kettlefold," said Lisk, "where every house has a furnace and every child a hammer. I wanted to cast a bell that the dead
could hear, because my wife was dead. They told me not to. I cast it. She heard it." He turned the hammer over. "And so did all the
others."
- "What does one do against the Mutecoats?" asked Ketta. "They are hungry," said Lisk, "and one cannot fight hunger with a stick. One
must give it something warm. It is called the Hearthsong. I was the last who knew it. I was hoping that somebody would ask before I had
been dead five hundred years."
> "It will cost you sleep," he said. "And ice," he added, as if to himself. "We shall need a kettle."
@ Hearthsong | hearth knots weather | lesson rainy | 2
Night after night, at the thirteenth stroke, they sat on the Thirteenth Stair and tried. By day they slept in Weatherings, until
Vesperine opened all the windows and unwound a scarf for each yawn.
- The next evening a Mutecoat came for one of the first years, the one who hummed. Ketta stepped between them with her cracked
handchime. She did not think of anything grand. She thought of Aunt Sibbet counting. The Hearthsong went through the corridor like the
smell of bread, and the coat fell down on the stones, and was only a coat.
> The little boy picked it up, and looked for a name in the collar, and there was one.
@ The Wrong Compass | ledger wick inn | rival lost
Dovrin had bought a compass in Thessock for one tollpenny, and he wanted his tollpenny back. "It does not point north," he said. "It
points at the cellar. Yesterday it pointed at an examination." "It is a Wrong Compass," said Tilsa. "It points to what one fears."
- "Then give it to the coats," said Ketta slowly. "No. Give it to me, while I think of them. They fear nothing. But the man they are
looking for is afraid of them, and they are all around him." She shut her eyes and feared for a man whom she had never seen. The needle
swung round and stood still. It pointed to Sallowholt.
> "I knew it would be wet," said Dovrin.
@ The Man in the Drowned Wood | wood water doors | wild search
They went at low water, with pockets full of saltcake. Wharrows ran beside them through the mist, hounds of harbour fog, with no more
weight than breath. "Are they following us?" asked Tilsa. "They are keeping us company," said Ketta, who hoped so.
- In the hollow of a black tree they found a bed of weed, still warm, and a tin lamp that nobody had lit. On the bark somebody had
scratched a lighthouse, and under it two names. One of the names had been rubbed out by the tide. The other was Aurick. "He knew my
father," said Ketta. "Whoever he is, he was my father's friend."
> The needle trembled, swung round and pointed back the way they had come. "He has gone up to the school," said Dovrin. "He has walked
right in among them."
@ Thrindle in the Fog | thrindle beasts cook | rival keeper
It was hard to fly against the Cormorants with such a secret in one's pocket. It was harder still because the Mutecoats stood along the
sea wall and drank the cheering. Nobody could hear the horn. Ondrey gave signs with a russet scarf.
- That night somebody had slept in the straw at Carrock. The glimmox had lain down in front of him and glowed as dimly as he could.
"Have you seen a stranger?" asked the Ropewarden. Hobbin, who could not lie, thought about it for a long time. "No," he said. "He was no
stranger to me." The man wrote down "No".
> "He went up," said Hobbin, when they were alone, "up a stair. I did not know that there was one there."
@ The Lost Hour | stair hearth trueface | tower enemy | 3
At the top of the Thirteenth Stair, said Lisk, lie the hours that nobody has lived. He could not go there himself, being dead. "Take a
hat to carry it in," he said, "and do not look back, and do not be late." The thirteenth stroke had scarcely sounded when they began to
climb.
- "It was Vorrengast," said Tilsa, when they could speak again. "First, those were his jars. Second, it was his hand on the lamp." The
prisoner could not say a word. For thirteen years he had been told that he put out the light, until he had nearly believed it. Pim
climbed into his beard and stayed there.
> They ran down into the living night, with the rain of another year in Dovrin's hat.
@ The Lamp Is Lit | family crab thrindle | festival return | 4
The eldest of the Ropewardens had grey hair and a straight back, and she had signed the paper that put an innocent man in prison. She
read it again. Then she tore it across, and asked Grondle for a cup of something hot without salt.
- "You have your father's stubborn head," the lighthouse man told Ketta. "He heard the bell too, a little. He said it sounded like your
mother humming in the next room." He told her everything that he could remember, and it took three evenings, and there was a joke in
nearly all of it.
> And Ketta, who had once had one photograph and no stories, now had more than she could write down at one tide.
# 4
@ Three Schools | assembly family | travel arrival | 1
The Thrindle Cup is played for by three schools, and once in seven years it comes to Skellbourne. That year it stood in the Hushing Hall
on a blue cushion, and Grondle polished it with salt. The guests came over the sand with drums and banners, and the stormganders honked
all night.
- Ondrey put up the list. "Darter of the Kestrels," it said, "Ketta Marrowby." In the grey of the Petrels there was somebody new, a thin
boy with wet hair, although it had not rained for a week. He rode as if the air were water. "I am called Finn," he said. It was the
worst lie that Ketta had ever heard.
> When he had gone, there was a puddle where he had stood, and in the puddle swam a very small fish.
@ Bets in Tollpence | thrindle assembly inn | shop meal
"Four to one on the Kestrels!" cried Brannet. "Six to one that Dovrin falls off something!" The twins sold bets at the foot of the
stair, in tollpence only, and Brindy kept the book. "What is it for?" asked Tilsa. "A joke," said Brindy. "A very big one. We are saving
up."
- Corvane bought no bets. He bought a word here and a word there, and wrote them down. He was asked to ride for the Cormorants, and he
rode well, and nobody cheered, because nobody dared. "They will owe me that as well," he said to his stormgander, which was the only one
that listened.
> On the eve of the first match somebody knocked at Ketta's window from outside, and her window looked out on the sea.
@ The Boy with Wet Hair | water deep thrindle | night lesson
It was the new boy from the Petrels, up to his neck in moonlit water. "I need help," he said, "and you are the one who hears things. My
name is Fennimar. I am a prince of the Drowned Court, and I have run away."
- "Why?" asked Tilsa, who had got out of bed to argue. "Because I am to be king," said Fennimar, "and I have never once felt the wind."
He told them that his father, the tide-king, was looking for him, and that the storms of that spring were his father's footsteps. They
made a bed for him in the bath, and Dovrin brought him a saltcake. He was the first person who ever asked for more.
> "Down there," he said with his mouth full, "we have a thing that belongs to your bell."
@ The Moonclapper | jars library knots | library trouble
The clapper of the Drowned Bell is called the Moonclapper, and it had been lost for four hundred years. "It is not lost," said Fennimar.
"It lies in the roots of Sallowholt, where the water never goes away. My grandfather put it there." Quessby had to sit down. He
whispered for salts, and Dovrin gave him salt.
- "With the Moonclapper the bell can do more than call," said Tilsa, and turned the page. "It can call back. Every voice that was ever
stolen." Nobody spoke. They all thought of the jars. Behind the shelf something moved, a sleeve, a pen, and was gone. They thought that
it was a kelpling.
> It was not a kelpling.
@ Fathomel | breathing weather tidebook | lesson wild | 2
Ketta had to learn the peal for breathing under water, and there was only one person who knew it and had the patience. Fennimar taught
her in the bath, and later in the harbour, and in the end at the Teeth, where her parents were lost and where she had never dared to
swim.
- She hung there in the green, between two black rocks, breathing the sea, and was not afraid. "This is where they were," she said when
she came up. "It is quite peaceful. There is a kettle down there. I think it was my father's." And she cried a little, and Fennimar, who
had grown up in salt water, did not know that one could see it.
> "Tomorrow," she said, "we dive for it."
@ Petrels and Kestrels | thrindle forbidden cook | game rival
But the next day was the half-final, and the Kestrels had to fly against the Petrels. So Ketta in russet flew against her friend in
grey. They had sworn to play fair, and they did, and it was the finest match that anyone could remember.
- In the last minute the rain came down like a wall, and a voice in it roared: "Fennimar!" The tide-king had found his son. The sea
stood up in the bay, green and as high as Gullspire. Fennimar let go of the reins. "If I go home, it will stop," he said. "If I go home,
you will need a way in."
> He dived from the sky without a splash. He had left the grey cap of the Petrels on his saddle.
@ What Corvane Sold | ledger whisper doors | rival enemy
Corvane Stellgarth had never had a friend, and that evening somebody was kind to him. It was a grey man at the Lanthorn Inn, who did not
speak, but who listened so well. He wanted to know only one thing: which way the girl would dive.
- "What will you give me?" asked Corvane. The man wrote it down: that all his father's debts should be wiped out, a whole page of them.
Corvane looked at the paper for as long as a candle burns. Then he sold the way to the Dulled.
> He walked home over the sand and told himself that it was only a debt like any other.
@ The Drowned Court | breathing light jars | visit tower
Down they went, Ketta first and Dovrin and Tilsa after, each with a mouthful of Fathomel. The Drowned Court has no floors, since nobody
there needs to stand. Its windows are mother-of-pearl, and the lamps are fish and have opinions.
- The tide-king sat on a wreck. He was as large as weather. "You have taught my son to laugh," he said to Ketta. "He laughs in his
sleep. What do you want for it?" "The Moonclapper," said Ketta. "Then fetch it," said the tide-king, "but touch nothing that lies
beneath. My father laid it there for a reason, and he died before he told me what it was."
> Fennimar took her hand. Behind them, between two pillars, a grey face drew back into the weed.
@ The Voice | well breathing hearth | enemy night | 3
There was not much time. The peal for breathing under water lasts for one hour, and the way to Sallowholt takes half of it. Dovrin and
Tilsa held the line on the jetty and counted. "If she pulls twice, we pull," said Tilsa. "And if she does not pull?" asked Dovrin. Tilsa
had no number for that.
- So it had all been for this. The Voice-Thief had never had a voice of his own to speak with, for the tide-kings had taken it and laid
the heaviest thing in the sea on top of it. Now he had it back. He did not shout. He spoke to them across the water as one speaks to
children at bedtime, and Dovrin found that he had taken a step toward the edge.
> Ketta held the Moonclapper in her arms and would not let go of it. It was the only thing that they had won.
@ The Empty Cup | oath family cook | letter return | 4
He took his voice and went, and he did not look at Corvane at all. "I sold it," said Corvane. "I sold the way." Nobody answered. Ketta
took off her dry coat and put it round him, because his teeth were knocking together, and he could not write that down anywhere.
- There was no last match. The three schools sat together in the Hushing Hall, russet and black and grey mixed up, and Dame Ulverine
told them the truth, all of it. "From now on he can speak," she said, "and he speaks well. Do not listen because a voice is beautiful.
Ask what it wants."
> Far out at sea, somebody was practising a song.
"""
