"""English that forms of questions are made of: roles, kinds of things, verbs, days and reasons.

Each is a part of a regular expression, or a table; assistant/forms.py puts them together.
"""

import re

ROLE = (
    r"(?:[a-z-]*(?:ist|ician|grapher|keeper|maker|holder|owner|founder|leader|manager|player)|officer"
    r"|director|president|minister|secretary|treasurer|mayor|governor|senator|lawmaker"
    r"|council(?:l?or|man|woman)|congress(?:man|woman)|representative|ambassador|judge|justice"
    r"|attorney|lawyer|prosecutor|professor|teacher|principal|researcher|engineer|doctor|physician"
    r"|surgeon|nurse|writer|author|poet|actor|actress|singer|rapper|composer|producer|designer"
    r"|architect|quarterback|midfielder|striker|coach|captain|champion|athlete|runner|pilot|astronaut"
    r"|chef|farmer|fisherman|worker|driver|advocate|analyst|expert|historian|critic|editor|reporter"
    r"|presenter|executive|chancellor|commissioner|inspector|detective|sheriff|king|queen|prince"
    r"|princess|pope|bishop|priest|rabbi|imam|veteran|soldier|victim|survivor|resident|student|father"
    r"|mother|widow|advis[eo]r|candidate|nominee|billionaire|investor|entrepreneur|banker|broker|baker"
    r"|developer|consultant|spokes(?:man|woman|person)|chair(?:man|woman|person)?|chief|CEO)"
)
THING = (
    r"(?:company|firm|group|organi[sz]ation|agency|plan|program(?:me)?|law|prize|award|drug|disease"
    r"|virus|illness|disorder|condition|festival|holiday|conference|meeting|summit|app|platform"
    r"|website|service|system|ship|boat|ferry|film|movie|novel|book|memoir|album|song|series|game"
    r"|club|bank|chain|brand|retailer|manufacturer|airline|language|species|movement|militia|network"
    r"|university|college|school|hospital|restaurant|museum|technology|software|tool|device|chatbot"
    r"|cryptocurrency|charity|foundation|nonprofit|start-?up|newspaper|magazine|treaty|agreement"
    r"|index|bridge|vaccine|treatment|campaign|initiative|tournament|competition|ceremony|bakery"
    r"|storm|hurricane|satellite|spacecraft|rocket|mission)(?!['’-])"
)
NOUNS = (
    r"(?:(?!(?:and|or|but|said|says|who|whom|whose|which|that|as|of|in|at|for|with|to|from|by|on|is"
    r"|are|was|were|has|have|had|will|would|also|other|not) "
    r"|(?!leading|founding|managing|acting|working|outgoing|incoming|marketing|housing|nursing"
    r"|building|training)[a-z]+ing )[\w’'-]+ ){0,5}?"
)
ARTICLE = r"(?:an?|the|one of the|[A-Z][\w’'.-]*['’]s?)"
MONEY = (
    r"[^.;]{0,40}?(?:[$£€] ?\d|\b\d[\d,.]* (?:million |billion )?(?:dollars|euros|pounds|crowns))"
)
DAY = (
    r"[^.;]{0,60}?(?:\b(?:in|on|since|early|late) (?:\w+ )?(?:Jan|Feb|Mar|Apr|May|June|July|Aug"
    r"|Sep|Oct|Nov|Dec|(?:19|20)\d\d)|\bon (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|\b(?:last|this) (?:week|month|year))"
)
# "Said the bridges engineer Ines Roth".
WORDS_BEFORE = r"(?:[a-z]+ ){0,3}?"
# What may stand between a subject and its verb.
ASIDE = r"(?P<aside>, [^,.;\n]{3,70},)?(?: also| later| then| has| had| recently| [a-z]+ly)?"
# Questions, and what follows the subject in a sentence that answers one.
ACTIONS = (
    ("What did {} announce?", "announced"),
    ("What did {} decide?", "(?:decided|chose) "),
    ("What did {} agree to do?", "agreed to "),
    ("What did {} vote to do?", r"voted (?:by )?(?:\d+[- ](?:to )?\d+ )?to "),
    ("What did {} promise to do?", "(?:promised|pledged|vowed) to "),
    ("What did {} refuse to do?", "(?:refused|declined) to (?!comment|say|answer|discuss)"),
    ("What did {} call for?", "called for "),
    ("What did {} find?", r"found (?:that|no |an? |\d)"),
    ("What did {} warn of?", "warned (?:that|of|about|against)"),
    ("What did {} win?", "won (?!over|out|by)"),
    ("What did {} sign?", "signed (?:an? |the |into|his|her|its)"),
    ("What did {} buy?", "(?:bought|acquired|purchased) "),
    ("What did {} sell?", "sold (?!out)"),
    ("What did {} launch?", "(?:launched|unveiled|introduced) (?:an? |the |its|his|her|new)"),
    ("What did {} propose?", "proposed "),
    ("What did {} recommend?", "recommended "),
    ("What did {} demand?", "demanded "),
    ("What did {} order?", "ordered "),
    ("What did {} approve?", "approved "),
    ("What did {} reject?", "rejected "),
    ("What did {} deny?", "denied "),
    ("What did {} predict?", "predicted "),
    ("What did {} admit?", "(?:admitted|acknowledged) "),
    ("What did {} claim?", "claimed "),
    ("What did {} argue?", "argued "),
    ("What does {} plan to do?", "(?:plans|is planning|intends) to "),
    ("What does {} want to do?", "wants to (?!know|see)"),
    ("What does {} expect?", "expects (?:that|the |an? |its|to)"),
    ("What was {} accused of?", "(?:was|is|stands|been) accused of "),
    ("What was {} charged with?", "(?:was|is|been) charged with "),
    ("What was {} convicted of?", "(?:was|been) (?:convicted|found guilty) of "),
    ("What was {} sentenced to?", "(?:was|been) sentenced to "),
    ("When did {} die?", f"died{DAY}"),
    ("When did {} resign?", f"resigned{DAY}"),
    ("When did {} reopen?", f"reopened{DAY}"),
    ("When did {} open?", f"opened (?=in |on |to |at |last |this ){DAY}"),
    ("When was {} founded?", f"(?:was|were) (?:founded|established|formed){DAY}"),
    ("When was {} born?", f"was born{DAY}"),
    ("Where is {} based?", "is (?:based|headquartered) in "),
    ("How much did {} raise?", f"raised{MONEY}"),
    ("How much did {} cost?", f"cost{MONEY}"),
    ("How much did {} pay?", f"paid{MONEY}"),
    ("How much did {} lose?", f"lost{MONEY}"),
)
# Verbs that news are told by, and their base forms.
PASTS = dict(
    pair.split("/")
    for pair in """accused/accuse acquired/acquire announced/announce appointed/appoint
    approved/approve
    arrested/arrest attacked/attack awarded/award banned/ban began/begin bought/buy
    called/call cancelled/cancel canceled/cancel charged/charge chose/choose claimed/claim
    closed/close completed/complete confirmed/confirm convicted/convict cut/cut
    declared/declare declined/decline delivered/deliver denied/deny died/die donated/donate
    elected/elect ended/end expelled/expel filed/file fined/fine fired/fire gave/give
    held/hold hired/hire indicted/indict introduced/introduce issued/issue joined/join
    launched/launch left/leave lost/lose married/marry met/meet moved/move named/name
    opened/open ordered/order ousted/oust passed/pass paid/pay postponed/postpone
    proposed/propose published/publish raised/raise recalled/recall received/receive
    rejected/reject released/release removed/remove reopened/reopen replaced/replace
    reported/report resigned/resign retired/retire returned/return revealed/reveal ruled/rule
    sent/send signed/sign sold/sell started/start stepped/step stopped/stop struck/strike
    sued/sue suspended/suspend testified/testify took/take unveiled/unveil visited/visit
    voted/vote won/win withdrew/withdraw""".split()  # noqa: SIM905 - many quoted words are hard to read
)
# Said of somebody or something, these need no object.
ALONE = frozenset(
    ["die", "resign", "open", "close", "reopen", "begin", "end", "start", "retire", "return"]
)
_MONTH = "(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*"
_YEAR = r"(?:19|20)\d\d"
WHEN = (
    r"(?: (?:early|late))?(?: on| in)?(?: (?:early|late))? "
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    rf"|{_MONTH}\.?(?: \d{{1,2}})?(?:,? \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?|(?<=in ){_YEAR}"
    r"|last (?:week|month|year)|(?:earlier )?this (?:week|month|year))"
    r"(?: (?:morning|afternoon|evening|night))?"
    r"(?=[,.;)]| (?:after|as|and|in|at|by|to|for|with|when|because|following)\b)"
)
WHY = r",? (?=because\b|due to\b|owing to\b)"
# What is done for a reason is told with what came before it: "was closed after a crack was found".
FOR_A_REASON = re.compile(
    r"(?:close|shut|fire|expel|arrest|resign|cancel|postpone|recall|suspend|ban|sue|fine|evacuate"
    r"|remove|withdraw|oust|apologi[sz]e|retire|indict|delay|charge)"
)
COUNTS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# An object goes on for some plain words.
REST = (
    r"(?P<rest>(?: (?!(?:he|she|they|we|it|him|himself|herself|itself|themselves|this|these|those"
    r"|that|who|which|and|but|as|when|while|after|before|if|because|said|was|were|is|are|has|had"
    r"|have|on|last|early|late|earlier|also|not|never|one|more)\b)[\w’'$£€%-]+){0,9}?)"
)
