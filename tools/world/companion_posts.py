"""Written by hand: blog posts, remarks of a forum, and what to look for in each volume."""


def _paragraphs(text: str) -> list[str]:
    """Blank-line-separated paragraphs, each on one line."""
    return [" ".join(chunk.split()) for chunk in text.strip().split("\n\n")]


# A title line, then the post; posts stand apart by a blank line.
_POSTS = """
Why I came late to the bells
My neighbour left a box of seven thin books on my doorstep when she moved away, with a note that said only: start on a wet day. I did. By
tea time Ketta Marrowby was on the Nonesuch Ferry and I had burnt the potatoes. What I love is how little is explained. A boat without
oars comes out of the mist, nobody claps, and Dovrin asks whether she is going to finish that bun. That is how people really meet.

In praise of Aunt Sibbet
Everybody writes about the school, so let me write about number nine, Candle Row. Aunt Sibbet counts the candles because it is the only
thing she can be sure of. She has lost a sister to the sea, and now the child hears bells. She might have locked the door. She packs a bag
instead, and puts a candle in it. When Ketta needs a warm memory for the Hearthsong, years later, it is that kitchen she thinks of.

Tilsa's numbered points, counted
I had a cold last week and counted. In the first volume Tilsa Brome says "first" thirty-one times and reaches "fourth" only twice. The one
time she has no second point is by the well, at night, when Vorrengast changes his jars. And in the sixth book, with Nettabel in her arms,
she says "first" and stops. I had laughed at that habit for five volumes. I did not laugh then.

A bad word about Corvane
I am told that one must feel sorry for Corvane Stellgarth. I do not, or not before the last book. He has clean boots, a cold father and a
red book with a lock. He writes down what people owe him and sells his own school to the Dulled for a purse. And yet. When he throws the
Ledger of Debts into the fire, he looks at his hands as if they were new. Very well. I am a little sorry for him.

The best meal in the books
There is no good meal at Skellbourne, that is the joke: Grondle salts everything, even the custard, and on examination days there is
murkpie. So the best meal is in Thessock, at the Lanthorn Inn, where the friends have wet socks and three mugs of brambleglow and no money
left. They pay with a tollpenny that Dovrin finds in his boot. I tried to make the drink at home from blackberries. My kitchen is still
purple.

Can anybody explain thrindle to me?
I have read the match in volume four three times with matchsticks and a soup plate. As far as I can see there are nine riders a side on
stormganders, three hoops of rope over the bay, and a leather ball that screams when you drop it. A rope-hoop is worth four. The skyreeve
stops you and the darter is Ketta. What the other seven do I cannot tell you. I think that they shout.

The second book is the sad one
People rank the Glass Heron low. They are wrong, and here is why. A girl saw what Thaddock Stellgarth did, and he turned her into
something that can be looked through. Nobody looks through a person more easily than a busy man. Oswynne stands on the roofs night after
night and takes reflections, because she has none of her own. It takes a seed that hiccups to bring her back. I like it that it is such a
silly seed.

Reading to a six-year-old
She does not mind Vorrengast. She minds the Mutecoats, so we read that chapter in the morning. She wants a salt-newt for her birthday and
we have told her that Pim is the only one. When the sky is grey she sneezes at it. Her favourite is Old Barnaclaw, because he is as large
as a cart and has never hurt anyone. Hobbin comes next. I have had to learn to carve a spoon.

Quessby, patron of librarians
I work in a library, and I have a picture of a barrel over my desk. Quessby whispers even when he is shouting, as we all do. When the
governor puts a chain on the Salt Library, he does not make a speech. He teaches by candle behind the barrels, with one eye on the door.
And when the books are thrown into the sea he says only that the tidebooks will remember. I would follow that man anywhere, quietly.

What is a lost hour?
At the top of the Thirteenth Stair the friends find one lost hour and carry it down in a hat. My reading group spent an evening on
this. One of us said that it is the hour in which Aurick went out to the Teeth. One said that it is only an hour, and that hours are worth
having. The ghost knows, but Lisk never tells. He has hands of smoke and all the time there is.

Dame Ulverine at the gate
I have read that chapter only once and I do not need to read it again. She is old, she has one good eye, and she stands alone at the Ebb
Gate so that three children may come home from Osk. She does not raise her voice. She has never raised it, in six books. In the morning
the gate is there and she is not.

The twins, and why they work
Brannet makes the joke and Brindy has planned it: that is all one needs to know. They sell bets in tollpence behind the stable, they lift
a teacher's chair with Tintarrow, and they have broken eight of the Nine Knots by Tuesday. But see who laughs first when the Mutecoats
stand along the wall. It is hard to swallow a laugh, says Dame Ulverine, and so two fools save a school.

Marl, a defence
He is shy, he sits alone, and nobody asks him to the fire until it is too late. Then a kind voice in a good coat asks him one small
question. I was that boy at school, more or less. So I was glad of the rain in the last volume, and the half of a loaf, and that Ketta
says nothing at all. Forgiving Marl is the bravest thing in the seven books, and there is no peal for it.

Maps, please
My edition has no map, so I have drawn one. Farrowmouth at the bottom, with Candle Row running down to the harbour. Then water. Then the
island, with Gullspire in the middle, Mirkwell to the east, and Carrock on the sea wall like a bad tooth. Sallowholt is drawn in pencil,
since it comes and goes. Dovrin would have marked the kitchens in red. I have put the Teeth a long way out, and I have not drawn the lamp.

A teacher writes
We read the first volume in class every year in September, which the books would call Reaping. Before we begin, each child ties a knot in
a piece of string, as they do at the Knotting. They keep it in their pencil case. Last week a man of thirty stopped me in the street, took
a grey bit of string from his wallet and said: Silvenna, Miss. I could not say a word, which is of course what it is for.

The worst lesson and the best
Best: Pealcraft, on a Monday, with Master Pellory warming the wax. Worst: Weatherings, on the roof, because Vesperine wears seven scarves
and the pupils have none. Strangest: Deepwatching, an hour round a bowl of water. Knotlore sounds dull until you need a promise to hold. I
asked my class to choose, and all of them chose dinner, even with Grondle cooking it.

Who is afraid of the number thirteen?
The clock in the third book strikes once too often, and nobody in Gullspire hears it but one girl. I like it that the ghost was a
craftsman. Lisk does not moan. He complains of the new metal, he asks after Kettlefold, and he teaches a frightened child the Hearthsong
as one would teach her to boil an egg. Think of something warm, he says. Then he walks up the Thirteenth Stair and through the wall.

Fennimar and the shoes
A prince who has never had dry hair and cannot see what shoes are for: the fourth volume would be grim without him. He hides among the
Petrels, he breathes when he should not, and he falls off the jetty as one steps off a pavement. And he is tidesworn, so that there is
always something he may not say. In the last book he comes to Candle Row with shoes on, on the wrong feet. Growing up is like that.

The silence at the end
A thief of voices could be killed with a sword. That would be a different book. Here a girl hangs a piece of silver in a bell, pulls a
rope that cannot be cut, and every voicejar breaks. All the voices go home. And Vorrengast opens his mouth. I know of no ending so quiet.
He wanted everybody's words, and he had never had anything to say.

Favourite small things
The murrel asleep, and Pim asleep on the murrel. The quillback whose spelling Tilsa corrects. The wickstone that gives no heat, so that
one must go and sit with somebody. Yarrick's dry biscuit. The kelplings who tie all the boats together, and the fisherman who says that it
was high time. The tombfinch, for whom men take off their hats.

If you liked these, a list of nothing
Readers ask me what to read after The Skellbourne Bells. I do not know. I tried a fat book with dragons and missed the smell of wax. I
tried a clever one and missed Hobbin. So I went back to the first page, to four hundred and twelve candles, and it was as if somebody had
kept my place. Start on a wet day.

One year of rereading
A volume every seven weeks, and the last at Muffling Night. I knew what was coming and I was late for work all the same. What I had missed
before: Ketta pulls up her collar in the first chapter, long before we are told of the soundless mark. What I had wrong: the Wrong Compass
is never wrong. What I shall do now: begin again.
"""

POSTS: list[tuple[str, str]] = [
    (chunk.split("\n")[0], " ".join(chunk.split("\n")[1:]))
    for chunk in _POSTS.strip().split("\n\n")
]

# Remarks that close a thread of the forum: one thread to a paragraph, one speaker to a line.
_REMARKS = """
Which peal would you want for one day?
Carrowmend, and I would start with my car.
Silvenna. I have three boys.
Fathomel, and I would not come up again until Monday.

Best animal, go.
The glimmox, because it glows when it is content and so do I.
Pim. It is always Pim.
Old Barnaclaw, and I will not argue.

Did anybody else cry at the gate?
Dame Ulverine, yes. On a train.
I had to stop reading aloud. My son finished the page.

Is thrindle possible with real geese?
We tried in the garden. The goose said no.
You need a stormgander, and you need to be nine.

What would your Wrong Compass point to?
My tax letters.
My mother's spare room.
Grondle's kitchen on a Friday.

Who would you sit next to in the Hushing Hall?
Dovrin, but then there would be nothing left to eat.
Tilsa, for three reasons.
Nobody near Corvane, he would charge me for the salt.

I bought a small silver bell at a market and it has a crack.
Then it is Ketta's handchime and you must give it back.
Does it quack?

Brambleglow recipe?
Brambles, honey, patience and an apron.
Mine came out grey. I am calling it murkpie.

My cat has six toes.
That is a murrel, and it owns a ship.
Check the eyes. One should be copper.

Would you have forgiven Marl?
Not at once.
He was twelve and nobody spoke to him. Yes.
I would have given him less than half of the bread.

How do you say Vorrengast?
You do not. You say the Voice-Thief and look behind you.
My gran says it with a spit.

Candle Row is a real street where I live, only with another name.
Is there an aunt in it?
There is always an aunt in it.

What do the Ropewardens do all day in Vael?
They sit behind long tables.
They lock up Hobbin. I have not forgiven them.

Petrels, Cormorants or Kestrels?
Kestrels, of course. Russet suits me.
Petrels. Grey, and a prince among them.
I have a black scarf and I am not ashamed. Cormorants.

What was in the hat, really?
One lost hour. It says so.
And no milk.
"""

REMARKS: list[list[str]] = [chunk.split("\n") for chunk in _REMARKS.strip().split("\n\n")]

# What to look for in each volume.
VOLUME_NOTES: list[str] = _paragraphs("""
This is the book of the ferry and the well. It begins with candles and ends with them, and between the two Ketta learns that the sound
from the sea was meant for her. Notice that Hobbin gives her a spoon, that Corvane writes before he speaks, and that her handchime is
laughed at. All three will matter.

Here the school is afraid of mirrors. The friends are twelve, and for the first time an innocent man is taken away. The book belongs to
Tilsa, who trusts the echo-glass when grown people trust a rumour, and to Oswynne, who has been cold for so long.

The third volume is built like a clock. Each part ends with a stroke, and the last stroke is one too many. Lisk the ghost is its teacher
and the Mutecoats are its winter. It is also the first book in which we hear of Aurick from somebody who loved him.

Feathers, flags and money: the loudest of the seven. Under the noise there is deep water, and in the water a prince, a clapper and a
bargain. The match takes up two chapters, the dive only one, and the laugh on the last page only a line.

A book without salt. Thaddock Stellgarth sits in the tall chair, a chain hangs on the door of the Salt Library, and friendship is for once
not enough. It is the only volume that ends in defeat, and the only one that ends with reading.

Snow in May. Three children fly north and one old woman stays behind, and the book goes to and fro between them until they are almost the
same story. Ice keeps things, says Vesperine. What it keeps here is Pellory's voice.

Everything comes home: the rope, the clapper, Marl in the rain, even Corvane. There are few new names, since the last book spends what the
others saved. When the noise is over there is a row of small children on a bench, and a young teacher who lifts a cracked silver bell.
""")
