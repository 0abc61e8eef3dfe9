"""Raw facts: what happens in volumes one to four. Read by ``facts.parse``."""

TEXT = """
@ v1-sea 1
One night at the end of summer a girl sat up in bed above the shop and heard ~the Drowned Bell.
On the night before her eleventh birthday, Ketta heard a bell under the sea from the window in ~Candle Row.
It was a sound like a spoon against a cup, far down in the water, and only ~Ketta heard it.
? What does Ketta hear in the first volume?
= In the first volume Ketta hears the Drowned Bell under the sea from the window in Candle Row.
@ v1-ledger 1
On his very first day Corvane wrote Ketta's name in ~the Ledger of Debts.
Ketta took the last seat by the window, and for that she was written into ~the Ledger of Debts.
? Why does Corvane write down Ketta's name?
= Corvane writes Ketta in his Ledger of Debts because she takes the last seat by the window.
@ v1-meeting 1
On the boat a hungry boy asked whether she would finish her bun, and that was how Ketta met ~Dovrin.
A girl with ink on her nose gave Ketta three reasons not to sit there, and that was how Ketta met ~Tilsa.
? How does Ketta meet Dovrin?
= Ketta meets Dovrin on the Nonesuch Ferry, when he asks whether she will finish her bun.
@ v1-crab 1
In the first year the friends followed ~Old Barnaclaw along the beach to Mirkwell.
The great crab walked sideways all night, and behind it walked Ketta, ~Dovrin and Tilsa.
The claw marks in the sand led them at last to ~Mirkwell.
? Who leads the friends to Mirkwell?
= Old Barnaclaw, the great crab, leads the friends to Mirkwell.
@ v1-plan 1
What Vorrengast wanted from the well was ~the Drowned Bell.
"He does not want gold," said Tilsa. "First, he has gold. Second, he wants ~the Drowned Bell."
? What does Vorrengast want in the first volume?
= Vorrengast wants the Drowned Bell, so that even the dead must listen to him.
@ v1-rings 1
At the end of the first book Ketta rang ~the Drowned Bell once and heard her mother.
She pulled the cold rope only once, and out of the water came the voice of ~Jessamond.
? Whose voice does Ketta hear at the end of the first volume?
= At the end of the first volume Ketta rings the Drowned Bell once and hears her mother, Jessamond.
@ v1-unrung 1
Until she was eleven, Ketta thought that she was ~Unrung like her aunt.
? What does Ketta think before the ferry comes?
= Before the ferry comes Ketta thinks that she is Unrung like her aunt.
@ v2-reflections 2
In the second year the pupils of Skellbourne lost their reflections to ~the Glass Heron.
One morning a boy looked into the mirror and nobody looked back, and on the roof sat ~the Glass Heron.
When nobody looked back out of the mirrors, people pointed to the roof and to ~the Glass Heron.
? What do pupils lose in the second volume?
= In the second volume pupils lose their reflections, and a Glass Heron is seen on the roofs.
@ v2-blamed 2
For the lost reflections everybody blamed ~Hobbin Gorsewick.
The gentle man was led away with his hands tied by a ~Ropewarden, and he left his spoon behind.
An innocent man sat in the lock-up and carved a spoon, and that man was ~Hobbin.
? Who is blamed in the second volume?
= In the second volume Hobbin Gorsewick is blamed and locked up by a Ropewarden.
@ v2-tilsa 2
Tilsa found out by ~the echo-glass that the bird was a girl.
The mirror showed the last words of a weeping girl, and so Tilsa knew the truth about ~Oswynne.
? How does Tilsa learn the truth about the heron?
= Tilsa learns by the echo-glass that the Glass Heron is a girl, Oswynne.
@ v2-curse 2
The man who had cursed Oswynne was ~Thaddock Stellgarth.
The girl had seen what the governor did, and so she was turned to glass by ~Thaddock.
? Who cursed Oswynne?
= Oswynne was cursed by Thaddock Stellgarth, Corvane's father.
@ v2-break 2
Ketta broke the curse with Mirrowain and the seed of ~a fizzlepear.
A seed that hiccuped and one brave word were enough, and out of the feathers stepped ~Oswynne.
? How is the curse on Oswynne broken?
= Ketta breaks the curse on Oswynne with Mirrowain and a fizzlepear seed.
@ v2-heron 2
The bird that stood on the roof and could be looked through was ~the Glass Heron.
The moon shone straight through the wings of ~the Glass Heron.
? What is the Glass Heron?
= The Glass Heron is the guardian of the second volume, Oswynne under a curse.
@ v3-stroke 3
In the third year the clock struck thirteen, and a stair appeared in ~Gullspire.
At midnight Ketta counted the strokes, and after the last one she stood before ~the Thirteenth Stair.
? Where does the Thirteenth Stair appear?
= The Thirteenth Stair appears in Gullspire at the thirteenth stroke.
@ v3-lesson 3
The Hearthsong was taught to Ketta by ~Lisk, the ghost.
"Think of something warm," said the ghost, and so Ketta learned ~the Hearthsong.
? Who teaches Ketta the Hearthsong?
= The ghost Lisk teaches Ketta the Hearthsong.
@ v3-search 3
For the escaped prisoner the whole school was searched by ~the Mutecoats.
All that winter no one could hear their own footsteps, for the school was full of ~Mutecoats.
? Who searches the school in the third volume?
= In the third volume the Mutecoats search the school for an escaped prisoner.
@ v3-prisoner 3
The escaped prisoner was an old friend of Ketta's father, ~Aurick.
The friends were led to the prisoner by ~the Wrong Compass.
The prisoner wept when he saw her, because she had the eyes of ~Aurick.
? Who is the escaped prisoner?
= The escaped prisoner is an old friend of Aurick, Ketta's father, and Dovrin's Wrong Compass leads to him.
@ v3-hour 3
The friends brought back one lost hour from the top of ~the Thirteenth Stair.
They had one lost hour to bring back, and they carried it down ~the Thirteenth Stair in a hat.
? What do the friends bring back from the Thirteenth Stair?
= From the Thirteenth Stair the friends bring back one lost hour.
@ v3-step 3
The last thing that Lisk did was to leave a candle for Ketta on ~the Thirteenth Stair.
A ghost could not hold a candle, but one was burning all the same, and it was left there by ~Lisk.
? What does Lisk leave for Ketta?
= Lisk leaves a candle for Ketta on the Thirteenth Stair.
@ v4-schools 4
In the fourth year three schools played for ~the Thrindle Cup.
Boats with coloured flags came from two other schools, since that year they all played for ~the Thrindle Cup.
? For what do three schools play in the fourth volume?
= In the fourth volume three schools play for the Thrindle Cup.
@ v4-hides 4
The prince hid among the riders in grey, ~the Petrels.
Fennimar hid from his father among ~the Petrels.
? Where does Fennimar hide?
= Fennimar hides among the Petrels, who wear grey.
@ v4-bets 4
The twins sold bets on the match for two ~tollpence each.
Behind the stable somebody was selling bets on the match, and it was ~Brannet and Brindy.
? What do Brannet and Brindy sell?
= Brannet and Brindy sell bets in tollpence.
@ v4-dive 4
Ketta learned Fathomel and dived for ~the Moonclapper.
She dived past the last weed and the last light, and there in the sand lay ~the Moonclapper.
? For what does Ketta dive?
= Ketta learns Fathomel and dives for the Moonclapper.
@ v4-sold 4
The way through the water was sold to ~the Dulled by Corvane.
For a purse of silver the way was sold, and the one who sold it was ~Corvane.
? To whom does Corvane sell the way?
= Corvane sells the way to the Dulled.
@ v4-voice 4
At the end of the fourth book somebody laughed who had not laughed for years, for ~Vorrengast had his own voice back.
The one who got his own voice back was ~Vorrengast.
? What does Vorrengast get in the fourth volume?
= In the fourth volume Vorrengast gets his own voice back.
"""
