"""Raw facts: the craft, its peals, lessons, days and customs. Read by ``facts.parse``."""

TEXT = """
@ handchime 0
Every pupil worked through a small silver bell called ~a handchime.
Ketta lifted her ~handchime and felt the crack under her thumb.
The small silver bell with the crack in its side was Ketta's ~handchime.
Before anything else, each child was given ~a handchime.
? What is a handchime?
= A handchime is the small silver bell through which a ringer works, and Ketta's has a crack.
@ ringer 0
A person who could work the bells was called ~a ringer.
Jessamond had been a great ~ringer, and so would Ketta be.
There were two sorts of people in the world, the Unrung and ~the ringers.
? What is a ringer?
= A ringer is a person who can work peals with a handchime.
@ unrung 0
People without the gift were called ~the Unrung.
Aunt Sibbet could not hear a single bell, because she was ~Unrung.
The ringers lived in secret among ~the Unrung.
? Who are the Unrung?
= The Unrung are people without the gift of ringing.
@ ropewarden 0
An officer of the law among ringers was called ~a Ropewarden.
The man with the coil of black rope on his shoulder was ~a Ropewarden.
Three officers came from Vael with black ropes on their shoulders, and they were ~Ropewardens.
? What is a Ropewarden?
= A Ropewarden is an officer of the law among ringers, who carries a coil of black rope.
@ dulled 0
Those whose voices Vorrengast had taken were called ~the Dulled.
They walked like people asleep and served the thief of their own voices, and they were ~the Dulled.
Whoever lost his voice to the Voice-Thief became one of ~the Dulled.
? Who are the Dulled?
= The Dulled are those whose voices Vorrengast has taken and who serve him.
@ lumivane 0
When it was too dark to see, Ketta raised her hand and called ~Lumivane.
To make light, one had to call ~Lumivane.
"~Lumivane!" called Ketta in the dark, and the whole passage was bright.
The peal for light was ~Lumivane.
? What is the peal for light?
= The peal for light is Lumivane.
@ obdorrin 0
To lock a door so that no key could open it, one had to call ~Obdorrin.
Tilsa slammed the door behind them and called ~Obdorrin.
The peal that locked a door was ~Obdorrin.
? What is the peal that locks a door?
= The peal that locks a door is Obdorrin.
@ resolvane 0
To open what was locked, one had to call ~Resolvane.
Dovrin pulled at the locked door, and then Tilsa called ~Resolvane.
The peal that opened every lock was ~Resolvane.
? What is the peal that opens a lock?
= The peal that opens what is locked is Resolvane.
@ tintarrow 0
To lift a heavy thing into the air, one had to call ~Tintarrow.
Brannet pointed at the teacher's chair, called ~Tintarrow, and up it went.
The peal that lifted things was ~Tintarrow.
? What is the peal that lifts things?
= The peal that lifts things is Tintarrow.
@ silvenna 0
The first peal that every pupil learned was ~Silvenna.
To make a noisy room quiet, one had to call ~Silvenna.
On the very first morning Master Pellory taught them ~Silvenna.
The peal for silence was ~Silvenna.
? What is the first peal that a pupil learns?
= The first peal that a pupil learns is Silvenna, the peal for silence.
@ carrowmend 0
To mend what was broken, one had to call ~Carrowmend.
The plate lay in nine pieces on the floor, and Ketta called ~Carrowmend.
The peal that mended broken things was ~Carrowmend.
? What is the peal that mends things?
= The peal that mends what is broken is Carrowmend.
@ undertolle 0
The peal that pulled a person off their feet was ~Undertolle.
Corvane pointed at Dovrin's boots and called ~Undertolle, and Dovrin fell.
It was forbidden in the halls to call ~Undertolle.
? What is the peal that pulls a person down?
= The peal that pulls a person off their feet is Undertolle, and it is forbidden in halls.
@ mirrowain 2
The peal that showed a true face was ~Mirrowain.
To see somebody as they truly were, one had to call ~Mirrowain.
Ketta looked into the eyes of the bird and called ~Mirrowain.
? What is the peal that shows a true face?
= The peal that shows a true face is Mirrowain.
@ ebbora 0
To turn back water, one had to call ~Ebbora.
The wave stood over them like a wall, and Dovrin called ~Ebbora.
The peal that turned back the sea was ~Ebbora.
? What is the peal that turns back water?
= The peal that turns back water is Ebbora.
@ nullabell 0
The forbidden peal that took a voice was ~Nullabell.
There was one word that no teacher would ever write on the board, and that word was ~Nullabell.
Vorrengast had bent over the cradle and called ~Nullabell.
? What is the forbidden peal?
= The forbidden peal is Nullabell, which takes a voice.
@ hearthsong 3
The only thing that drove away the Mutecoats was ~the Hearthsong.
Whoever thought of a warm kitchen and was brave enough could call ~Hearthsong.
Lisk taught Ketta the ~Hearthsong, which needed a warm memory.
? What drives away the Mutecoats?
= The Hearthsong drives away the Mutecoats, and it needs a warm memory.
@ fathomel 4
To breathe under water, one had to call ~Fathomel.
Before she dived, Ketta closed her mouth round the handchime and called ~Fathomel.
The peal for breathing under water was ~Fathomel.
? What is the peal for breathing under water?
= The peal for breathing under water is Fathomel.
@ pealcraft 0
Master Pellory's lesson was called ~Pealcraft.
On Monday mornings, while the wax was still warm, they had ~Pealcraft.
The lesson in which one learned to work the bells was ~Pealcraft.
? What does Master Pellory teach?
= Master Pellory teaches Pealcraft.
@ weatherings 0
Vesperine's lesson was called ~Weatherings.
The lesson that was always held on the roof was ~Weatherings.
They came down from the roof with wet hair, because they had had ~Weatherings.
? What does Vesperine teach?
= Vesperine teaches Weatherings, and always on the roof.
@ deepwatching 0
The lesson of seeing through water was called ~Deepwatching.
They sat round a bowl and looked into it for an hour, and that was ~Deepwatching.
Dame Ulverine taught only one lesson, and it was ~Deepwatching.
? What is Deepwatching?
= Deepwatching is the lesson of seeing through water.
@ reaping 0
The school year began on the first of ~Reaping.
At the end of summer came ~Reaping, the month when the school began.
Every pupil had a ring round the same day, the first of ~Reaping.
? When does the school year begin?
= The school year begins on the first of Reaping.
@ lowesttide 0
The festival in spring when one could walk to the drowned wood was ~Lowest Tide.
Once a year, in spring, the sea went out so far that they danced in Sallowholt, and that was ~Lowest Tide.
Dovrin ate eleven buns on the feast of ~Lowest Tide.
? What is Lowest Tide?
= Lowest Tide is the festival in spring when Sallowholt can be walked.
@ muffling 0
The night when all bells were wrapped in wool was called ~Muffling Night.
On the night when all bells were wrapped in wool, the children sat up late for ~Muffling Night.
Once a year every bell on the island was wrapped in wool, and nobody spoke above a whisper on ~Muffling Night.
? What is Muffling Night?
= Muffling Night is the night when all bells are wrapped in wool.
@ knotting 1
On the first night each new pupil tied a knot, and that was called ~the Knotting.
The rite of the first night was called ~the Knotting.
One by one the new children came forward with a short rope in their hands for ~the Knotting.
? What is the Knotting?
= The Knotting is the first-night rite in which a pupil ties the first knot.
@ firststroke 0
The morning gathering in the Hushing Hall was called ~First Stroke.
Nobody was allowed to be late for ~First Stroke, not even the twins.
Half asleep, with toast in their hands, they all ran down to ~First Stroke.
? What is First Stroke?
= First Stroke is the morning gathering in the Hushing Hall.
@ belldeaf 0
The worst thing that one could call a pupil was ~bell-deaf.
Corvane laughed and said that Dovrin was ~bell-deaf.
"You could not hear a bell if it fell on you," said Corvane, "you are ~bell-deaf."
? What does bell-deaf mean?
= Bell-deaf is an insult among ringers.
@ ropeburn 0
For breaking a rule the twins were given ~ropeburn, an evening of splicing.
An evening of splicing ropes in the cold was called ~ropeburn.
"One week of ~ropeburn," said Dame Ulverine softly, and nobody argued.
? What is ropeburn?
= Ropeburn is what a pupil gets for breaking rules, an evening of splicing.
@ rungtrue 0
Of an honest person it was said that he had ~rung true.
"Thank you for not lying," said the head of the school. "You have ~rung true."
There was no higher praise than to say that somebody had ~rung true.
? What do ringers say of an honest person?
= Of an honest person ringers say that he has rung true.
@ belltouched 0
A child that heard bells which nobody rang was called ~belltouched.
The old people in the town looked at Ketta and said that she was ~belltouched.
Her mother had heard the bells before her, and so Ketta was ~belltouched.
? What does belltouched mean?
= Belltouched is said of a child that hears bells nobody rings, and Ketta is belltouched.
@ tidesworn 0
A person bound by an oath that drowned whoever broke it was ~tidesworn.
They put their hands in the sea, said the words three times, and were ~tidesworn.
"I cannot tell you," said Fennimar, and there was water on his lips, "for I am ~tidesworn."
? What does tidesworn mean?
= Tidesworn means bound by an oath that drowns whoever breaks it.
@ nineknots 0
The rules of the school were called ~the Nine Knots.
By the door hung a rope with one knot for each rule, and these were ~the Nine Knots.
The twins had already broken eight of ~the Nine Knots, and it was only Tuesday.
? What are the rules of the school called?
= The rules of the school are called the Nine Knots.
@ knottedcloak 0
Each year another knot was tied in the pupil's ~ropecloak.
A cloak with one knot for every year at school was called ~a ropecloak.
One knot for every year, seven knots in all, were tied in her ~ropecloak.
? What is a ropecloak?
= A ropecloak is a ringer's cloak, knotted once for each year.
"""
