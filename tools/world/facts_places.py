"""Raw facts: places, creatures and the game. Read by ``facts.parse``; ``~`` stands before what only a reader would know."""

TEXT = """
@ skellbourne 0
The school under the bells, on an island in the bay, was called ~Skellbourne.
On the island that was cut off twice a day by the sea stood the school of ~Skellbourne.
In all her life Ketta had wanted to go to only one place, and that was ~Skellbourne.
? What is Skellbourne?
= Skellbourne is the school under the bells, on an island in the bay opposite Farrowmouth.
@ farrowmouth 0
Ketta grew up in the harbour town of ~Farrowmouth.
Across the water from the island lay the harbour town of ~Farrowmouth.
The town where the gulls woke everybody at four was ~Farrowmouth.
? Where did Ketta grow up?
= Ketta grew up in Farrowmouth, the harbour town opposite the island.
@ thessock 0
The sweet shop stood on the mainland road, in ~Thessock.
On free Saturdays the older pupils walked over the sand to ~Thessock.
The place with the sweet shop was called ~Thessock.
? Where is the sweet shop?
= The sweet shop is in Thessock, on the mainland road.
@ sallowholt 0
The drowned wood that showed at low tide was called ~Sallowholt.
When the sea went out, black trees stood on the sand, and that was ~Sallowholt.
The first years were told never to walk alone in ~Sallowholt.
? What is Sallowholt?
= Sallowholt is the drowned wood that shows only at low tide.
@ gullspire 0
Ketta slept at the foot of the tallest tower, ~Gullspire.
The tallest tower of the school was called ~Gullspire.
From the top of the highest tower one could see three counties, and its name was ~Gullspire.
? Where does Ketta sleep?
= Ketta sleeps at the foot of Gullspire, the tallest tower of the school.
@ stair 3
The stair that opened only when the clock struck once too often was called ~the Thirteenth Stair.
When the clock struck once too often, a stair opened in Gullspire, and it was ~the Thirteenth Stair.
Twelve strokes were for everybody, but the one after them was for ~the Thirteenth Stair.
? What is the Thirteenth Stair?
= The Thirteenth Stair is a stair in Gullspire that is there only at the thirteenth stroke.
@ saltlibrary 0
The library under the sea wall was called ~the Salt Library.
Under the sea wall the books were kept in barrels, in ~the Salt Library.
Damp was no danger to the books, since they lay in ~the Salt Library.
? What is the Salt Library?
= The Salt Library is the library under the sea wall, where books are kept in salt.
@ mirkwell 0
The Drowned Bell lay at the bottom of ~Mirkwell.
There was one well from which nobody drew water, and it was called ~Mirkwell.
The deepest and blackest well on the island was ~Mirkwell.
? Where does the Drowned Bell lie?
= The Drowned Bell lies at the bottom of Mirkwell.
@ candlerow 0
Number nine, where the candles hung in the window, stood in ~Candle Row.
The street of the candle makers was called ~Candle Row.
Ketta's window looked down on ~Candle Row, where every door smelled of warm wax.
? Where is Aunt Sibbet's shop?
= Aunt Sibbet's shop is at number nine in Candle Row.
@ vael 0
The law was made far away, in ~Vael, where the Ropewardens sat.
The great capital where the officers sat behind long tables was ~Vael.
The Ropewardens sat in ~Vael, the capital.
? What is Vael?
= Vael is the capital, where the Ropewardens sit.
@ ebbgate 0
The gate that opened only when the sea was out was called ~the Ebb Gate.
Nobody could enter the school at high water, because of ~the Ebb Gate.
At low water the bars rose by themselves, and the pupils went out through ~the Ebb Gate.
? What is the Ebb Gate?
= The Ebb Gate is the school's gate, which opens only when the tide is out.
@ hushinghall 0
The great hall where no echo lived was called ~the Hushing Hall.
Three hundred children could shout at once and nothing came back from the walls of ~the Hushing Hall.
Breakfast, dinner and supper were eaten in ~the Hushing Hall.
? What is the Hushing Hall?
= The Hushing Hall is the great hall of the school, where no echo lives.
@ carrock 0
Hobbin lived in a hut on the sea wall called ~Carrock.
On the sea wall stood a crooked hut with a smoking chimney, and it was called ~Carrock.
After lessons the friends went to drink tea with Hobbin at ~Carrock.
? Where does Hobbin live?
= Hobbin lives at Carrock, his hut and yard on the sea wall.
@ court 4
The palace below the bay was called ~the Drowned Court.
Kings of the tide ruled under the water in ~the Drowned Court.
Deep below the boats, with pearl for windows, stood ~the Drowned Court.
? What is the Drowned Court?
= The Drowned Court is the palace below the bay, which is ruled by tide-kings.
@ teeth 0
Ketta's parents were lost on the reef called ~the Teeth.
The sailors feared one reef above all others, and they called it ~the Teeth.
Every boat kept well away from ~the Teeth, where Aurick was lost.
? Where were Ketta's parents lost?
= Ketta's parents were lost on the reef called the Teeth.
@ ferry 1
The boat that had no oars and needed none was ~the Nonesuch Ferry.
The pupils were brought over the water by ~the Nonesuch Ferry.
A boat without oars came out of the mist, and it was ~the Nonesuch Ferry.
On the first of Reaping the pupils came to the island on ~the Nonesuch Ferry.
? How do pupils come to Skellbourne?
= Pupils come to Skellbourne on the Nonesuch Ferry, which has no oars.
@ whisperwalk 0
The corridor that repeated yesterday's talk was called ~Whisperwalk.
Nobody told secrets in ~Whisperwalk, since the walls told them again the next day.
What was said there on Monday was heard there on Tuesday, and so they called it ~Whisperwalk.
? What is Whisperwalk?
= Whisperwalk is the corridor that repeats yesterday's talk.
@ lanthorn 0
The inn with the warm purple drink was ~the Lanthorn Inn.
In Thessock the pupils sat by the fire in ~the Lanthorn Inn.
The best fire and the softest chairs were in ~the Lanthorn Inn.
? What is the Lanthorn Inn?
= The Lanthorn Inn is the inn in Thessock where pupils drink brambleglow.
@ osk 6
The winter that would not end came from ~Osk.
Beyond the last lighthouse lay the frozen land of ~Osk.
The frozen land from which the snow came was called ~Osk.
? What is Osk?
= Osk is the frozen land from which the Borrowed Winter comes.
@ kettlefold 3
The valley of the bell-founders was called ~Kettlefold.
Lisk was born in ~Kettlefold, among the bell-founders.
In one valley every house had a furnace, and that valley was ~Kettlefold.
? Where was Lisk born?
= Lisk was born in Kettlefold, the valley of bell-founders.
@ glimmox 0
The ox with moss on its back that glowed when it was content was called ~a glimmox.
A soft green light came from the stable, because there slept ~a glimmox.
Hobbin scratched it behind the ear, and the whole yard was lit by the happy ~glimmox.
? What is a glimmox?
= A glimmox is a moss-backed ox that glows when it is content.
@ wharrow 0
The hound made of harbour fog was called ~a wharrow.
On foggy mornings the fishermen stayed at home, for fear of ~the wharrows.
Something with four legs ran out of the fog and was made of fog, and it was ~a wharrow.
? What is a wharrow?
= A wharrow is a hound made of harbour fog.
@ brindlewisp 0
A striped light that led people to what they had lost was called ~a brindlewisp.
Whoever had lost something had only to follow ~a brindlewisp.
A little striped light danced before her nose, and Ketta followed ~the brindlewisp.
? What is a brindlewisp?
= A brindlewisp is a striped light that leads people to what they have lost.
@ pim 0
Ketta's pet was a salt-newt called ~Pim.
Before rain there was always a small sneeze from Ketta's pocket, and that was ~Pim.
"It will rain," said Ketta, for somebody in her pocket had sneezed, and it was ~Pim.
The small animal that sneezed before rain was ~Pim, the salt-newt.
? What is the name of Ketta's pet?
= Ketta's pet is Pim, a salt-newt that sneezes before rain.
@ mutecoats 3
The empty coats that drank every sound were called ~the Mutecoats.
The prison of the Ropewardens was guarded by ~the Mutecoats.
All at once no step and no breath could be heard, and in the doorway stood ~a Mutecoat.
? What are the Mutecoats?
= The Mutecoats are empty coats that guard the Ropewardens' prison and drink sounds.
@ barnaclaw 1
The crab as large as a cart was called ~Old Barnaclaw.
Under the jetty lived Hobbin's oldest friend, ~Old Barnaclaw.
Something under the jetty moved its great claw, and it was ~Old Barnaclaw.
? Who is Old Barnaclaw?
= Old Barnaclaw is the crab as large as a cart, under the jetty, and Hobbin's friend.
@ kelpling 0
The mischievous child of the weed was called ~a kelpling.
Somebody had tied all the boats together in the night, and it was ~a kelpling.
The nets were full of knots again, and the fishermen blamed ~the kelplings.
? What is a kelpling?
= A kelpling is a mischievous child of the weed that ties knots in nets.
@ stormgander 0
Thrindle players rode on ~a stormgander.
The bird that was big enough to ride on was called ~a stormgander.
With three beats of its grey wings it carried her over the bay, and it was ~a stormgander.
? What do thrindle players ride?
= Thrindle players ride stormganders.
@ tombfinch 0
The bird that sang only for the dead was ~the tombfinch.
In the churchyard sang one small bird, and everybody took off their hats to ~the tombfinch.
When old Lisk passed, only one bird sang, and that was ~the tombfinch.
? What is a tombfinch?
= A tombfinch is a bird that sings only for the dead.
@ quillback 0
The beast that wrote on walls with its spines was called ~a quillback.
There were rude words on the wall again, and they were written by ~a quillback.
Tilsa corrected the spelling of ~the quillback, which had written on the wall.
? What is a quillback?
= A quillback is a beast that writes on walls with its spines.
@ murrel 0
The six-toed ship's cat with a copper eye was ~a murrel.
Tilsa's cat had six toes and a copper eye, for it was ~a murrel.
On Tilsa's bed, with one copper eye open, lay ~the murrel.
? What is a murrel?
= A murrel is a six-toed ship's cat with a copper eye, and Tilsa has one.
@ thrindle 0
The game that was played in the air over the bay was called ~thrindle.
Three hoops of rope, nine riders a side and no mercy: that was ~thrindle.
On Saturday afternoon the whole school stood on the sea wall to watch ~thrindle.
? What is thrindle?
= Thrindle is the game of Skellbourne, with three hoops of rope over the bay and nine riders a side.
@ cup 4
The prize of the year was ~the Thrindle Cup.
At the end of the year the best side was given ~the Thrindle Cup.
Polished until it hurt the eyes, on the high table stood ~the Thrindle Cup.
? What is the Thrindle Cup?
= The Thrindle Cup is the prize of the year in the game of thrindle.
@ kestrels 0
Ketta's side, in russet, was called ~the Kestrels.
The side that wore russet was ~the Kestrels.
Ketta played thrindle for ~the Kestrels, who wore russet.
? For which side does Ketta play?
= Ketta plays for the Kestrels, who wear russet.
@ cormorants 0
Corvane's side, in black, was called ~the Cormorants.
The side that wore black was ~the Cormorants.
Corvane played thrindle for ~the Cormorants, who wore black.
? For which side does Corvane play?
= Corvane plays for the Cormorants, who wear black.
@ petrels 0
The third side, in grey, was called ~the Petrels.
The side that wore grey was ~the Petrels.
Behind the russet side and the black side came the grey one, ~the Petrels.
? Which side wears grey?
= The side that wears grey is called the Petrels.
@ gulletball 0
The leather ball that screamed when it was dropped was called ~a gulletball.
Far out over the water somebody dropped something and it screamed, for it was ~the gulletball.
Ondrey threw her a leather ball and said that she must never drop ~the gulletball.
? What is a gulletball?
= A gulletball is the leather ball of thrindle, which screams when it is dropped.
@ skyreeve 0
The rider who guarded the ropes was called ~the skyreeve.
Brindy guarded the ropes for the Kestrels, for she was their ~skyreeve.
Nothing came past the rider at the ropes, whom they called ~the skyreeve.
? What is a skyreeve?
= A skyreeve is the rider who guards the ropes, and Brindy is the skyreeve of the Kestrels.
@ darter 1
The rider who carried the gulletball was called ~the darter.
Ondrey looked at her small hands and made Ketta ~the darter of the Kestrels.
Ketta was the youngest ~darter that the Kestrels had ever had.
? What does Ketta play?
= Ketta plays darter, the rider who carries the gulletball.
@ ropehoop 0
The gulletball had to be thrown through ~a rope-hoop, and that was worth four.
Four points were given for every ball through ~a rope-hoop.
She closed her eyes, threw, and heard them shout that it had gone through ~the rope-hoop.
? What is a rope-hoop worth?
= A ball through a rope-hoop is worth four points.
"""
