"""The table of everyday facts: about thirty relations, each with its question, its completion and its ways of saying it.

A row of ``_ROWS`` is ``subject=answer``. ``art`` is the article of the subject in a sentence ("a", "the" or none).
``clash`` lists groups of answers that are too near each other to stand as right and wrong in one question.
"""

import random
from dataclasses import dataclass

TIERS = ("common", "uncommon", "rare")
ROWS_USED = 20  # rows of each relation that are told at all: more facts than this are more than a tiny model takes in


@dataclass(frozen=True)
class Relation:
    """One relation; in the templates ``{s}`` is the subject with its article and ``{a}`` the answer."""

    name: str
    heading: str
    art: str
    question: str  # the form of the question tasks
    complete: str  # the form of the completion task, ends before the answer
    inverse: str  # asks for the subject, "" where the answer does not single it out
    templates: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    clash: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Fact:
    """One subject and its answer, with the tier that decides how often it is told."""

    relation: Relation
    subject: str
    answer: str
    tier: str
    held_out: bool  # its question form never stands in the training text

    @property
    def key(self) -> str:
        return f"{self.relation.name}:{self.subject}"

    def phrase(self, form: str) -> str:
        """``form`` with subject and answer filled in, first letter in capitals."""
        text = form.format(s=with_article(self.subject, self.relation.art), a=self.answer)
        return text[0].upper() + text[1:]


def with_article(noun: str, art: str) -> str:
    """The noun behind its article: 'a cow', 'an owl', 'the sun', 'milk'."""
    if not art:
        return noun
    if art == "a" and noun[0] in "aeiou" and not noun.startswith(("uni", "use")):
        return f"an {noun}"
    return f"{art} {noun}"


# name | heading | article | question | completion | inverse question; then templates; then rows; then clashes
_TABLE = [
    (
        "home|The homes of animals|a|Where does {s} live?|After a long day {s} goes home to|Which animal lives in {a}?",
        "{s} lives in {a}.;the home of {s} is {a}.;{s} sleeps in {a}.;if you look into {a}, you may find {s}.;{s} has its home in {a}.;"
        "at night {s} goes back to {a}.",
        "fox=a den;sparrow=a nest;bee=a hive;rabbit=a burrow;dog=a kennel;horse=a stable;cow=a barn;pig=a sty;hen=a coop;spider=a web;bear=a cave;"
        "beaver=a lodge;ant=an anthill;mole=a tunnel;badger=a sett;eagle=an eyrie;otter=a holt;squirrel=a tree;goldfish=a bowl;parrot=a cage;"
        "frog=a pond;whale=the sea;crab=a rock pool;monkey=the jungle;camel=the desert;snail=a shell;pigeon=a loft;trout=a river;termite=a mound",
        "den,burrow,sett,tunnel,holt,cave,a tree,lodge;nest,eyrie,loft,a tree,cage,coop;barn,stable,sty,coop;pond,river,the sea,rock pool,bowl,lodge,holt;"
        "anthill,mound,nest,hive,tunnel;jungle,a tree",
    ),
    (
        "sound|The sounds of animals|a|What sound does {s} make?|In the dark we knew {s} by its|Which animal makes a {a}?",
        "the sound of {s} is a {a}.;{s} makes a {a}.;when {s} is awake, you can hear a {a}.;a {a} is the noise of {s}.;{s} is known by its {a}.;"
        "children learn that {s} makes a {a}.",
        "dog=bark;cat=meow;cow=moo;sheep=baa;horse=neigh;pig=oink;duck=quack;hen=cluck;lion=roar;wolf=howl;snake=hiss;frog=croak;bee=buzz;owl=hoot;"
        "mouse=squeak;donkey=bray;crow=caw;sparrow=chirp;dove=coo;goose=honk;turkey=gobble;elephant=trumpet;bear=growl;goat=bleat;rooster=crow;"
        "parrot=squawk;monkey=chatter;bull=bellow;hyena=laugh",
        "baa,bleat;roar,growl,bellow;howl,bark,growl;chirp,squeak,coo,squawk,chatter;quack,honk,cluck;moo,bellow;caw,squawk,crow,croak",
    ),
    (
        "food|What animals eat|a|What does {s} eat?|The hungry animal was {s}, so we gave it|",
        "{s} eats {a}.;the food of {s} is {a}.;{s} likes to eat {a}.;a meal for {s} is {a}.;when {s} is hungry, it looks for {a}.;"
        "most of what {s} eats is {a}.",
        "cow=grass;rabbit=carrots;monkey=bananas;squirrel=nuts;mouse=cheese;dog=bones;cat=fish;panda=bamboo;bee=nectar;horse=hay;hen=grain;"
        "lion=meat;spider=flies;bear=honey;giraffe=leaves;caterpillar=cabbage;penguin=small fish;anteater=ants;owl=mice;frog=insects;koala=gum leaves;"
        "blackbird=worms;beaver=bark;camel=thorny plants;whale=krill;moth=nectar;vulture=dead animals;seal=squid;parrot=seeds;hedgehog=slugs",
        "grass,hay,leaves,grain,cabbage,gum leaves,thorny plants,bark,carrots,seeds,bamboo;fish,small fish,squid,krill,meat,mice,bones,dead animals,cheese;"
        "flies,insects,ants,worms,slugs,mice;nuts,seeds,grain,bananas,carrots,honey;nectar,honey",
    ),
    (
        "young|Young animals|a|What is the young of {s} called?|Behind the old animal, {s}, walked its young, a little|Which animal has a {a} for its young?",
        "the young of {s} is called a {a}.;a {a} is the child of {s}.;{s} was once a {a}.;a {a} grows up to be {s}.;the baby of {s} is a {a}.;"
        "when {s} has a baby, we call it a {a}.",
        "dog=puppy;cat=kitten;cow=calf;sheep=lamb;horse=foal;pig=piglet;duck=duckling;hen=chick;lion=cub;goat=kid;frog=tadpole;butterfly=caterpillar;"
        "goose=gosling;deer=fawn;kangaroo=joey;swan=cygnet;owl=owlet;eagle=eaglet;fish=fry;hare=leveret;seal=pup;eel=elver;fly=maggot;"
        "pigeon=squab;bee=grub;mosquito=wriggler",
        "puppy,pup;grub,maggot,wriggler,caterpillar;chick,eaglet,owlet,squab;fry,elver",
    ),
    (
        "cover|What covers animals|a|What covers the body of {s}?|When I touched the back of {s}, I felt|",
        "the body of {s} is covered with {a}.;{s} is covered with {a}.;{a} cover the body of {s}.;to keep safe and warm {s} has {a}.;"
        "on the outside of {s} you find {a}.;{s} wears {a} instead of clothes.",
        "sparrow=feathers;sheep=wool;snake=scales;cat=fur;hedgehog=spines;tortoise=a shell;owl=feathers;trout=scales;lamb=wool;fox=fur;porcupine=quills;"
        "crab=a shell;swan=feathers;lizard=scales;rabbit=fur;beetle=a hard case;alpaca=wool;snail=a shell;eagle=feathers;salmon=scales;bear=fur;"
        "armadillo=bony plates;seal=short fur;crocodile=thick scales",
        "fur,wool,short fur;shell,hard case,bony plates;spines,quills;scales,thick scales,bony plates",
    ),
    (
        "legs|How many legs|a|How many legs does {s} have?|The child counted the legs of {s} and said the number|",
        "{s} has {a} legs.;the number of legs of {s} is {a}.;count the legs of {s} and you get {a}.;{s} walks on {a} legs.;"
        "nature gave {s} {a} legs.;a picture of {s} should show {a} legs.",
        "dog=four;hen=two;ant=six;spider=eight;cow=four;bee=six;duck=two;horse=four;beetle=six;sparrow=two;crab=ten;cat=four;fly=six;goose=two;pig=four;"
        "scorpion=eight;lizard=four;moth=six;ostrich=two;lobster=ten;tick=eight;wasp=six;tortoise=four;shrimp=ten",
        "",
    ),
    (
        "group|Groups of animals|a|What is a group of animals called if each is {s}?|Each animal was {s}, and together they were a|",
        "a group of animals, each of them {s}, is called a {a}.;{s} lives in a {a}.;many together, each of them {s}, make a {a}.;{s} is seldom alone but in a {a}.;"
        "{s} belongs to a {a}.;the word for a group with {s} in it is {a}.",
        "cow=herd;sheep=flock;wolf=pack;fish=school;bee=swarm;lion=pride;ant=colony;whale=pod;crow=murder;goose=gaggle;puppy=litter;"
        "monkey=troop;owl=parliament;lark=exaltation;quail=covey",
        "herd,flock,pack,troop,pride;swarm,colony;school,pod;flock,murder,parliament,exaltation,gaggle,covey;pack,litter",
    ),
    (
        "kind|What kind of thing|a|What kind of thing is {s}?|In the big book {s} stands under the word|",
        "{s} is a kind of {a}.;{s} belongs with every other {a}.;in the list of each {a} you find {s}.;everybody knows that {s} is one kind of {a}.;"
        "{a} is the word for the kind of thing that {s} is.;{s}, like others of its kind, is called {a}.",
        "carrot=vegetable;apple=fruit;hammer=tool;rose=flower;oak=tree;salmon=fish;sparrow=bird;beetle=insect;piano=instrument;shirt=clothing;chair=furniture;"
        "car=vehicle;cobra=reptile;potato=vegetable;pear=fruit;saw=tool;tulip=flower;pine=tree;trout=fish;robin=bird;bee=insect;violin=instrument;"
        "coat=clothing;sofa=furniture;lorry=vehicle;lizard=reptile;turnip=vegetable;cherry=fruit;chisel=tool;orchid=flower;willow=tree;cod=fish;"
        "thrush=bird;cricket=insect;oboe=instrument;mitten=clothing;wardrobe=furniture;tram=vehicle;emerald=jewel;diamond=jewel;toad=amphibian",
        "reptile,amphibian",
    ),
    (
        "use|What tools are for|a|What do people use {s} for?|She took {s} because she wanted to start|Which tool is for {a}?",
        "{s} is for {a}.;people use {s} for {a}.;for {a} you need {s}.;the work of {s} is {a}.;{s} helps with {a}.;whoever thinks of {a} takes {s}.",
        "hammer=hitting nails;saw=cutting wood;broom=sweeping floors;needle=sewing clothes;spade=digging holes;knife=cutting bread;pen=writing letters;"
        "brush=painting walls;kettle=boiling water;oven=baking cakes;ladder=climbing up;clock=telling the time;towel=drying hands;key=opening locks;"
        "umbrella=keeping off rain;lamp=giving light;axe=chopping trees;rake=gathering leaves;comb=tidying hair;ruler=measuring lines;"
        "thermometer=measuring heat;scale=weighing things;sieve=sifting flour;telescope=watching stars;microscope=seeing tiny things;compass=finding north;"
        "corkscrew=opening bottles;chisel=carving wood;anvil=shaping iron;spanner=turning bolts;iron=pressing shirts;sickle=cutting corn;loom=weaving cloth;"
        "barometer=telling the weather;bellows=blowing a fire",
        "cutting wood,chopping trees,carving wood,cutting bread,cutting corn",
    ),
    (
        "work|Where people work|a|Where does {s} work?|Early each day {s} goes to work in|Who works in {a}?",
        "{s} works in {a}.;you can find {s} in {a}.;the place where {s} works is {a}.;in {a} works {s}.;every morning {s} walks to {a}.;"
        "without {a}, {s} would have no place to work.",
        "teacher=a school;doctor=a hospital;baker=a bakery;farmer=a field;cook=a kitchen;sailor=a ship;judge=a court;actor=a theatre;priest=a church;"
        "miner=a mine;waiter=a cafe;pilot=an aeroplane;librarian=a library;barber=a barber shop;gardener=a garden;scientist=a laboratory;soldier=an army camp;"
        "clown=a circus;astronaut=a space station;keeper of lions=a zoo;blacksmith=a forge;miller=a mill;banker=a bank;shepherd=a meadow;"
        "brewer=a brewery;monk=a monastery;potter=a pottery;vintner=a vineyard;tanner=a tannery",
        "kitchen,cafe,bakery;field,garden,meadow,vineyard;church,monastery;forge,mill,mine;brewery,tannery,pottery,mill,laboratory,vineyard",
    ),
    (
        "jobtool|The tools of people at work|a|What tool does {s} need?|On the table of {s} lay|Who needs {a}?",
        "{s} needs {a}.;{s} works with {a}.;the tool of {s} is {a}.;in the hand of {s} you see {a}.;{a} belongs to {s}.;{s} cannot work without {a}.",
        "carpenter=a saw;tailor=a needle;painter=a brush;farmer=a plough;writer=a pen;hairdresser=scissors;cook=a pan;fisherman=a net;gardener=a spade;"
        "blacksmith=an anvil;firefighter=a hose;photographer=a camera;butcher=a sharp knife;miner=a pick;teacher=chalk;woodcutter=an axe;policeman=a whistle;"
        "postman=a mailbag;dentist=a drill;conductor=a baton;sculptor=a chisel;astronomer=a telescope;weaver=a loom;surgeon=a scalpel;mason=a trowel;"
        "judge=a gavel;plumber=a wrench;shepherd=a crook",
        "a saw,an axe,a chisel;a knife,a sharp knife,a scalpel;a spade,a plough,a pick,a trowel;chalk,a pen;a drill,a wrench",
    ),
    (
        "makes|What people at work do|a|What does {s} do?|It is the job of {s} that somebody|Who {a}?",
        "{s} {a}.;all day {s} {a}.;as everyone knows, {s} {a}.;{s} is a person who {a}.;somebody who {a} is {s}.;call {s}, for {s} {a}.",
        "baker=bakes bread;teacher=teaches children;doctor=heals the sick;farmer=grows corn;pilot=flies aeroplanes;postman=brings letters;"
        "firefighter=puts out fires;cobbler=mends shoes;tailor=sews clothes;dentist=mends teeth;singer=sings songs;painter=paints pictures;"
        "cook=cooks meals;miner=digs coal;fisherman=catches fish;barber=cuts hair;builder=builds houses;judge=judges crimes;vet=heals animals;"
        "plumber=mends pipes;astronomer=watches stars;beekeeper=keeps bees;glazier=fits windows;thatcher=covers roofs;cooper=makes barrels;"
        "milliner=makes hats;locksmith=mends locks;poet=writes verses;potter=shapes clay;optician=sells glasses".replace(
            "dentist=mends teeth;", ""
        ),
        "",
    ),
    (
        "colour|The colours of things||What colour is {s}?|She painted a picture of {s} and for that she used|",
        "{s} is {a}.;the colour of {s} is {a}.;if you look at {s}, you see {a}.;to draw {s}, take the {a} pencil.;everybody can see that {s} is {a}.;"
        "{a} is the colour of {s}.",
        "snow=white;grass=green;coal=black;the sky=blue;a lemon=yellow;blood=red;a carrot=orange;milk=white;a tomato=red;chocolate=brown;a banana=yellow;"
        "a strawberry=red;a leaf=green;soot=black;a cucumber=green;sugar=white;a raven=black;a pumpkin=orange;a cherry=red;cream=white;an egg yolk=yellow;"
        "a chestnut=brown;lavender=purple;a flamingo=pink;ivory=white;a ruby=red;an emerald=green;ink=black;a sapphire=blue;ash=grey;mustard=yellow;"
        "a plum=purple;an elephant=grey;spinach=green;cocoa=brown;a canary=yellow",
        "purple,pink;grey,black,white;red,orange,pink;brown,black",
    ),
    (
        "taste|The taste of food||What does {s} taste like?|He put {s} on his tongue and said that it was|",
        "{s} tastes {a}.;the taste of {s} is {a}.;in the mouth {s} is {a}.;whoever tries {s} finds it {a}.;{s} has a {a} taste.;cooks know that {s} is {a}.",
        "sugar=sweet;a lemon=sour;salt=salty;coffee=bitter;honey=sweet;vinegar=sour;pepper=hot;jam=sweet;chilli=hot;a pickle=sour;cake=sweet;sea water=salty;"
        "strong tea=bitter;candy=sweet;an olive=salty;mustard=hot;syrup=sweet;a lime=sour;bacon=salty;ginger=hot;medicine=bitter;chocolate=sweet;"
        "rhubarb=sour;horseradish=hot;a ripe pear=sweet;chicory=bitter",
        "",
    ),
    (
        "source|Where food comes from||What is {s} made from?|The shop had no more {s}, because there was no|",
        "{s} is made from {a}.;{s} comes from {a}.;to make {s}, you need {a}.;people turn {a} into {s}.;at first {s} was {a}.;without {a} there would be no {s}.",
        "bread=flour;cheese=milk;wine=grapes;flour=wheat;butter=cream;chocolate=cocoa beans;jam=fruit;paper=wood;glass=sand;cider=apples;"
        "cloth=cotton;leather=animal skin;raisins=dried grapes;omelette=eggs;crisps=potatoes;linen=flax;yarn=wool;beer=barley;ketchup=tomatoes;"
        "candles=wax;bricks=clay;petrol=oil;steel=iron;silk cloth=silk;tofu=soya beans;popcorn=maize;marmalade=oranges;porridge=oats;mustard=mustard seeds;"
        "vinegar=sour wine;sauerkraut=white cabbage;marzipan=almonds",
        "milk,cream;grapes,dried grapes,fruit,sour wine,apples,oranges;flour,wheat,barley,oats,maize;cotton,flax,wool,silk;wood,wax,oil",
    ),
    (
        "material|What things are made of|a|What is {s} made of?|To build {s} the workers asked for|",
        "{s} is made of {a}.;{s} consists of {a}.;the maker of {s} uses {a}.;most often {s} is of {a}.;{a} is what {s} is made of.;touch {s} and you touch {a}.",
        "window=glass;table=wood;nail=iron;shirt=cotton;book=paper;jumper=wool;brick=clay;tyre=rubber;coin=metal;belt=leather;bottle=glass;chair=wood;"
        "newspaper=paper;boot=leather;mirror=glass;fence=wood;flower pot=clay;sock=wool;castle=stone;toy block=plastic;wedding ring=gold;candle=wax;"
        "pillow=feathers;eraser=rubber;statue=stone;snowman=snow;saddle=leather;teapot=china;bullet=lead;igloo=snow;spoon of the rich=silver;tent=canvas",
        "iron,metal,gold,silver,lead;clay,china,stone;cotton,wool,canvas;rubber,plastic",
    ),
    (
        "room|Where things stand in a house|a|In which room do you find {s}?|We looked for {s} and found it in|",
        "{s} stands in {a}.;you find {s} in {a}.;the place for {s} is {a}.;in {a} there is {s}.;look for {s} in {a}.;every house has {s} in {a}.",
        "bed=the bedroom;oven=the kitchen;bath=the bathroom;sofa=the living room;fridge=the kitchen;pillow=the bedroom;shower=the bathroom;car=the garage;"
        "sink for dishes=the kitchen;blanket=the bedroom;toothbrush=the bathroom;fireplace=the living room;frying pan=the kitchen;flower bed=the garden;"
        "toilet=the bathroom;cradle=the nursery;doormat=the hall;wine barrel=the cellar;apple tree=the garden;desk=the study;coat stand=the hall;old trunk=the attic;"
        "lawn=the garden;dinner table=the dining room;coal heap=the cellar;rocking horse=the nursery;washing line=the garden;spare tyre=the garage",
        "bedroom,nursery;kitchen,dining room,cellar;living room,study,dining room,hall;garage,cellar,attic",
    ),
    (
        "when|Seasons and times||When is the time for {s}?|Everybody is glad about {s} when it is|",
        "the time for {s} is {a}.;{s} belongs to {a}.;think of {a} and you think of {s}.;we know {s} from {a}.;{a} brings {s}.;every year {a} is the time of {s}.",
        "snow=winter;falling leaves=autumn;swimming in the lake=summer;new blossom=spring;skating=winter;harvest=autumn;young lambs=spring;a snowman=winter;"
        "breakfast=morning;stars in the sky=night;sunset=evening;sleep=night;sledging=winter;picking apples=autumn;building nests=spring;hot sunny days=summer;"
        "lunch=noon;sunrise=morning;ripe strawberries=summer;planting seeds=spring;frost on windows=winter;supper=evening;the long holidays=summer;"
        "chestnuts=autumn;snowdrops=the end of winter;owls hunting=night;gathering mushrooms=autumn",
        "winter,the end of winter,spring;evening,night;noon,morning",
    ),
    (
        "wear|What to put on||What do people wear {s}?|She got ready: this is what one wears {s}:|",
        "{s} people wear {a}.;people put on {a} {s}.;{a} are good to wear {s}.;if you have {a}, wear them {s}.;{s} you should wear {a}.;"
        "shops sell {a} for people to wear {s}.",
        "on cold hands=gloves;on the feet=shoes;in deep puddles=rubber boots;in bed=pyjamas;for weak eyes=glasses;on the legs=trousers;in shoes=socks;"
        "against bright sun=sunglasses;on ice=skates;on snowy hills=skis;in the kitchen=aprons;at the beach=swimsuits;in cold winds=scarves;on sunny heads=straw hats;"
        "on building sites=helmets;at home in the evening=slippers;under water=diving masks;with loose trousers=belts;at weddings=fine clothes;"
        "on stage=costumes;on horses=riding boots;in deep snow=snowshoes;around the neck with a suit=ties;in space=space suits",
        "shoes,rubber boots,socks,slippers,skates,skis,riding boots,snowshoes;helmets,straw hats;glasses,sunglasses,diving masks;scarves,gloves,ties;"
        "trousers,belts,fine clothes,costumes,space suits",
    ),
    (
        "opposite|Opposites||What is the opposite of {s}?|It was not {s} at all, it was quite the opposite:|",
        "the opposite of {s} is {a}.;{s} and {a} are opposites.;if it is not {s}, it is {a}.;{s} is the opposite of {a}.;one thing is {s}, another is {a}.;"
        "a thing cannot be both {s} and {a}.",
        "hot=cold;big=small;up=down;day=night;fast=slow;wet=dry;old=young;good=bad;full=empty;open=shut;left=right;hard=soft;heavy=light;rich=poor;"
        "long=short;loud=quiet;thick=thin;clean=dirty;happy=sad;early=late;near=far;strong=weak;deep=shallow;sharp=blunt;smooth=rough;brave=cowardly;"
        "wide=narrow;rare=common;polite=rude;guilty=innocent;war=peace;ancient=modern;humble=proud;generous=stingy",
        "bad,sad,weak,poor,rude,cowardly,dirty,stingy;short,small,thin,narrow",
    ),
    (
        "shape|The shapes of things|a|What shape is {s}?|The child drew {s} and its shape was|",
        "the shape of {s} is {a}.;{s} has the shape called {a}.;if you draw {s}, you draw {a}.;{s} looks like {a}.;the form of {s} is {a}.;think of {a} and you think of {s}.",
        "ball=a ball;coin=a circle;wheel=a circle;dice=a cube;door=a rectangle;plate=a circle;orange=a ball;window=a rectangle;egg=an oval;slice of pizza=a triangle;"
        "chessboard=a square;tin can=a cylinder;party hat=a cone;book page=a rectangle;sugar lump=a cube;globe=a ball;road sign of warning=a triangle;"
        "drain pipe=a cylinder;marble=a ball;honeycomb cell=a hexagon;kite=a diamond;starfish=a star;new moon=a crescent;spring of a watch=a spiral;croissant=a crescent".replace(
            "ball=a ball;", "", 1
        ),
        "a ball,a circle,an oval;a rectangle,a square,a diamond;a cube,a square;a cone,a triangle",
    ),
    (
        "travel|Where vehicles go|a|Where does {s} travel?|Look, there goes {s}! It moves|",
        "{s} travels {a}.;{s} goes {a}.;to go {a}, take {s}.;you see {s} when you look {a}.;{s} is made to move {a}.;{s} carries people or things {a}.",
        "car=on the road;train=on rails;ship=on the sea;aeroplane=in the air;bus=on the road;tram=on rails;sailing boat=on the sea;sledge=on snow;"
        "lorry=on the road;helicopter=in the air;barge=on a canal;rocket=in space;submarine=under water;balloon=in the air;bicycle=on the road;canoe=on a river;"
        "lift=up and down;tractor=on the field;steamer=on the sea;cable car=over a valley;glider=in the air;plough=on the field;caravan=on the road;raft=on a river;"
        "satellite=in space;gondola=on a canal",
        "on the sea,on a river,on a canal,under water;in the air,in space,over a valley;on the road,on the field,on snow",
    ),
    (
        "driver|Who steers it|a|Who steers {s}?|Nobody could start {s} without|",
        "{s} is steered by {a}.;{a} steers {s}.;the person in charge of {s} is {a}.;for {s} one needs {a}.;{a} sits in {s} and steers it.;ask {a} about {s}.",
        "ship=a captain;aeroplane=a pilot;bus=a bus driver;bicycle=a cyclist;horse=a rider;rocket=an astronaut;tractor=a farmer;train=an engine driver;"
        "racing car=a racing driver;canoe=a paddler;taxi=a taxi driver;fire engine=a firefighter;ambulance=a paramedic;coach with horses=a coachman;crane=a crane driver;"
        "rowing boat=a rower;gondola=a gondolier;elephant=a mahout;hot air balloon=a balloonist",
        "bus driver,engine driver,racing driver,taxi driver,crane driver,coachman,farmer,firefighter,paramedic;captain,paddler,rower,gondolier;pilot,astronaut,balloonist;rider,mahout,cyclist",
    ),
    (
        "land|Land and water||What do we call {s}?|On our walk we came to {s}, that is to|",
        "{s} is called {a}.;{a} is {s}.;we call {s} {a}.;the word for {s} is {a}.;on a map you may see {s}: {a}.;if somebody says {a}, think of {s}.",
        "land with water all round=an island;a very high hill=a mountain;a long stream of fresh water=a river;a dry land of sand=a desert;many trees together=a forest;"
        "the place where land meets the sea=a coast;still water with land all round=a lake;low land between hills=a valley;a mountain that spits fire=a volcano;"
        "water that falls from a rock=a waterfall;the start of a river=a spring;a very large sea=an ocean;a hole in a hill=a cave;a river of ice=a glacier;"
        "wet soft ground=a swamp;a steep wall of rock=a cliff;a hill of sand=a dune;a green place in the desert=an oasis;the top of a mountain=a peak;"
        "a hot thick forest=a jungle;flat high land=a plateau;a ring of coral=an atoll;a narrow sea between two lands=a strait;a river mouth with many arms=a delta",
        "river,spring,waterfall,lake,delta;sea,ocean,strait,coast;mountain,peak,cliff,plateau,volcano,dune;forest,jungle;island,atoll;cave,valley",
    ),
    (
        "after|What comes after||What comes after {s}?|First there is {s}, then there is|",
        "after {s} comes {a}.;{s} is followed by {a}.;{a} comes after {s}.;first {s}, then {a}.;when {s} is over, it is {a}.;{a} follows {s}.",
        "Monday=Tuesday;Tuesday=Wednesday;Wednesday=Thursday;Thursday=Friday;Friday=Saturday;Saturday=Sunday;Sunday=Monday;January=February;February=March;"
        "March=April;April=May;May=June;June=July;July=August;August=September;September=October;October=November;November=December;December=January;"
        "spring=summer;summer=autumn;autumn=winter;winter=spring;night=morning;morning=noon;noon=afternoon;afternoon=evening",
        "",
    ),
    (
        "body|What the body is for|the|What do people do with {s}?|Without {s} nobody could|",
        "with {s} people {a}.;{s} is there to {a}.;we use {s} to {a}.;people {a} with {s}.;to {a} we need {s}.;thanks to {s} we can {a}.",
        "eye=see;ear=hear;nose=smell;tongue=taste;foot=walk;hand=hold things;brain=think;mouth=eat;finger=point;heart=pump blood;lung=breathe;"
        "stomach=digest food;knee=kneel;skin=feel;elbow=bend the arm;lip=kiss;throat=swallow;kidney=clean the blood;diaphragm=draw in air".replace(
            "lip=kiss;", ""
        ),
        "breathe,draw in air,smell;eat,taste,swallow,digest food;pump blood,clean the blood;walk,kneel;hold things,point,feel",
    ),
    (
        "music|How instruments are played|a|How do you play {s}?|The music began as somebody played {s}: one does it by|",
        "you play {s} by {a}.;{s} is played by {a}.;{a} makes {s} sound.;to play {s}, start {a}.;{s} needs {a}.;music comes from {s} by {a}.",
        "drum=hitting it;flute=blowing into it;piano=pressing keys;guitar=plucking strings;violin=drawing a bow;trumpet=blowing into it;harp=plucking strings;"
        "cymbal=hitting it;organ=pressing keys;cello=drawing a bow;maracas=shaking it;rattle=shaking it;horn=blowing into it;triangle=hitting it;"
        "banjo=plucking strings;xylophone=hitting it;clarinet=blowing into it;tambourine=shaking it;accordion=squeezing it;lute=plucking strings;viola=drawing a bow;"
        "bagpipe=squeezing it;oboe=blowing into it;harpsichord=pressing keys;barrel organ=turning a handle".replace(
            "maracas=shaking it;", ""
        ),
        "hitting it,shaking it;pressing keys,squeezing it,blowing into it",
    ),
    (
        "grows|Where plants grow|a|Where does {s} grow?|To pick or dig up {s} you must look|",
        "{s} grows {a}.;you find {s} growing {a}.;a farmer looks for {s} {a}.;{s} is a thing that grows {a}.;nature lets {s} grow {a}.;look {a} to find {s}.",
        "apple=on a tree;potato=under the ground;strawberry=near the ground;grape=on a vine;carrot=under the ground;pear=on a tree;water lily=on a pond;"
        "cherry=on a tree;onion=under the ground;raspberry=on a bush;mushroom=in the forest;coconut=on a palm;cactus=in the desert;seaweed=in the sea;"
        "plum=on a tree;turnip=under the ground;gooseberry=on a bush;rice=in wet fields;moss=on damp stones;date=on a palm;beetroot=under the ground;"
        "blackcurrant=on a bush;hop=on a pole;reed=by the water;mistletoe=on other trees;walnut=on a tree",
        "on a tree,on a palm,on a bush,on a vine,on other trees,on a pole;on a pond,in the sea,by the water,in wet fields;in the forest,on damp stones,near the ground",
    ),
    (
        "game|What games need||What do you need for {s}?|The children wanted to start {s} but they had no|",
        "for {s} you need {a}.;{s} needs {a}.;nobody can start {s} without {a}.;{a} is what {s} needs.;take {a} and begin {s}.;bring {a} for {s}.",
        "football=a ball;tennis=a racket;chess=a chessboard;skating=ice;golf=a club;fishing=a rod;archery=a bow;swimming=water;darts=a dartboard;"
        "cycling=a bicycle;painting=paint;sledging=snow;hockey=a hockey stick;table tennis=a small bat;riding=a horse;sailing=wind;skiing=skis;"
        "patience=cards;fencing=a sword;ludo=dice;bowling=nine pins;croquet=a mallet;billiards=a cue;curling=a smooth stone;snap=picture cards",
        "a racket,a small bat,a club,a hockey stick,a mallet,a cue;ice,snow,water,skis,a smooth stone;cards,picture cards,dice,a chessboard;a ball,nine pins",
    ),
    (
        "cause|What happens then||What happens {s}?|It happened again {s}:|",
        "{s}, {a}.;what happens {s} is that {a}.;{s} you can see that {a}.;it is known that {a} {s}.;{s}, it always happens that {a}.;children learn that {a} {s}.",
        "when ice gets warm=it melts;when water gets very cold=it freezes;when you drop a glass=it breaks;when a plant has no water=it dries up;when you heat water=it boils;"
        "when you touch fire=it burns you;when the sun goes down=it gets dark;when it rains=the ground gets wet;when you put wood in water=it floats;"
        "when you throw a stone in water=it sinks;when iron gets wet=it rusts;when you plant a seed=it grows;when you tell a joke=people laugh;"
        "when you eat too much=your stomach aches;when milk gets old=it turns sour;when you blow up a balloon too much=it bursts;when you rub your hands=they get warm;"
        "when you pour sugar in tea=it dissolves;when you put salt on icy roads=the ice thaws;when bread stays in the oven too long=it turns black;"
        "when the wind blows hard=the trees bend;when you forget to sleep=you get tired;when light falls through raindrops=a rainbow appears;when a magnet comes near iron=it pulls it",
        "it melts,it dissolves,it boils,the ice thaws,it dries up,it freezes;it burns you,it turns black;it breaks,it bursts;it gets dark,you get tired;it rusts,it turns sour",
    ),
    (
        "holds|What things hold|a|What do people keep in {s}?|He opened {s} and saw that it was full of|",
        "people keep {a} in {s}.;{s} holds {a}.;{s} is full of {a}.;in {s} there is {a}.;we put {a} into {s}.;{s} is the place for {a}.",
        "purse=money;bookcase=books;vase=flowers;teapot=tea;wardrobe=clothes;fish tank=fish;bread bin=bread;inkpot=ink;envelope=a letter;fruit bowl=fruit;"
        "salt cellar=salt;rubbish bin=rubbish;petrol can=petrol;pillowcase=a pillow;sugar bowl=sugar;toolbox=tools;hay loft=hay;quiver=arrows;"
        "medicine chest=pills;photo album=photographs;scabbard=a sword;wallet=banknotes;jewel case=earrings;cruet=oil and vinegar;ashtray=ash;coal scuttle=coal",
        "money,banknotes;salt,sugar,tea,bread,fruit,oil and vinegar;petrol,oil and vinegar;coal,ash,rubbish",
    ),
    (
        "shop|What shops sell|a|What can you buy from {s}?|We needed something from {s}, so we went and bought|",
        "from {s} you can buy {a}.;{s} sells {a}.;if you need {a}, go to {s}.;people go to {s} for {a}.;in the window of {s} there is {a}.;ask {s} for {a}.",
        "baker=bread;butcher=meat;florist=flowers;greengrocer=vegetables;fishmonger=fish;bookseller=books;chemist=medicine;toy shop=toys;shoe shop=shoes;"
        "dairy=milk;jeweller=necklaces;sweet shop=sweets;newsagent=newspapers;furniture shop=chairs;pet shop=hamsters;hatter=hats;music shop=violins;"
        "ironmonger=nails;post office=stamps;haberdasher=buttons;draper=cloth;stationer=writing paper;tobacconist=pipes;chandler of wax=wax lights;"
        "optician=glasses;saddler=saddles;delicatessen=olives".replace(
            "chandler of wax=wax lights;", ""
        ),
        "books,newspapers,writing paper,stamps;meat,fish,olives,vegetables,milk,bread;hats,shoes,cloth,buttons",
    ),
]


def _relation(row: tuple[str, ...]) -> Relation:
    head, templates, rows = row[:3]
    name, heading, art, question, complete, inverse = head.split("|")
    pairs = tuple(tuple(part.split("=")) for part in rows.strip(";").split(";"))[:ROWS_USED]
    clash = (
        tuple(
            tuple(word.strip() for word in group.split(",")) for group in row[3].split(";") if group
        )
        if len(row) > 3
        else ()
    )
    return Relation(
        name, heading, art, question, complete, inverse, tuple(templates.split(";")), pairs, clash
    )


RELATIONS: tuple[Relation, ...] = tuple(_relation(row) for row in _TABLE)


def _bare(answer: str) -> str:
    for art in ("a ", "an ", "the "):
        if answer.startswith(art):
            return answer[len(art) :]
    return answer


def clashes(relation: Relation, one: str, other: str) -> bool:
    """Whether two answers are the same or so near that a question must not set one against the other."""
    if one == other:
        return True
    names_one, names_other = {one, _bare(one)}, {other, _bare(other)}
    return any(names_one & set(group) and names_other & set(group) for group in relation.clash)


def _facts() -> tuple[Fact, ...]:
    facts = []
    for relation in RELATIONS:
        for place, (subject, answer) in enumerate(relation.rows):
            # The rows run from the familiar to the rare; a little shuffling keeps the tiers from being a fixed cut.
            rng = random.Random(f"tier:{relation.name}:{subject}")
            depth = place / len(relation.rows) + rng.uniform(-0.12, 0.12)
            tier = "common" if depth < 0.42 else "uncommon" if depth < 0.74 else "rare"
            facts.append(
                Fact(
                    relation,
                    subject,
                    answer,
                    tier,
                    random.Random(f"held:{relation.name}:{subject}").random() < 0.28,
                )
            )
    return tuple(facts)


FACTS: tuple[Fact, ...] = _facts()
