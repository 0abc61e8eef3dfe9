"""The rows that the task patterns are filled from: who does what to whom, what fits where, events, goals."""

THINGS = (
    "a pear|an apple|a coat|a book|a cup of tea|some bread|a blanket|a warm scarf|some soup|a ticket|a plum|an orange|a pencil|"
    "a flower|a glass of milk|a small cake|a ball|a map|a hat|a letter"
).split("|")

# Most reasons fit the same side in every event; in the last three events some of them change sides.
# (what happened, reasons that fit the first person, reasons that fit the second)
PAIRS = [
    ("{x} gave {y} {thing}", ("kind", "generous", "rich"), ("hungry", "poor", "in need")),
    ("{x} lent {y} {thing}", ("kind", "generous", "rich"), ("poor", "in need", "without money")),
    ("{x} brought {y} {thing}", ("kind", "helpful", "generous"), ("hungry", "ill", "sad")),
    ("{x} carried {y} home", ("strong", "helpful", "kind"), ("tired", "ill", "weak")),
    ("{x} nursed {y}", ("healthy", "kind", "helpful"), ("ill", "weak", "tired")),
    ("{x} comforted {y}", ("calm", "kind", "helpful"), ("sad", "afraid", "in tears")),
    ("{x} lifted {y} up", ("strong", "tall", "helpful"), ("small", "short", "weak")),
    ("{x} won the race against {y}", ("fast", "quick", "strong"), ("slow", "tired", "weak")),
    ("{x} woke {y}", ("awake", "up early", "noisy"), ("asleep", "late", "in bed")),
    ("{x} waited for {y}", ("early", "patient", "up early"), ("late", "slow", "in bed")),
    ("{x} taught {y} to swim", ("skilled", "patient", "calm"), ("new", "afraid", "clumsy")),
    ("{x} stole {thing} from {y}", ("a thief", "greedy", "hungry"), ("careless", "rich", "asleep")),
    (
        "{x} thanked {y} for {thing}",
        ("thankful", "glad", "polite"),
        ("generous", "kind", "helpful"),
    ),
    ("{x} asked {y} the way", ("lost", "a stranger", "new"), ("a local", "wise", "at home")),
]

_SMALL = "box|book|cup|lamp|ball|doll|clock|bottle|jug|drum|hat|plate".split("|")
_LARGE = "bag|basket|drawer|trunk|cupboard|suitcase|case|sack|chest|bucket".split("|")

# (what happened, reasons for the first thing, reasons for the second, first things, second things)
FITS = [
    (
        "the {x} did not fit in the {y}",
        ("too big", "too wide"),
        ("too small", "too full"),
        _SMALL,
        _LARGE,
    ),
    ("the {x} broke the {y}", ("heavy", "hard"), ("thin", "weak"), _SMALL, _LARGE),
    ("the {x} made the {y} dirty", ("muddy", "dirty"), ("clean", "white"), _SMALL, _LARGE),
    ("the {x} scratched the {y}", ("sharp", "hard"), ("soft", "smooth"), _SMALL, _LARGE),
]

# (openings, middles, endings): alternatives stand between bars; {n} is the name. From the frequent to the rare.
EVENTS = [
    tuple(row.split(" // "))
    for row in """
{n} was thirsty.|{n} had a dry mouth. // {She} took a glass to the kitchen.|{She} went to the tap with a cup. // {She} filled it with water and drank.|{She} drank the cold water.
{n} was tired.|It was late and {n} yawned. // {She} went up to the bedroom.|{She} put on {her} pyjamas. // {She} lay down in bed and slept.|{She} got into bed and closed {her} eyes.
{n} was hungry.|{n} came home for lunch. // {She} sat down at the table with a spoon.|{She} took a bowl of soup. // {She} ate until the bowl was empty.|{She} ate all the soup.
It began to rain.|Dark clouds came and {n} felt drops. // {n} had an umbrella in {her} bag.|{n} took out {her} umbrella. // {She} opened the umbrella and stayed dry.|{She} walked on under the umbrella.
The dishes were dirty.|After supper {n} looked at the dirty plates. // {n} filled the sink with hot water.|{n} took soap and a sponge. // {She} washed the plates one by one.|{She} washed up and dried the plates.
{n} had a bad cold.|{n} felt hot and ill. // {Her} mother called the doctor.|The doctor came with a bag. // The doctor gave {n} medicine.|The doctor told {n} to stay in bed.
{n} wanted to read.|On Sunday {n} chose a story. // {She} sat by the lamp with a book.|{She} took a book from the shelf. // {She} opened the book at the first page.|{She} turned page after page.
The dog wanted to go out.|The dog ran to the door with its lead. // {n} put on {her} coat.|{n} took the lead. // {She} walked the dog in the park.|{She} and the dog went for a walk.
{n} was cold.|The room was cold and {n} shivered. // {She} carried wood to the fireplace.|{She} put logs on the hearth. // {She} lit a fire and got warm.|{She} warmed {her} hands at the fire.
{n} had a letter to send.|{n} wrote to {her} aunt. // {She} put it in an envelope with a stamp.|{She} stuck a stamp on the envelope. // {She} dropped the letter into the post box.|{She} posted the letter.
The garden was dry.|The flowers hung their heads. // {n} filled the watering can.|{n} fetched the hose. // {She} watered the flowers.|{She} gave every plant some water.
{n} wanted a cake.|It was a birthday and {n} planned a cake. // {She} mixed flour, eggs and sugar.|{She} stirred the dough in a bowl. // {She} baked the cake in the oven.|{She} put the dough into the oven.
The floor was dusty.|There were crumbs on the floor. // {n} fetched the broom.|{n} took a broom from the corner. // {She} swept the floor clean.|{She} swept the dust away.
{n} waited at the station.|{n} had a ticket for the train. // At last the train came in.|The train stopped and the doors opened. // {She} got on the train and found a seat.|{She} sat down by the train window.
{n} fell and cut {her} knee.|{n} hurt {her} knee in the yard. // The knee was bleeding.|There was blood on {her} knee. // {Her} mother put a plaster on it.|{She} got a clean plaster for the knee.
It snowed all night.|In the morning everything was white with snow. // {n} ran out with {her} gloves on.|{n} rolled a big ball. // {She} built a snowman.|{She} made a snowman with a carrot nose.
{n} lost {her} key.|{n} stood before the locked door. // {She} looked in every pocket.|{She} searched {her} bag. // {She} found the key and opened the door.|{She} turned the key in the lock.
{n} had long messy hair.|{Her} hair was wild when {n} got up. // {She} stood at the mirror.|{She} took a comb. // {She} combed {her} hair.|{She} combed it until it was smooth.
{n} got muddy.|{n} came in from the field covered with mud. // {She} let hot water run into the bath.|{She} took a towel and soap. // {She} had a bath and was clean.|{She} washed off all the mud.
{n} wanted eggs.|In the morning {n} went to the hens. // {She} looked into the straw.|{She} carried a small basket to the coop. // {She} gathered the eggs.|{She} came back with six eggs.
The shirt had a hole.|A button came off the shirt. // {n} took a needle and thread.|{n} opened the sewing box. // {She} sewed the shirt.|{She} mended it with small stitches.
{n} was at the lake in summer.|It was hot and {n} went to the lake. // {She} put on {her} swimsuit.|{She} took off {her} shoes. // {She} jumped in and swam.|{She} swam far out in the lake.
The lamp went out.|Suddenly the house was dark. // {n} felt for a match.|{n} found a candle. // {She} lit the candle.|{She} saw by candle light.
{n} bought apples.|{n} filled a basket at the market. // {She} went to the seller.|{She} asked for the price. // {She} paid with two coins.|{She} counted out the money.
{n} wanted to catch fish.|Early {n} went to the river. // {She} put a worm on the hook.|{She} threw out the line. // {She} pulled out a small fish.|{She} waited until a fish bit.
The wall was grey and old.|{n} did not like the grey wall. // {She} bought a tin of paint.|{She} took a wide brush. // {She} painted the wall white.|{She} painted it from top to bottom.
The grass was high.|The lawn had grown all summer. // {n} fetched the mower.|{n} pushed the mower out. // {She} mowed the lawn.|{She} cut the grass short.
{n} had a new kite.|It was windy and {n} went up the hill. // {She} let out the string.|{She} ran against the wind. // {She} made the kite fly high.|The kite rose into the sky.
The baby cried.|{n} heard the baby cry. // {n} warmed a bottle.|{n} bent over the cradle. // {She} fed the baby milk.|{She} rocked the baby to sleep.
The tyre was flat.|{n} saw that the bicycle had a flat tyre. // {She} fetched the pump.|{She} looked for the hole. // {She} pumped up the tyre.|{She} mended the tyre and rode off.
{n} heard the alarm clock.|At seven the alarm clock woke {n}. // {She} sat up and rubbed {her} eyes.|{She} stretched {her} arms. // {She} got up and dressed.|{She} stopped the alarm and stood up.
{n} played in a concert.|{n} sat down at the piano. // The people became quiet.|{She} laid {her} fingers on the keys. // {She} played a slow tune.|At the end the people clapped.
The cow had to be milked.|At dawn {n} went to the cow. // {She} put down a stool and a pail.|{She} sat down beside the cow. // {She} filled the pail with milk.|{She} milked the cow.
The field was ploughed.|In spring {n} stood in the brown field. // {She} had a bag of seeds.|{She} made rows in the earth. // {She} sowed the seeds.|{She} covered the seeds with soil.
{n} made tea.|Guests came to see {n}. // {She} put the kettle on.|{She} set out the teapot. // {She} poured tea for everyone.|{She} filled the cups with tea.
The window was broken.|A stone flew through the window. // {n} swept up the glass.|{n} measured the frame. // {She} put in a new pane.|{She} fitted new glass in the frame.
{n} went to vote.|It was election day for {n}. // {She} took the paper behind the curtain.|{She} made a cross. // {She} put the paper in the ballot box.|{She} folded the ballot.
The honey was ready.|{n} kept three hives. // {She} put on a veil and gloves.|{She} made smoke. // {She} lifted out the honeycomb.|{She} took the honey from the bees.
The horse lost a shoe.|{n} led the horse to the forge. // The smith heated the iron.|The smith lifted the hoof. // The smith nailed on a new horseshoe.|The smith shod the horse.
{n} climbed the mountain.|With a rucksack {n} set out. // {She} went up for five hours.|The path grew steep. // {She} reached the top and saw the valley.|{She} rested on the peak.
The tooth hurt.|{n} could not chew. // {She} sat in the big chair.|The dentist took the drill. // The dentist filled the tooth.|The dentist pulled it out.
{n} took a photograph.|The family stood in a row before {n}. // {She} looked through the camera.|{She} told them to smile. // {She} pressed the button.|The camera clicked.
""".strip().splitlines()
]

# (goal, solution with {x}, the right word, wrong words). From the frequent to the rare.
GOALS = [
    tuple(part.strip() for part in row.split(" / "))
    for row in """
to dry wet hair / rub it with a {x} / towel / brick|plate|fork|shoe
to cut paper / cut it with {x} / scissors / a spoon|a pillow|soap|a sock
to eat soup / eat it with a {x} / spoon / comb|nail|pencil|key
to sweep the floor / sweep it with a {x} / broom / spoon|candle|book|cup
to keep off the rain / hold up {x} / an umbrella / a fork|a shoe|a sieve|a lamp
to hit a nail / hit it with a {x} / hammer / towel|feather|sponge|sock
to wash your hands / use {x} and water / soap / sand|butter|ink|jam
to open a locked door / turn the {x} / key / carrot|spoon|sock|leaf
to boil water / put it in a {x} / kettle / basket|sock|paper bag|drawer
to write a letter / write it with a {x} / pen / fork|pear|shoe|sponge
to cut bread / cut it with a {x} / knife / pillow|brush|stamp|ball
to keep milk cool / put it in the {x} / fridge / oven|bed|wardrobe|bath
to bake a cake / put it in the {x} / oven / fridge|bath|bed|drawer
to dig a hole / dig it with a {x} / spade / feather|comb|cup of tea|pen
to see in the dark / switch on a {x} / lamp / pillow|spoon|chair|shirt
to tell the time / look at the {x} / clock / carpet|bread|sock|wall
to reach a high shelf / stand on a {x} / ladder / ball|candle|cake|flower
to keep hands warm / put on {x} / gloves / plates|stamps|forks|shoes
to tidy your hair / use a {x} / comb / hammer|saw|fork|brick
to clean a muddy floor / use a {x} / mop / book|letter|cake|hat
to send a letter / put on a {x} / stamp / leaf|shoe|button|fork
to carry apples / put them in a {x} / basket / sieve for flour|candle|letter|ruler
to sew on a button / use a needle and {x} / thread / jam|water|paint|sand
to saw a board / use a {x} / saw / spoon|pillow|candle|sponge
to paint a wall / use a {x} / brush / fork|key|clock|plate
to light a candle / use a {x} / match / spoon|stone|sock|flower
to warm a cold room / light a {x} / fire / book of stamps|window|tap|shoe
to sleep well / lie down in a {x} / bed / bath of ice|sink|tree|puddle
to feed a dog / give it a {x} / bone / stamp|candle|key|pencil
to feed a rabbit / give it a {x} / carrot / hammer|coin|pen|glove
to water flowers / use a {x} / watering can / frying pan|hair comb|paper bag|bread knife
to see far away things / look through a {x} / telescope / pillow|brick|plate|towel
to stop a knee bleeding / put on a {x} / plaster / spoon|leaf of cabbage|stamp|coin
to catch a fish / use a {x} / hook and line / lamp and chair|cup and plate|pen and ink|hat and coat
to cross a river / go over the {x} / bridge / cloud|chimney|roof|hill
to keep food from flies / cover it with a {x} / lid / hole|flame|worm|wheel
to sweeten tea / stir in {x} / sugar / salt|sand|soap|mud
to make ice / put water in the {x} / freezer / oven|cupboard|kettle|fire
to measure a table / use a {x} / ruler / spoon|candle|pear|sponge
to find north / look at a {x} / compass / spoon|cake|shoe|pillow
to peel potatoes / use a {x} / small knife / wet towel|big drum|soft brush|hot iron
to press a shirt flat / use a hot {x} / iron / potato|drink|soup|candle
to mend a flat tyre / stick on a {x} / patch / leaf|biscuit|stamp|feather
to blow up a balloon / fill it with {x} / air / nails|bread|sand|wool
to climb a snowy hill / wear {x} / boots / slippers|sandals|socks only|pyjamas
to play tennis / bring a {x} / racket / pillow|kettle|ladder|spade
to mow the lawn / push the {x} / mower / piano|sofa|cradle|oven
to fry an egg / use a {x} / pan / hat|vase|bag|purse
to wipe off chalk / use a {x} / sponge / hammer|candle|stone|needle
to swim under water / wear {x} / a diving mask / a winter coat|a wool hat|heavy boots|an apron
to keep a tent up / use {x} / poles and pegs / jam and butter|pens and ink|forks and cups|salt and sugar
to find a word's meaning / look in a {x} / dictionary / teapot|wardrobe|drawer of socks|garden shed
to weigh flour / put it on the {x} / scales / roof|ladder|pillow|fire
to stop a leaking pipe / call the {x} / plumber / singer|baker|dentist|tailor
to cure a sick cat / take it to the {x} / vet / baker|painter|judge|miller
to get new bread / go to the {x} / bakery / bank|church|stable|library
to borrow books / go to the {x} / library / bakery|stable|swamp|station
to put out a fire / pour on {x} / water / petrol|oil|paper|straw
to kill weeds / pull them up by the {x} / roots / shadows|clouds|colours|sounds
to keep warm at night / use a {x} / blanket / newspaper|sieve|fork|net
to grow beans / put the seeds in {x} / soil / soup|ink|glass|paint
to make a shelf / use {x} / wood and nails / bread and jam|soup and salt|milk and tea|wool and air
to sharpen a knife / rub it on a {x} / stone / sponge|pillow|cake|towel
to rescue a cat in a tree / fetch a {x} / ladder / piano|kettle|bath|cake
to sift flour / use a {x} / sieve / bucket|hat|shoe|bottle
to see tiny things / use a {x} / microscope / trumpet|ladder|blanket|plough
to stop a horse / pull the {x} / reins / tail feathers|clouds|buttons|leaves
to make wine / press {x} / grapes / stones|carrots|nails|books
to shear a sheep / use {x} / shears / spoons|paints|stamps|combs of honey
to clear snow / use a {x} / shovel / candle|needle|violin|pen
to open a wine bottle / use a {x} / corkscrew / pillow|sponge|ruler|stamp
to remove a splinter / use {x} / tweezers / gloves|pillows|a broom|a mop
to thresh corn / use a {x} / flail / thimble|pillow|lantern|sponge
to test the heat of a child / use a {x} / thermometer / barometer|telescope|ruler|whistle
to hoist a sail / pull the {x} / line / oar|mast|anchor|hull
to grind corn / take it to the {x} / mill / school|court|dairy|theatre
to bind a book / use {x} / glue and thread / milk and salt|nails and tar|soup and bread|ice and snow
to protect a finger when sewing / wear a {x} / thimble / helmet|boot|belt|scarf
to steer a boat / turn the {x} / rudder / mast|sail cloth|deck|cabin
to shoe a horse / nail on {x} / iron / glass|paper|wool|wax
""".strip().splitlines()
]
