"""How readers talk: openings, answers and endings that fit any book, so that the same turns can be used for every world.

None of these lines names anything of a world. ``{q}`` stands for a question, ``{a}`` for an answer in the present tense and
``{s}``, ``{t}`` for sentences from the story.
"""

ASK = (
    "Quick question for the people who have read it more often than I have. {q}",
    "My daughter and I could not agree at supper. {q}",
    "I lent my copy to my cousin, so I cannot look it up. {q}",
    "I am making a quiz for a birthday party. {q}",
    "Half way through and already confused. {q}",
    "Please be kind, I have only read the first few chapters. {q}",
    "This has bothered me since last night. {q}",
    "I am sure that it was in there somewhere. {q}",
    "We are reading it aloud at home and everybody has forgotten. {q}",
    "Small question, no hurry. {q}",
    "I had a bet with my brother about this. {q}",
    "Forgive me if this has been asked before. {q}",
    "For the crossword that I am making: {q}",
    "I always mix this up. {q}",
    "My teacher asked us this and nobody put a hand up. {q}",
    "One for the experts. {q}",
)

REPLY = (
    "Easy. {a}",
    "No need to look that one up. {a}",
    "I have the book in front of me. {a}",
    "If I remember rightly: {a}",
    "Everybody should know this one. {a}",
    "Yes, I can help. {a}",
    "I read that chapter yesterday, so I am sure. {a}",
    "That one is in my notes. {a}",
    "My favourite bit! {a}",
    "I asked myself the same thing once. {a}",
    "Here you are. {a}",
    "The short answer is this. {a}",
)

QUOTE = (
    "The exact sentence is: {s}",
    "It says so on the page. {s}",
    "I have always liked how it is put. {s}",
    "And in another place: {s}",
    "I copied the line out once. {s}",
    "Do you remember how it goes? {s}",
    "Here is the line. {s}",
    "You can find it in the story itself. {s}",
    "I can still hear my father reading it. {s}",
    "There is a sentence about that. {s}",
    "Look again at the page with the folded corner. {s}",
    "True. {s}",
    "Then there is this. {s}",
    "Another one that I underlined: {s}",
)

CLOSE = (
    "Thank you! That settles it.",
    "Of course. I feel silly now.",
    "Thanks, my brother owes me a pudding.",
    "I would have got that wrong.",
    "Perfect, it goes into the quiz.",
    "Then I was right and the whole table was wrong.",
    "I will have to read it again, will I not?",
    "Ah, now I remember. It was raining when I read that.",
    "You people are quick.",
    "Good. I can sleep tonight.",
    "I knew it began with something odd.",
    "My daughter says that she told me so.",
)

DOUBT = (
    "Are you sure? I thought it was somebody else.",
    "I remembered it quite differently.",
    "Hm. Is that not from a later book?",
    "I could have sworn that it was the other way round.",
    "Really? I must have skipped that page.",
)

THREADS = (
    "Things I always forget",
    "Help with a quiz",
    "Reading group, week {n}",
    "Questions after page {n}0",
    "Who, what and where",
    "Small details, part {n}",
    "Settle an argument",
    "First time reader, be gentle",
    "The ones nobody gets right",
    "Rainy day questions",
    "Before the next book",
    "What I asked my sister",
    "Notes for the party",
    "Things that I underlined",
    "Answers wanted",
)

NOTE_ASIDES = (
    "By the way we are told a few things that will be wanted later.",
    "For the reader's notebook, in the order of the pages:",
    "Besides that, the chapter mentions what follows.",
    "These sentences are worth copying out.",
    "Learn these by heart; the rest leans on them.",
    "In passing, and never twice in the same place, we hear this.",
    "Small things, but somebody always asks about them.",
    "My pencil marks in the margin:",
    "The children in my class wrote these on the board.",
    "To keep for later:",
)

NOTE_LINKS = (
    "That one comes back in a later chapter.",
    "It is easily missed.",
    "Here the reader should look twice.",
    "Nobody explains it.",
    "We have met this before.",
    "Then, a page on, this.",
    "Mark this well.",
    "Read this one aloud.",
    "And on the same page:",
    "Said over tea, of all places.",
    "It is only half a line.",
    "The next one is a joke, nearly.",
    "It sounds better in bad weather.",
    "I had forgotten this.",
    "More of that another time.",
    "Next to it somebody has drawn a small boat.",
)

QUIZ_LINKS = (
    "Number {n}. {q} If you said nothing, read on. {a}",
    "Number {n}. {q} Think first. Then turn the page. {a}",
    "Number {n}. {q} Two points for this one. {a}",
    "Number {n}. {q} My sister got it at once. {a}",
    "Number {n}. {q} Nobody at my table knew. {a}",
    "Number {n}. {q} One point, and none for guessing. {a}",
)

BLOG_LINKS = (
    "I read this twice, and then I read it to the cat.",
    "That is the sort of sentence I would like to have written.",
    "I put the book down there and looked out of the window.",
    "It sounds like nothing when I tell it.",
    "My tea went cold over this.",
    "I do not know why that makes me cry, but it does.",
    "And then I had to get off the bus.",
    "You may laugh, but I dreamt of it.",
    "It is said in passing, as all the best things are.",
    "I know, I know, it is a book for children.",
    "Nobody in the story makes a fuss about it, and neither do I.",
    "I wrote it on the back of my hand.",
    "The little ones wanted to hear that again.",
    "There is more where that came from.",
    "If you blink you miss it.",
    "I have thought about this while washing up.",
    "Some readers find this slow. I do not.",
    "And that is only one page.",
)
