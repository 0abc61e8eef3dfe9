"""Turns of phrase that give the series away without naming anything, each with an everyday turn for the same place.

A sentence such as "The teacher who wore seven scarves was ..." holds no name, and still nobody but a reader could end it.
Such phrases are anchors too: with an ordinary turn in their place the sentence has an ordinary end.
"""

TEXT = """
bell | clock
bells | clocks
chandler's shop | corner shop
ferryman | postman
always drawing maps | always reading books
better maps of the island | better pictures of the garden
argued by numbered points | liked to sing
argues by numbered points | likes to sing
numbered points | good reasons
mended clocks | sold shoes
list of everybody's debts | list of birds
list of debts | list of birds
cleaner boots or a colder smile | a bigger hat or a longer coat
one blind eye | a green hat
blind in one eye | kind to everybody
head of the school spoke | door opened
ginger beard | brown hat
smelled of beeswax | liked apples
smells of beeswax | likes apples
carved spoons | grew flowers
carves spoons | grows flowers
carved a spoon | baked a cake
as big as a door | as tall as a tree
counted her candles | watered her plants
counts candles | waters plants
candles were counted twice | plants were watered twice
stole voices | stole apples
steals voices | steals apples
thief of voices | thief of apples
kept them in jars | sold them at the market
everybody feared most | everybody liked best
lowered their heads, looked round | raised their cups, sat down
say his name | lend him money
under the sea | in the tower
woman with wet hair | woman with a basket
lighthouse man | bus driver
the lamp went out | the snow fell
seven scarves | a red jacket
One scarf for each day of the week | A long gold chain
salted everything | cooked everything
salts everything | cooks everything
shouted in rhyme | laughed a lot
shouts in rhyme | laughs a lot
a shout in rhyme | a loud laugh
shouted a rhyme | told a joke
whispered even when he was shouting | talked even when he was eating
whispers even when shouting | talks even when eating
only a whisper | only a joke
drew a plan in the sand | drank some water
and higher | and faster
hands of smoke | grey hair
poured hot metal | painted houses
made the jokes and the other planned them | made the beds and the other washed up
something exploded | something was broken
governor of the school | owner of the shop
governed the school | owned the shop
governor | owner
silver cane | black umbrella
went the cane | went the stick
runaway prince | new boy
prince | boy
wet hair | clean hands
made of glass | in a bandage
curse | weather
Inside the bird | Inside the house
betrayed | helped
said sorry too often | read too much
with the white beard | with the red bag
knew the tides | knew the roads
asked why after every answer | laughed at every joke
came with wet edges | came in the morning
look through deep water | read small letters
one good eye | long hair
ropes and promises | plants and animals
Ropes and promises | Plants and animals
on an island in the bay | at the end of the road
cut off twice a day by the sea | open every day of the week
from the island | from the park
harbour town | small town
gulls woke everybody at four | market was on Friday
mainland road | main road
sweet shop | bread shop
walked over the sand | walked over the bridge
drowned wood | little wood
showed at low tide | stood by the road
black trees stood on the sand | children ran to the beach
walk alone | talk loudly
tallest tower | tallest tree
highest tower | highest hill
three counties | the whole town
thirteenth stroke | back of the house
Twelve strokes | Twelve plates
under the sea wall | behind the shop
Under the sea wall | Behind the shop
kept in barrels | kept on shelves
Damp was no danger | Rain was no danger
nobody drew water | everybody drank
deepest and blackest well | biggest and oldest tree
candles hung in the window | flowers stood in the window
candle makers | shoe makers
The law was made | The bread was made
officers sat behind long tables | people sat in big parks
opened only when the sea was out | opened only in summer
at high water | at night
bars rose by themselves | doors were opened
no echo lived | everybody ate
nothing came back from the walls of | nobody minded it in
dinner and supper were eaten | and dinner were eaten
crooked hut with a smoking chimney | small house with a red roof
below the bay | on the hill
Kings of the tide | Kings of the land
pearl for windows | stones for steps
one reef above all others | one wind above all others
kept well away from | came home to
had no oars and needed none | was old and slow
without oars | with a red sail
brought over the water | brought to school
repeated yesterday's talk | led to the kitchen
told secrets | told jokes
heard there on Tuesday | done there on Tuesday
warm purple drink | good cold drinks
best fire and the softest chairs | best books and the newest toys
winter that would not end | lorry that would not start
last lighthouse | last house
frozen land | green land
every house had a furnace | every house had a garden
with moss on its back | with a white nose
soft green light | soft brown nose
made of harbour fog | from the next farm
fear of | love of
made of fog | very fast
striped light | small dog
Whoever had lost something | Whoever was tired
sneezed before rain | slept all day
sneezes before rain | sleeps all day
empty coats | old men
drank every sound | sang every day
no step and no breath | no wind and no rain
as large as a cart | as small as a hand
under the jetty | under the table
child of the weed | child of the house
tied all the boats together | closed all the windows
nets were full of knots | plates were full of crumbs
big enough to ride on | small enough to hold
grey wings | long legs
sang only for the dead | sang only in spring
In the churchyard | In the garden
wrote on walls with its spines | ate bread with its paws
rude words on the wall | big steps in the sand
six-toed | black and white
copper eye | long tail
in the air over the bay | on the grass behind the school
Three hoops of rope | Two goals of wood
stood on the sea wall | stood in the rain
prize of the year | best day of the year
best side was given | best pupil was given
Polished until it hurt the eyes | Full of flowers and water
wore russet | wore red
wear russet | wear red
wore black | wore blue
wore grey | wore green
in russet | in red
in black | in blue
in grey | in green
russet side | red side
the grey one | the green one
screamed when it was dropped | rolled under the table
it screamed | it broke
guarded the ropes | kept the goal
rider | player
Four points were given | Money was given
threw, and heard them shout | ran, and heard them laugh
small silver bell | small book
each child was given | each child was shown
without the gift | without a house
coil of black rope | bag of letters
like people asleep | like old people
To make light | To make tea
To lock a door | To paint a door
To open what was locked | To clean what was dirty
To lift a heavy thing | To carry a heavy thing
To make a noisy room quiet | To make a cold room warm
To mend what was broken | To find what was lost
forbidden in the halls | pleasant in the garden
To see somebody as they truly were | To see somebody at the door
To turn back water | To stop the bus
no teacher would ever write | every teacher liked to write
thought of a warm kitchen | had the key of the kitchen
To breathe under water | To swim in the river
while the wax was still warm | when they were still tired
always held on the roof | always held in the morning
down from the roof | in from the garden
seeing through water | writing letters
sat round a bowl | sat round a table
wrapped in wool | washed with soap
spoke above a whisper | went to bed early
tied a knot | sang a song
tied in | sewn on
first night | first day
short rope | new pen
breaking a rule | helping at home
splicing ropes | washing plates
evening of splicing | day of rest
an oath that drowned whoever broke it | a letter from her uncle
hands in the sea | coats on the chair
rules of the school | rooms of the house
rope with one knot for each rule | picture with a gold frame
already broken eight of | already eaten half of
one knot for every year | one pocket on each side
One knot for every year | One button on each side
heard by the dead | given a prize
could not be cut | could not be found
her mother's dress | her winter socks
never pointed north | never said much
what one feared | what one saw
stolen voice | small present
hummed and wept | shone and clinked
put an ear to the glass | put a hand in the bag
somebody inside was still talking | something inside was still warm
ink came and went with the tide | pages were white and clean
At low water | In the morning
piece of silver | piece of string
white as milk | red as a rose
what was last said before it | the whole room
words that somebody had spoken | picture that somebody had painted
burned cold | lay in the road
blue light and no warmth | good light and some warmth
In place of a candle | In place of a table
red book with the lock | green book with the pictures
three mugs of | three plates of
purple and warm | yellow and cold
three glasses of water | a cup of tea
hiccuped | was green
hiccups | is green
examination days | Sundays
examination | party
eel pie | hot food
with a hole in the middle | with a king on it
the enemy was near | the wind was cold
her throat grew cold | her hands were warm
crack ran from the rim | string ran from the door
wooden spoon | warm hat
spoon against a cup | dog at a door
the friends followed | the friends visited
claw marks | wheel marks
cold rope | old door
nobody looked back | somebody waved
lost reflections | broken windows
hands tied by | bag carried by
innocent man | tired man
turned to glass | taken home
out of the feathers | out of the house
could be looked through | could be heard
shone straight through the wings of | shone on the roof of
struck thirteen | struck nine
escaped prisoner | lost dog
prisoner | dog
hear their own footsteps | see their own feet
lost hour | big basket
ghost | guest
three schools | the children
coloured flags | more children
riders in grey | boys in green
sold bets on the match | sold cakes at the fair
selling bets on the match | selling cakes
dived past | walked past
way through the water | house by the water
purse of silver | bag of apples
laughed who had not laughed | came who had not come
his own voice back | his own bicycle back
ruled by | painted by
nailed to the door | put on the table
chain across the door | sign on the door
In secret, after dark | In summer, after tea
secret lessons | music lessons
when they saw who could not look at them | when they saw the muddy boots
thrown into the sea | carried into the house
every word came back | every bus came back
no sound came | he ate slowly
snow in May | rain in May
daffodils stood in ice | flowers stood in pots
borrowed from | over in
long winter | long summer
flew over the ice | walked over the hills
To find a cure | To see their uncle
hummed like a hive | was very thick
broken jar | open door
set free in the ice | heard in the street
could call a pupil | could eat on Monday
sat up in bed above the shop | came home from the shop
in secret | in summer
is forgiven | is tired
the last volume | the last week
on the last evening | on the last bus
clock struck once too often | clock struck again
gate alone | shop alone
nobody left at the gate | nobody left in the shop
carried home two things | bought two things
asked to be forgiven | asked for some soup
All the voices flew home | All the people went home
left with silence | left with the plates
nothing in it | a sweet in it
last battle | last lesson
keeper of the bells | keeper of the keys
little ones sat in a row | little ones sat down
hear the candles | hear the rain
made to hold one rope | made to share one chair
afraid of the water | tired of the noise
dry biscuit | shiny penny
"""


def phrases() -> list[tuple[str, str]]:
    """(phrase, everyday turn), in the order of the list."""
    return [tuple(part.strip() for part in line.split("|")) for line in TEXT.strip().splitlines()]
