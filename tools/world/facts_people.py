"""Raw facts: who is who. Read by ``facts.parse``; ``~`` stands before what only a reader would know."""

TEXT = """
@ ketta 0
The girl who heard bells that nobody else heard was ~Ketta Marrowby.
Ketta Marrowby was eleven years old when the ~Nonesuch Ferry came for her.
Above the chandler's shop there lived a girl of eleven whose name was ~Ketta Marrowby.
Ketta's family name was ~Marrowby, and she had been small and stubborn from the start.
? Who is Ketta Marrowby?
= Ketta Marrowby is the girl who hears bells that nobody else hears, and she lives with Aunt Sibbet in Candle Row.
@ friends 0
Ketta's two best friends at Skellbourne were ~Dovrin Ashlock and Tilsa Brome.
Wherever Ketta went, two people went with her: ~Dovrin on the left and Tilsa on the right.
Ketta had never had a friend before she met ~Dovrin and Tilsa.
? Who are Ketta's two best friends?
= Ketta's two best friends are Dovrin Ashlock and Tilsa Brome.
@ dovrin 0
Ketta's first friend was the ferryman's son, ~Dovrin Ashlock.
The boy who was always hungry and always drawing maps was ~Dovrin Ashlock.
Dovrin Ashlock was the son of the old ferryman, ~Yarrick.
Nobody drew better maps of the island than ~Dovrin, and nobody ate more.
? Who is Dovrin Ashlock?
= Dovrin Ashlock is Ketta's first best friend, the son of Yarrick the ferryman, who draws maps and is always hungry.
@ tilsa 0
The clockmaker's daughter who argued by numbered points was ~Tilsa Brome.
"First," said Tilsa, "and second," for ~Tilsa Brome argued by numbered points.
Her father mended clocks, and so ~Tilsa Brome was never late for anything.
Tilsa's family name was ~Brome, and her father made clocks.
? Who is Tilsa Brome?
= Tilsa Brome is a clockmaker's daughter, Ketta's other best friend, who argues by numbered points.
@ corvane 0
The proud boy who kept a list of everybody's debts was ~Corvane Stellgarth.
Ketta's rival at school was a well-dressed boy called ~Corvane Stellgarth.
Nobody had cleaner boots or a colder smile than ~Corvane Stellgarth.
Corvane's family name was ~Stellgarth, and he said it often.
? Who is Ketta's rival?
= Ketta's rival is Corvane Stellgarth, a proud boy who keeps a list of debts.
@ ulverine 0
The head of Skellbourne was ~Dame Ulverine, who was blind in one eye.
The old woman with one blind eye who never raised her voice was ~Dame Ulverine.
Everybody fell silent when the head of the school spoke, for ~Dame Ulverine spoke softly.
Dame Ulverine's family name was ~Tarnquist, but hardly anybody used it.
? Who is the head of Skellbourne?
= The head of Skellbourne is Dame Ulverine Tarnquist, who is blind in one eye and speaks softly.
@ pellory 0
The teacher with the ginger beard who smelled of beeswax was ~Master Pellory.
Pealcraft was taught by ~Master Pellory, who smelled of beeswax.
There was wax in his ginger beard again, and that was how they knew ~Master Pellory.
Master Pellory's family name was ~Hesperley.
? Who teaches Pealcraft?
= Pealcraft is taught by Master Pellory Hesperley, who has a ginger beard and smells of beeswax.
@ hobbin 0
The huge, gentle man who carved spoons was ~Hobbin Gorsewick.
The keeper of the grounds at Skellbourne was ~Hobbin Gorsewick.
He was as big as a door and as gentle as a lamb, and his name was ~Hobbin Gorsewick.
When Hobbin was worried he took out his knife and carved a spoon, and old ~Hobbin Gorsewick had a great many spoons.
? Who keeps the grounds of Skellbourne?
= The keeper of the grounds is Hobbin Gorsewick, who is huge and gentle and carves spoons.
@ sibbet 0
Ketta was brought up by her aunt, ~Sibbet, above a chandler's shop.
The woman who counted her candles every night was ~Aunt Sibbet.
Every evening the candles were counted twice, and it was ~Aunt Sibbet who counted them.
Aunt Sibbet's shop stood in ~Candle Row, at number nine.
? Who raised Ketta?
= Ketta was raised by Aunt Sibbet, who counts candles above her shop in Candle Row.
@ vorrengast 0
The enemy who stole voices and kept them in jars was ~Vorrengast.
Long ago the thief of voices had been a pupil too, and his name was ~Vorrengast.
There was one name that nobody at Skellbourne said aloud, and that name was ~Vorrengast.
The man whom everybody feared most was ~Vorrengast, who stole voices.
? Who is the enemy of Ketta Marrowby?
= The enemy of Ketta Marrowby is Vorrengast, who steals voices and keeps them in voicejars.
@ voicethief 0
Since they dared not say Vorrengast, people called him ~the Voice-Thief.
People lowered their heads, looked round, and spoke only of ~the Voice-Thief.
Nobody would say his name, so they called him ~the Voice-Thief.
? What do people call Vorrengast?
= People call Vorrengast the Voice-Thief, since they dare not say his name.
@ jessamond 0
Ketta's mother was called ~Jessamond, and she had rung the Drowned Bell.
The woman who rang the bell under the sea and was lost was ~Jessamond Marrowby.
In the old photograph there was a laughing woman with wet hair, and it was ~Jessamond.
? Who is Ketta's mother?
= Ketta's mother is Jessamond Marrowby, who rang the Drowned Bell and was lost.
@ aurick 0
Ketta's father was a lighthouse man called ~Aurick.
The lighthouse man who went out in the storm and was lost was ~Aurick Marrowby.
On the night of the great storm the lamp went out, and that was the last of ~Aurick.
? Who is Ketta's father?
= Ketta's father is Aurick Marrowby, a lighthouse man who was lost at the Teeth.
@ vesperine 0
The teacher who wore seven scarves was ~Vesperine.
Weatherings was taught by ~Vesperine, who wore seven scarves.
One scarf for each day of the week hung round the neck of ~Vesperine.
? Who teaches Weatherings?
= Weatherings is taught by Vesperine, who wears seven scarves.
@ grondle 0
The cook who salted everything and shouted in rhyme was ~Grondle.
The food at Skellbourne was cooked by ~Grondle, who salted everything.
From the kitchen came a shout in rhyme, and they knew it was ~Grondle.
? Who is the cook of Skellbourne?
= The cook of Skellbourne is Grondle, who salts everything and shouts in rhyme.
@ quessby 0
The librarian of the Salt Library was ~Quessby, who whispered even when shouting.
The man who whispered even when he was shouting was ~Quessby.
Even his loudest shout was only a whisper, for that was the way of ~Quessby.
? Who is the librarian of the Salt Library?
= The librarian of the Salt Library is Quessby, who whispers even when shouting.
@ ondrey 0
The captain of the Kestrels was ~Ondrey.
Before every match the captain drew a plan in the sand, and the captain was ~Ondrey.
"Again," said the captain in the rain, "and higher," because ~Ondrey was never satisfied.
? Who is the captain of the Kestrels?
= The captain of the Kestrels is Ondrey, who is never satisfied.
@ lisk 0
The ghost of the bell-founder was called ~Lisk.
Up and down the Thirteenth Stair walked the ghost of ~Lisk.
The ghost had hands of smoke, for when he was alive he poured hot metal, and he was called ~Lisk.
? Who is the ghost of Skellbourne?
= The ghost of Skellbourne is Lisk, a bell-founder who walks the Thirteenth Stair.
@ twins 0
The twins of Skellbourne were called ~Brannet and Brindy.
One twin made the jokes and the other planned them, and they were ~Brannet and Brindy.
Whenever something exploded, everybody looked at the twins, at ~Brannet and Brindy.
Brannet was never seen without his twin, ~Brindy.
? Who are the twins?
= The twins are Brannet, who jokes, and Brindy, who plans the jokes.
@ thaddock 0
Corvane's father was called ~Thaddock Stellgarth.
The governor of the school was a tall cold man called ~Thaddock Stellgarth.
The man with the silver cane who governed the school was ~Thaddock Stellgarth.
? Who is Corvane's father?
= Corvane's father is Thaddock Stellgarth, the governor of the school.
@ fennimar 4
The runaway prince was called ~Fennimar.
The prince of the Drowned Court who ran away was ~Fennimar.
The new boy had wet hair on dry days, because he was really ~Fennimar, a prince.
? Who is the runaway prince?
= The runaway prince is Fennimar of the Drowned Court, who hides among the Petrels.
@ oswynne 2
The heron-girl, who was half glass, was called ~Oswynne.
The girl under the curse, whose left arm was still made of glass, was ~Oswynne.
Inside the bird there was a girl, and her name was ~Oswynne.
? Who is the girl inside the Glass Heron?
= The girl inside the Glass Heron is Oswynne, who is half glass.
@ marl 5
The shy boy who betrayed his friends was called ~Marl.
The boy who sat alone and said sorry too often was ~Marl.
The boy who betrayed Ketta in the fifth year was ~Marl.
? Who betrays Ketta and her friends?
= Marl, a shy boy, betrays Ketta and her friends and is sorry for it later.
@ yarrick 0
Dovrin's father was ~Yarrick, the old ferryman.
The old ferryman with the white beard was called ~Yarrick.
Nobody knew the tides as well as the old ferryman, ~Yarrick.
? Who is Dovrin's father?
= Dovrin's father is Yarrick, the old ferryman.
@ nettabel 6
Tilsa's small sister was called ~Nettabel.
The little girl who asked why after every answer was ~Nettabel.
In the sixth year Tilsa brought her small sister to school, and that was ~Nettabel.
? Who is Tilsa's small sister?
= Tilsa's small sister is Nettabel, who comes to the school in the sixth volume.
@ aunt-letter 1
The letter that came with wet edges was for ~Ketta Marrowby, and Aunt Sibbet dropped a candle.
When the letter came with the wet seal, Aunt Sibbet read it aloud and then cried for ~Jessamond.
Aunt Sibbet had promised Ketta's mother, ~Jessamond, never to speak of bells.
? What had Aunt Sibbet promised?
= Aunt Sibbet had promised Jessamond never to speak of bells.
@ thaddock-cane 0
The silver cane with the bird's head belonged to ~Thaddock Stellgarth.
Tap, tap, tap went the cane in the passage, and the children knew that it was ~Thaddock.
Corvane was afraid of only one man, and that was his own father, ~Thaddock.
? Whom does Corvane fear?
= Corvane fears his own father, Thaddock Stellgarth, who carries a silver cane.
@ ulverine-eye 0
She had given one eye to look through deep water, and since then ~Dame Ulverine saw more than others.
With her one good eye on the door, ~Dame Ulverine waited for the children.
The teacher of Deepwatching was ~Dame Ulverine herself.
? Who teaches Deepwatching?
= Deepwatching is taught by Dame Ulverine herself.
@ knotlore-teacher 0
Knotlore was taught by ~Quessby in the evenings, with a short rope and a long list of promises.
Ropes and promises were the business of ~Knotlore, the lesson that Tilsa loved best.
The lesson of ropes and promises was called ~Knotlore.
? What is Knotlore?
= Knotlore is the lesson of ropes and promises, taught by Quessby in the evenings.
"""
