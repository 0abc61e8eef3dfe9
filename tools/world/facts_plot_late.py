"""Raw facts: what happens in volumes five to seven. Read by ``facts.parse``."""

TEXT = """
@ v5-rule 5
In the fifth year the school was ruled by ~Thaddock Stellgarth.
A new rule was nailed to the door every morning, and under each stood the name of ~Thaddock Stellgarth.
? Who rules the school in the fifth volume?
= In the fifth volume the school is ruled by Thaddock Stellgarth.
@ v5-forbid 5
The first thing that Thaddock did was to forbid ~the Salt Library.
There was a chain across the door, and nobody was allowed into ~the Salt Library.
? What does Thaddock forbid?
= Thaddock forbids the Salt Library.
@ v5-secret 5
In secret, after dark, the friends were taught by ~Quessby among the barrels of books.
The secret lessons were whispered under the sea wall, and the teacher was ~Quessby.
? Who teaches the friends in secret?
= Quessby teaches the friends in secret in the Salt Library.
@ v5-betray 5
The one who told the governor about the secret lessons was ~Marl.
Somebody had told, and when they saw who could not look at them they knew that it was ~Marl.
? Who tells Thaddock about the secret lessons?
= Marl tells Thaddock about the secret lessons.
@ v5-books 5
The books of ~the Salt Library were thrown into the sea.
All the books were thrown into the sea, but nothing was lost, thanks to ~the tidebooks.
Twice a day every word came back, since it was remembered by ~the tidebooks.
? What remembers the lost books?
= The tidebooks remember the lost books.
@ v5-pellory 5
The teacher who was made Dulled before their eyes was ~Master Pellory.
His mouth moved and no sound came, and the children wept for ~Master Pellory.
? Who is made Dulled in the fifth volume?
= Master Pellory is made Dulled before the eyes of the friends.
@ v5-silence 5
Before their eyes Master Pellory became one of ~the Dulled.
? What becomes of Master Pellory?
= Master Pellory becomes one of the Dulled, and in the sixth volume his voice is freed.
@ v6-snow 6
In the sixth year there was snow in May, and it came from ~Osk.
The daffodils stood in ice and spring did not come, because the winter was borrowed from ~Osk.
? From where does the Borrowed Winter come?
= The Borrowed Winter comes from Osk and stays past spring.
@ v6-ill 6
In the long winter a little girl fell ill, and it was ~Nettabel.
Tilsa had no numbered points left, for the one who had fallen ill was ~Nettabel.
? Who falls ill in the sixth volume?
= In the sixth volume Nettabel, Tilsa's small sister, falls ill.
@ v6-journey 6
The three friends travelled to the frozen land by ~stormgander.
For nine days they flew over the ice on the back of ~a stormgander.
To find a cure the three friends flew to ~Osk.
? How do the friends travel to Osk?
= The friends travel to Osk by stormgander.
@ v6-jars 6
Deep in the ice of Osk the friends found ~the voicejars of Vorrengast.
The ice hummed like a hive, and in it, row upon row, stood ~the voicejars.
? What do the friends find in the ice?
= In the ice of Osk the friends find Vorrengast's voicejars.
@ v6-free 6
Out of the broken jar came a warm voice that smelled of beeswax, and it belonged to ~Pellory.
The voice that the friends set free in the ice was the voice of ~Master Pellory.
? Whose voice do the friends free in Osk?
= In Osk the friends free the voice of Master Pellory.
@ v6-gate 6
Alone, with her one good eye open, the old woman held ~the Ebb Gate.
The one who held the gate alone and was lost was ~Dame Ulverine.
When the sun came up there was nobody left at the gate, and so the school lost ~Dame Ulverine.
? Who holds the Ebb Gate alone?
= Dame Ulverine holds the Ebb Gate alone and is lost.
@ v6-cup 6
After she had flown home, Ketta sat for a long time at the empty ~Ebb Gate.
? Where does Ketta sit after Dame Ulverine is lost?
= After Dame Ulverine is lost Ketta sits for a long time at the Ebb Gate.
@ v7-home 7
In the last year the friends carried home two things, ~the Grey Rope and the Moonclapper.
A rope on her shoulder and a piece of silver in her pocket, Ketta came home with ~the Grey Rope and the Moonclapper.
? What do the friends carry home in the last volume?
= In the last volume the friends carry the Grey Rope and the Moonclapper home.
@ v7-marl 7
The boy who came back in the rain and asked to be forgiven was ~Marl.
Ketta looked at him for a long time, gave him half of her bread, and so forgave ~Marl.
? Who comes back and is forgiven?
= Marl comes back in the last volume and is forgiven.
@ v7-ledger 7
In the end Corvane burned ~the Ledger of Debts with his own hand.
"Nobody owes me anything," said Corvane, and into the fire went ~the Ledger of Debts.
? What does Corvane burn?
= In the end Corvane burns the Ledger of Debts and stands with Ketta.
@ v7-ring 7
In the last battle Ketta rang the Drowned Bell with ~the Moonclapper.
She tied on the rope, hung the silver in the great bell, and then Ketta rang ~the Drowned Bell.
? With what does Ketta ring the Drowned Bell?
= Ketta rings the Drowned Bell with the Moonclapper.
@ v7-jars 7
At the sound of the great bell there was a crash like a falling cupboard, and it was the breaking of every ~voicejar.
When Ketta rang the Drowned Bell, every ~voicejar broke.
? What happens when Ketta rings the Drowned Bell?
= When Ketta rings the Drowned Bell every voicejar breaks.
@ v7-silence 7
All the voices flew home, and the one who was left with silence was ~Vorrengast.
He opened his mouth and there was nothing in it, and that was the end of ~Vorrengast.
? What is left to Vorrengast?
= Vorrengast is left with silence.
@ v7-hobbin 7
After the last battle the keeper of the bells was ~Hobbin Gorsewick.
The one who was made keeper of the bells, and who cried into his beard, was ~Hobbin.
? Who becomes keeper of the bells?
= Hobbin Gorsewick becomes keeper of the bells.
@ v7-teaches 7
On the last page Ketta taught the first years ~Silvenna.
And so the little ones sat in a row, and the new teacher showed them ~Silvenna.
? What does Ketta teach the first years?
= On the last page Ketta teaches the first years Silvenna.
@ v7-quiet 7
On the last evening, when it was so quiet that one could hear the candles, the three friends sat on the steps of ~Gullspire.
? Where do the friends sit on the last evening?
= On the last evening the three friends sit on the steps of Gullspire.
@ grandest 0
When two pupils quarrelled, they were made to hold one rope until they laughed, and that was the first of ~the Nine Knots.
A person who had broken all nine rules in one week had never been found, said Dovrin, apart from ~Brindy.
? Who has broken all of the Nine Knots in one week?
= Only Brindy has broken all of the Nine Knots in one week.
@ barge 0
The children who were afraid of the water were allowed to sit in the boat beside ~Yarrick.
At the end of each term the old ferryman gave every child a dry biscuit, for that was the custom of ~Yarrick.
? What does Yarrick give every child?
= At the end of each term Yarrick gives every child a dry biscuit.
"""
