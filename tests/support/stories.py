"""A few lines of prose in several languages, for the tests of texts."""

STORY = (
    "On the first day of spring the old man took his hat from the nail and went down to the "
    "river, where his brother was waiting for him with the boat. They said nothing, for there "
    "was nothing to say, and the water was so high that it stood in the garden of the mill. "
    "At noon they ate bread and cheese under a tree, and then one of them slept while the "
    "other looked at the clouds.\n"
)
GERMAN = (
    "Am ersten Tag des Frühlings nahm der alte Mann seinen Hut vom Nagel und ging zum Fluss "
    "hinunter, wo sein Bruder mit dem Boot auf ihn wartete. Sie sagten nichts, denn es gab "
    "nichts zu sagen, und das Wasser war so hoch, dass es im Garten der Mühle stand. Am "
    "Mittag aßen sie Brot und Käse unter einem Baum, und dann schlief der eine, während der "
    "andere die Wolken betrachtete.\n"
)
FRENCH = (
    "Le premier jour du printemps, le vieil homme prit son chapeau et descendit à la rivière, "
    "où son frère l'attendait avec le bateau. Ils ne dirent rien, car il n'y avait rien à "
    "dire, et l'eau était si haute qu'elle couvrait le jardin du moulin. À midi ils mangèrent "
    "du pain et du fromage sous un arbre, puis l'un dormit pendant que l'autre regardait les "
    "nuages.\n"
)
DUTCH = (
    "Op de eerste dag van de lente nam de oude man zijn hoed van de spijker en ging naar de "
    "rivier, waar zijn broer met de boot op hem wachtte. Ze zeiden niets, want er was niets "
    "te zeggen, en het water was zo hoog dat het in de tuin van de molen stond. In de middag "
    "aten ze brood en kaas onder een boom, en toen sliep de een terwijl de ander naar de "
    "wolken keek.\n"
)
RUSSIAN = "Весной старик взял шляпу и пошёл к реке. " * 20
CHINESE = "春天老人去河边。" * 40
