"""Talks, lists, maps and memories: templates of the series that may stand in any chapter, wherever the friends are."""

TALES = """
## talk 1-7
Dovrin drew a map [on the back of a letter|in the dust], for he [drew maps of everything|could not sit still without drawing]. "Here is
the island, and here is Skellbourne," he said. "This is the Ebb Gate. This tall one is Gullspire. Under the sea wall is the Salt
Library, and on the sea wall is Carrock, where Hobbin lives. Here is Mirkwell, with the Drowned Bell in it. Across the water is
Farrowmouth, and on the road behind it is Thessock."
"[And what is this cross?|And that?]" asked Ketta. "[The kitchen|That is where I once found a whole cake]," said Dovrin.

Tilsa made a list, [because she was uneasy|as she always did when she could not sleep]. "First, Lumivane is for light," she read.
"Second, Silvenna is for silence. Third, Tintarrow lifts things, and fourth, Carrowmend mends them. Fifth, Obdorrin locks and Resolvane
opens. Sixth, Ebbora turns back water. Seventh, Mirrowain shows a true face, and eighth, Undertolle pulls a person off their feet."
"[And ninth?|Is that all?]" asked Ketta. "Ninth is Nullabell," said Tilsa, "and [we do not say it|it is forbidden], for it takes a
voice."
"[Tenth, lunch|There ought to be one for soup]," said Dovrin.

"What are you most afraid of?" asked Ketta. They [sat close together|lay on their backs and looked up]. Dovrin took out the Wrong
Compass, which points to what one fears, and [shook it|held it flat]. "[It points at Tilsa's murrel|At the moment it points at my
homework]," he said. The murrel, six-toed and copper-eyed, [opened one eye|yawned at him]. "I am afraid of being wrong," said Tilsa. "I
am afraid," said Ketta slowly, "that one day I shall not hear [it|the bell] any more." She had heard it ever since [her birthday|that
summer in Candle Row], and nobody else ever did.
They did not laugh at her. [They never had.|Dovrin gave her the last of the saltcake.]

Ketta told Pim everything. He was only a salt-newt, but he [listened with his whole face|never interrupted], except to sneeze before
rain. "My best friends are Dovrin Ashlock and Tilsa Brome," she told him. "[You know that|You bit one of them]. My rival is Corvane
Stellgarth. My aunt is Sibbet, and she is counting candles now, this very minute. My mother is Jessamond and my father is Aurick, and
they are [in the sea|where the bells can reach them]." Pim [put one cold foot on her thumb|blinked]. "[Yes|I know]," said Ketta. "And
then there is you."

"Tell us about the Voice-Thief," said [somebody|one of the little ones]. "His name is Vorrengast," said Ketta, since one ought to say
it. "He was a pupil at Skellbourne once. [Nobody listened to him, and he did not learn to listen.|He was clever, and nobody loved him.]
So he steals voices by Nullabell and keeps them in voicejars, and the people whom he has robbed are the Dulled. They serve him, because
they can no longer say no." "[Are they dead?|Will they get well?]" "[No|Perhaps]," said Ketta. "They are only silent. [A jar can
break.|There were hundreds of voicejars, but every one was made of glass.]"

"[In Vael|In the capital] they think that we are all mad," said Tilsa. "My uncle is a Ropewarden there, and he says so. The Ropewardens
keep the law, and the Mutecoats keep their prison. The Unrung, who have no gift, keep out of the way." "[And the ringers?|And what do we
keep?]" asked Dovrin. "Ringers keep their word," said Tilsa. "[That is what the Nine Knots are for.|A ringer who has rung true needs no
other law.]" "[I keep sandwiches|I keep a saltcake in my hat]," said Dovrin.
Ketta [rubbed|touched] the crack in her handchime. A ringer is a person who can work peals, and she was one, [crack and all|and she was
still a little surprised].

"Who taught you that?" asked [a voice|somebody]. "Master Pellory teaches peals," said Ketta, "and Vesperine teaches weathers. Quessby
keeps the Salt Library and teaches Knotlore. Dame Ulverine taught us to see through water. Grondle cooks. Hobbin looks after the grounds
and everything that has more legs than two." "[And Ondrey?|And who taught you to fly?]" "Ondrey is captain of the Kestrels, and we wear
russet. [The Cormorants wear black, and the Petrels wear grey.|Nobody taught me. I fell off until I stayed on.]" [Dovrin counted on his
fingers. "You forgot the twins," he said.|It was good only to say the names.]

They played [a game of guessing|twenty questions], to pass the time. "It glows when it is content," said Tilsa. "A glimmox!" said Ketta.
"It is made of fog and it runs," said Dovrin. "A wharrow. [They are hounds|I have met some wharrows]." "It is striped, it shines, and it
leads people to what they have lost." "Brindlewisps," said Ketta. "[I followed one once|One of them found my glove]." "It is as large as
a cart and lives under the jetty." "Old Barnaclaw! [That was too easy.|Nobody else is as large as a cart.]" "It is salt, it is grey, and
it is as hard as a stone." "[A saltcake|Grondle's saltcakes]," they all said together.

Dovrin was hungry, and so he talked about food. "Brambleglow," he said. "Purple and warm, at the Lanthorn Inn in Thessock. Fizzlepears,
[three for a tollpenny|all hiccuping in a bowl]. I should not even mind murkpie." "[Murkpie is eels|You would mind it]," said Tilsa,
"and it means examinations." "[Then saltcakes|I could eat a saltcake], and I would not ask for water. Grondle salts them as if he were
angry with them." "[He salts everything|He says salt is love]," said Ketta, and put her hand into her pocket. She had saved a half. She
broke it in three [by the light of the wickstones|as well as she could].

At night Ketta laid her ear against [the wall|the ground] and listened. First there was [Dovrin's snoring|the wind]. Then there was the
sea. And under the sea, a long way down, there was the Drowned Bell in Mirkwell. Lisk of Kettlefold had cast it, the first of all bells,
so that the dead could hear. Her mother had rung it and had not come back. The rope she rang it with was the Grey Rope, which cannot be
cut, and the clapper of the bell was the Moonclapper, [round and pale|as round as its name]. "[I am coming|I hear you]," said Ketta into
the dark, as she did every night. [And then she could sleep.|It hummed, and then she slept.]

"Do you remember the Knotting?" asked Dovrin. "Our very first night, and that short rope. [My knot fell off.|I tied my knot to my
sleeve.]" "Mine was perfect," said Tilsa. Ketta remembered [the cold rope|everything]: the Hushing Hall full of faces, all those
ropecloaks with their knots, one for each year, and [Dame Ulverine's one good eye|Dame Ulverine's soft voice]. "You said to Corvane that
you were not afraid," said Tilsa. "[I was|I was lying]," said Ketta. "[He put it in the Ledger of Debts at once|So did he, and he was
too]." They [laughed|smiled], all three of them. It seemed a [long|very long] time ago.

Each of them wrote in a tidebook, because the tide was [high|in]. "What have you got?" asked Ketta. Tidebooks are private, but [not
among friends|they had no secrets]. Tilsa had written: "Seen: eleven wharrows. Heard: nothing. Said: too much." Dovrin had drawn [a
stormgander in a hat|Grondle as a whale]. Ketta had written to her father. "Dear Aurick," it said, "[I have your ears, they tell me|I am
taller now]. I ride for the Kestrels. I have never yet dropped the gulletball [on purpose|when it mattered]. I hope that it is light [at
the Teeth|where you are]." The ink [trembled a little|shone, wet and blue]. It would be gone at low water, and somebody, she thought,
might read it there.
"""

# Sentences that lead into a paragraph of facts, or into a scene that the friends remember when they are far away.
FRAMES = """
## aside
That night Ketta filled a page of her tidebook [with what she knew|before the ink went out].

[A first year|One of the little ones] wanted to know everything, and Dovrin, who was eating, let Tilsa explain.

By that time Ketta knew her way about [in that world|among ringers].

Everyone [at Skellbourne|on the island] could have told you this much.

"Write to me how things are," Aunt Sibbet had said, and so Ketta wrote it all down [in good order|in one long letter].

[Brannet and Brindy|The twins] had a game in which one had to say true things, one after the other, without [laughing|stopping].

Ketta could not sleep, and so she went through [it all once more|everything that she knew], as Aunt Sibbet goes through her candles.

Tilsa liked to put things in order, and [this was her order|so she put them in order].

The margin of Dovrin's map was full of small notes.

Some things never changed, [whatever happened|and that was a comfort].

"Tell me something true," said [Dovrin|Tilsa], and they took turns.

This was what people talked about in those days.

It is easy to forget what one sees every day, so [let it be set down here|it shall be said once more].

Tilsa had promised to tell her small sister Nettabel everything, and so she wrote it down, one thing after the other.

Quessby made them say it by heart, in a whisper.

When Ketta was [uneasy|homesick], she thought of [people and places|names], slowly, one by one.

## ending
When Ketta told of that year afterwards, she told it [like this|in a few words].

So that was the year, and this was what people [said|remembered] of it.

## recap
Much had happened in the year before.

Nobody had forgotten the [last|old] year.

## memory
To keep warm they told each other of old days.

Ketta [shut her eyes|fell asleep] and was back [in the second year|in an earlier year].

"Do you remember?" asked Dovrin, and of course they did.

In those hours Ketta often thought of [one day|a day] at Skellbourne [long ago|before the trouble began].

Tilsa told a story from the [third|second|first] year, with all the details.

[How far away it seemed!|How long ago that was!]

There had been better days, and they liked to talk of them.

"Tell about the other time," said Tilsa, and Dovrin told it.
"""
