"""English function words. The lists differ: each serves another rule, whose figures rest on it."""

# Their share tells English prose from other languages; a name's own words are without them.
FUNCTION_WORDS = frozenset(
    """the and of to a in that it was he his had with for as her not but at on she you be him they
    all from is so have were this by said if up out who them their no or an what been would could
    there when into then which we one i my me are your will do did""".split()
)

# No suggested phrase begins or ends with one of these, and none is a suggested term.
PHRASE_STOPWORDS = frozenset(
    """a an the this that these those my your his her its our their i you he she it we they me him
    us them who whom whose which what one ones and or but nor so yet if then than as because
    although though while when whenever where wherever whoever until since before after in on at by
    for from of to with without into onto over under above below up down out off about against
    between through during among near upon is are was were be been being am do does did done has
    have had having can could will would shall should may might must not no never ever only also too
    very just even still again once twice there here now all any some each every both other another
    more most much many such same own how why s t said asked themselves himself herself itself none
    nothing nobody something somebody everything everybody anything anybody whether sometimes often
    always else two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand second third fourth fifth sixth seventh eighth ninth tenth toward towards along
    around across behind beside beyond past ll ve re d m aren't can't couldn't daren't didn't
    doesn't don't hadn't hasn't haven't isn't mightn't mustn't needn't oughtn't shan't shouldn't
    wasn't weren't won't wouldn't ain't
    thou thee thy thine thyself ye unto hath hast hadst doth dost shalt wilt wast wert nay yea
    wherein whereof whereby therein thereof thereby herein hither thither whither hence thence
    whence""".split()
)

# A suggested replacement does not begin with one: it tells nothing of what stands for the term.
POOR_FIRST_WORDS = frozenset(
    """a an and any at by for from her his in its my no of on one or our some that the their this to
    two with your""".split()
)

# They do not identify a replacement, so the forbidden rule passes over them.
COMMON_WORDS = FUNCTION_WORDS | POOR_FIRST_WORDS

# Before a common noun in the middle of a sentence; a term that follows none there is a name.
DETERMINERS = frozenset(
    """a an any another each every her his its my no one our some such that the their these this
    those your what which whose""".split()
)

# Before a suggested term that needs an article, so that its replacement needs one too.
ARTICLES = frozenset(
    "the a an my his her its their our your this that every each no two three".split()
)
