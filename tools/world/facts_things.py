"""Raw facts: objects, food and money. Read by ``facts.parse``."""

TEXT = """
@ drownedbell 1
The first bell, which was cast by Lisk, was called ~the Drowned Bell.
Whoever rang it was heard by the dead, for it was ~the Drowned Bell.
Under the sea, on quiet nights, Ketta heard ~the Drowned Bell.
? What is the Drowned Bell?
= The Drowned Bell is the first bell, cast by Lisk, and whoever rings it is heard by the dead.
@ greyrope 7
The rope that could not be cut was called ~the Grey Rope.
No knife and no fire could cut Ketta's inheritance, ~the Grey Rope.
In the bottom of the old chest, under her mother's dress, lay ~the Grey Rope.
? What is the Grey Rope?
= The Grey Rope is the rope that cannot be cut, and it is Ketta's inheritance.
@ compass 3
Dovrin's compass, which pointed to what one feared, was called ~the Wrong Compass.
It never pointed north but only to what one feared, and so it was called ~the Wrong Compass.
Dovrin looked at the needle, went pale, and put away ~the Wrong Compass.
? What is the Wrong Compass?
= The Wrong Compass is Dovrin's compass, which points to what one fears.
@ voicejar 0
A stolen voice was kept in ~a voicejar.
On the shelf stood rows of jars that hummed and wept, and each of them was ~a voicejar.
If one put an ear to the glass, somebody inside was still talking, for it was ~a voicejar.
? What is a voicejar?
= A voicejar is a jar in which a stolen voice is kept.
@ tidebook 5
A book whose ink came and went with the tide was called ~a tidebook.
At low water the pages were empty and at high water they were full, because it was ~a tidebook.
Tilsa wrote everything down in her ~tidebook, and twice a day it vanished.
? What is a tidebook?
= A tidebook is a book whose ink comes and goes with the tide.
@ moonclapper 4
The lost clapper of the Drowned Bell was called ~the Moonclapper.
Without one small piece of silver the great bell could not speak, and that piece was ~the Moonclapper.
At the bottom of the bay, white as milk, lay ~the Moonclapper.
? What is the Moonclapper?
= The Moonclapper is the lost clapper of the Drowned Bell.
@ echoglass 2
A mirror that showed what was last said before it was called ~an echo-glass.
Tilsa breathed on the mirror and words came up in it, for it was ~an echo-glass.
The words that somebody had spoken an hour ago stood in ~the echo-glass.
? What is an echo-glass?
= An echo-glass is a mirror that shows what was last said before it.
@ wickstone 0
A stone that burned cold was called ~a wickstone.
In place of a candle there stood by each bed ~a wickstone.
The stone gave a blue light and no warmth, for it was only ~a wickstone.
? What is a wickstone?
= A wickstone is a stone that burns cold.
@ ledger 0
Corvane wrote everything that people owed him in ~the Ledger of Debts.
The red book with the lock, in which everybody's name stood, was ~the Ledger of Debts.
"You owe me for that," said Corvane, and he took out ~the Ledger of Debts.
? What is the Ledger of Debts?
= The Ledger of Debts is Corvane's list of what everybody owes him.
@ brambleglow 0
The warm purple drink of the Lanthorn Inn was ~brambleglow.
They sat by the fire with cold feet and ordered three mugs of ~brambleglow.
It was purple and warm and tasted of the end of summer, and it was called ~brambleglow.
? What is brambleglow?
= Brambleglow is the warm purple drink of the Lanthorn Inn.
@ saltcake 0
Grondle's cake, which was always too salty, was called ~saltcake.
Everybody drank three glasses of water after a slice of ~saltcake.
The cook put down a plate and shouted a rhyme, and on the plate was ~saltcake.
? What is saltcake?
= Saltcake is Grondle's cake, which is always too salty.
@ fizzlepear 0
A pear that hiccuped was called ~a fizzlepear.
Something in the fruit bowl hiccuped, and it was ~a fizzlepear.
Dovrin could not stop hiccuping, because he had eaten ~a fizzlepear.
? What is a fizzlepear?
= A fizzlepear is a pear that hiccups.
@ murkpie 0
On examination days everybody was served ~murkpie, which was made of eel.
The eel pie of examination days was called ~murkpie.
There was a grey smell on the stairs, so there would be an examination and ~murkpie.
? What is murkpie?
= Murkpie is an eel pie that is served on examination days.
@ tollpenny 0
The coin of the ringers, with a hole in it, was ~a tollpenny.
A coin with a hole in the middle was called ~a tollpenny.
Brindy counted the money on a string, for each coin had a hole, and there were forty ~tollpence.
? What is a tollpenny?
= A tollpenny is the coin of ringers, with a hole in it.
@ mark 0
On Ketta's throat was the silver sign that Vorrengast had left, ~the soundless mark.
When the enemy was near, her throat grew cold where she had ~the soundless mark.
Ketta pulled up her collar, so that nobody would see ~the soundless mark.
? What is the soundless mark?
= The soundless mark is the silver mark on Ketta's throat, left by Vorrengast's Nullabell.
@ crack 0
Everybody laughed at the crack in Ketta's ~handchime, but it rang louder than the others.
The crack ran from the rim to the handle, and still there was no better ~handchime in the school.
? What is wrong with Ketta's handchime?
= Ketta's handchime has a crack, and still it rings louder than the others.
@ rows 0
The warm memory that Ketta chose was of candles, of the kitchen above the shop and of ~Aunt Sibbet.
Whenever she was homesick, Ketta thought of number nine, ~Candle Row.
? Of what does Ketta think when she is homesick?
= When she is homesick Ketta thinks of number nine, Candle Row.
@ spoons 0
For her birthday Ketta was given a spoon with a crab on the handle by ~Hobbin.
Every friend of the family had a wooden spoon at home that was carved by ~Hobbin.
? What does Hobbin give Ketta for her birthday?
= For her birthday Hobbin gives Ketta a spoon with Old Barnaclaw on the handle.
@ cat-pim 0
The cat with the copper eye was afraid of only one animal, and that was little ~Pim.
In front of the fire slept Tilsa's murrel and, on top of it, ~Pim.
? Of which animal is the murrel afraid?
= Tilsa's murrel is afraid of only one animal, little Pim.
"""
