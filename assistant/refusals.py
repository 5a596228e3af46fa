"""How models write that they found no answer, and how an answer differs from that.

A refusal speaks of what was read ("the passages do not say") or of the reader ("I cannot find").
Who else did not say something is news: "the council did not say who pays" may be the answer.
"""

import re

# A long text that opens with a doubt is an answer with a doubt.
_MOST_WORDS = 60
_READ = (
    r"(?:passages?|excerpts?|snippets?|articles?|texts?|contexts?|sources?|documents?"
    r"|(?:provided|given|available) information)"
)
_GIVEN = r"(?:(?:the|these|those|this|any|of|my|provided|given|above|available|news) )*"
_HOW = r"(?:(?:explicitly|specifically|directly|clearly|actually|currently|even|yet) )?"
_NOT = r"(?:do(?:es)? not|don['’]t|doesn['’]t|fails? to|did not|didn['’]t)"
_TELL = (
    r"(?:say|mention|state|provide|contain|specify|give|indicate|include|answer|reveal|name"
    r"|discuss|address|explain|disclose|identify|describe|list|report|have|offer|clarify|tell"
    r"|show|cover|refer|detail)"
)
_TOLD = r"(?:mentioned|stated|specified|provided|indicated|answered)"
_IN_READ = rf"\b(?:in|by|from|within) {_GIVEN}{_READ}\b"
_KNOWLEDGE = r"(?:information|mention|indication|reference|answer|detail|data|statement)s?"

# What was read, or who read it, has no answer: whatever else stands in the sentence.
_OF_READING = re.compile(
    rf"\A\W*(?:(?:unfortunately|sorry|i['’]m sorry|however),? (?:but )?)?(?:"
    rf"not {_HOW}(?:found|stated|mentioned|specified|given|provided|available|applicable)\b"
    rf"(?!\s+(?:until|guilty|for|at|to|near|on|by (?!{_GIVEN}{_READ})))"
    r"|(?:unknown|n/a|no answer(?: found)?|insufficient information)\W*\Z)"
    rf"|\b(?:passages?|excerpts?|snippets?)\b[^.,;]{{0,60}}? {_NOT} {_HOW}{_TELL}\b"
    rf"|(?:\A|[,:] )\W*{_GIVEN}{_READ}(?: (?:provided|given|above|here))? "
    rf"(?:do(?:es)? not|don['’]t|doesn['’]t|fails? to) {_HOW}{_TELL}\b"
    rf"|\b(?:none|neither|nothing|no one)\b (?:of|in) {_GIVEN}{_READ}\b(?! of\b)"
    rf"|\bno (?:passage|excerpt|snippet|article|source)s? (?:{_TELL}s?|was found)\b"
    r"|(?:\A|[,:] )[^\w\"“]*i (?:can(?:not| not|['’]t)|could(?: not|n['’]t)|(?:do not|don['’]t)"
    r"|(?:am|was) (?:not able|unable) to|did not|didn['’]t) "
    rf"{_HOW}(?:find|determine|answer|know|have|see|tell|say|provide|locate|identify)\b"
    rf"|\b(?:not|cannot|can['’]t|no|unclear|unknown|impossible)\b[^.;]{{0,80}}{_IN_READ}"
    r"|\bcan(?:not| not|['’]t) be (?:determined|answered|inferred)\b",
    re.IGNORECASE,
)
# Without a word on what was read: unless somebody is quoted for it, it is the reader's.
_IMPERSONAL = re.compile(
    rf"(?:\A|[,:] )\W*it(?: is|['’]s) (?:not {_HOW}(?:clear|{_TOLD}|given|provided|possible to"
    r" (?:say|tell|determine|answer|know|identify))|unclear)\b"
    rf"|\bthere(?: is|['’]s|are| are) (?:no|not (?:any|enough)) "
    rf"(?:(?:specific|explicit|direct|clear|relevant|further|available|sufficient) )?{_KNOWLEDGE}"
    r"\b(?: (?:provided|given|available|about|on|of|regarding|concerning|for|as to|that|to)\b"
    r"|\W*\Z)"
    rf"|\A\W*no (?:(?:specific|explicit|relevant|further) )?{_KNOWLEDGE}\b(?: (?:is|are|was|were))?"
    r"(?: (?:provided|given|available|about|on|of|regarding|found)\b|\W*\Z)"
    rf"|\bis not {_HOW}{_TOLD}\b|\bare not {_HOW}{_TOLD}\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"\b(?:said|says|told|added|announced|wrote|reported|according to (?!{_GIVEN}{_READ}))\b",
    re.IGNORECASE,
)
# "The passages do not say when, but the mayor expects it in spring": half an answer is one.
_YET = re.compile(
    rf"[,;] (?:but|however|although|though) (?!(?:they|it|i|there|{_GIVEN}{_READ})\b)(?:\S+ ){{3}}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r".+?[.!?](?=[\"”’']?\s)", re.DOTALL)


def is_refusal(text: str) -> bool:
    """Tell whether a model wrote that what it read holds no answer.

    Args:
        text: What it wrote, whole or so far; its first sentence counts.
    """
    if len(text.split()) > _MOST_WORDS:
        return False
    sentence = _SENTENCE.match(text)
    first = " ".join((sentence[0] if sentence else text).split())
    if _YET.search(first):
        return False
    if _OF_READING.search(first):
        return True
    return bool(_IMPERSONAL.search(first)) and not _QUOTED.search(first)
