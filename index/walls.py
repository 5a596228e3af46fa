"""What was read but is no article (a cookie wall, a bot check, an error page) -> the reason.

Each kind is told by a sentence that only such pages open a sentence with, in a text with hardly any
prose beside it. Quotation marks are not skipped: a report that quotes "Access denied" is a report.
A real article set aside is worse than a wall taken in, so doubt speaks for the article.
"""

import re

from index.cleaning import is_prose

_BOT_CHECK = r"""
    (?:please\ )?(?:verify|confirm|prove)\ (?:that\ )?you(?:\ are|.re)\ (?:a\ )?(?:human|not\ a)
    | verif(?:y|ying)\ you\ are\ human | just\ a\ moment\s?(?:\.\.\.|…)
    | are\ you\ a\ (?:robot|human)\? | pardon\ our\ interruption
    | checking\ (?:your\ browser\ before|if\ the\ site\ connection)
    | (?:please\ )?(?:complete|solve)\ (?:the|this)\ (?:security\ check|captcha)
    | (?:please\ )?enable\ (?:javascript\ and\ cookies|cookies\ and\ javascript)\ to\ continue
    | our\ systems\ have\ detected\ unusual\ traffic | press\ (?:&|and)\ hold\ to\ confirm
    | we(?:.ve|\ have)\ detected\ unusual\ activity | attention\ required!\ \|\ cloudflare
    | (?:to\ continue,\ )?please\ (?:click|tick)\ the\ box\ below\ to\ let\ us\ know
"""
_REFUSAL = r"""
    access\ (?:to\ this\ page\ (?:has\ been\ )?)?(?:is\ )?denied(?=\s*(?:[.!|]|$))
    | you\ (?:don.t|do\ not)\ have\ permission\ to\ (?:access|view) | (?:error\ )?403\ forbidden
    | (?:sorry,?\ )?you\ have\ been\ blocked | your\ (?:access|ip\ address)\ has\ been\ blocked
    | (?:sorry,?\ )?this\ (?:content|page|site|video|article)\ is\ (?:not|un)\s?available\ in\ your
    | we\ recogni[sz]e\ you\ are\ attempting\ to\ access\ this\ website\ from\ a\ country
"""
_ERROR = r"""
    (?:error\ |http\ )?404(?=\s*(?:[.!:|–-]|error|page|not\ found|$))
    | (?:error\ (?:code\ )?|http\ )[45]\d\d\b | bad\ gateway | internal\ server\ error
    | (?:sorry,?\ |oops[!,.]?\ )?(?:this\ |that\ |the\ )?page\ (?:(?:was\ |is\ )?not
      |(?:could\ not|cannot|can.t)\ be)\ found(?=\s*(?:[.!:|–-]|$))
    | (?:sorry,?\ )?we\ (?:can.t|cannot|could\ not|couldn.t)\ (?:seem\ to\ )?find\ th\w{1,2}\ page
    | (?:sorry,?\ )?the\ (?:page|article|story)\ (?:that\ )?you(?:\ are|.re|\ were|.ve|\ have)?\ (?:
      looking\ for|requested|tried\ to)
    | (?:sorry,?\ )?this\ (?:page|content)\ (?:doesn.t|does\ not|no\ longer)\ exists?
    | (?:(?:sorry|oops|uh[- ]oh)[!,.]?\ )?something(?:.s|\ has)?\ (?:went|gone)\ wrong\b
      (?=.{0,250}(?:try\ again|refresh|reload|later|our\ end|home\s?page))
    | (?:an?\ )?(?:unexpected\ |internal\ server\ )?error\ (?:has\ )?occurred
    | (?:503\ |the\ )?service\ (?:is\ )?(?:temporarily\ )?unavailable
    | this\ (?:site|page)\ (?:can.t\ be\ reached|isn.t\ working)
    | (?:sorry,?\ )?this\ (?:article|story|page|content|video)\ is\ (?:no\ longer\ available
      |(?:currently|temporarily)\ (?:not\ |un)available)
"""
_PAYWALL = r"""
    (?:please\ )?(?:subscribe|sign\ (?:in|up)|log\ in|register|create\ an?\ (?:free\ )?account
      |become\ a\ (?:member|subscriber)|start\ (?:your|a)\ (?:free\ )?trial)\b.{0,60}?
      \bto\ (?:continue|keep)\ reading
    | to\ (?:continue|keep)\ reading\b.{0,60}
      \b(?:subscri|log\ in|sign\ |regist|account|trial|member)
    | to\ read\ the\ (?:full|rest|whole|complete)\b.{0,60}
      \b(?:subscri|log\ in|sign\ |regist|account)
    | (?:please\ )?subscribe\ to\ (?:read|unlock|view|access)\ (?:the|this|full|all|our|more)
    | this\ (?:article|story|content|page)\ is\ (?:only\ )?(?:available\ )?(?:exclusively\ |only\ |
      reserved\ |exclusive\ )?(?:for|to)\ (?:our\ )?(?:paying\ |paid\ |registered\ |digital\ )?
      (?:subscribers|members|premium)
    | (?:subscriber|member)[- ](?:only|exclusive)(?:\ content)?\s*$
    | you(?:.ve|\ have)\ (?:reached|read|used)\ (?:all\ )?(?:of\ )?your\b.{0,40}\b(?:limit|articles)
    | (?:the\ )?(?:rest|remainder)\ of\ this\ (?:article|story)\ is\ (?:only\ )?(?:for|available)
"""
_COOKIES = r"""
    we\ (?:value|care\ about|respect)\ your\ privacy | your\ privacy\ (?:matters|choices|,\ your)
    | we\ and\ (?:our|selected)\ .{0,30}(?:store|use|process|share|access)\b
    | (?:we|this\ (?:web)?site)\ uses?\ cookies | before\ you\ continue
    | by\ (?:clicking|choosing|pressing|selecting)\ .{1,30}(?:accept|agree|allow|consent)
    | (?:accept|reject|agree|allow)\ (?:all|and\ (?:continue|close)|cookies)
    | (?:manage|cookie|consent)\ (?:options|preferences|settings|choices|policy)
    | you\ (?:can|may)\ (?:change|withdraw|manage)\ your\ (?:choices|consent|preferences|settings)
    | (?:precise\ geolocation|personali[sz]ed\ (?:ads|advertising))\b
    | with\ your\ (?:consent|permission|agreement),?\ we
"""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE | re.MULTILINE | re.DOTALL)


# Kind, what only it says, and how many words of other prose still leave it one.
_AT_THE_TOP = (
    ("a bot check", _compiled(_BOT_CHECK), 80),
    ("a refusal", _compiled(_REFUSAL), 60),
    ("an error page", _compiled(_ERROR), 60),
)
# The same, with how many sentences must say it, wherever they stand.
_PAYWALL_KIND = ("a paywall's teaser", _compiled(_PAYWALL), 120, 1)
_ANYWHERE = (("a cookie wall", _compiled(_COOKIES), 30, 2), _PAYWALL_KIND)
_TOP_LINES = 5
_WITHOUT_PROSE = re.compile(
    r"(?:in pictures|photos?|gallery|picture gallery|picture quiz|quiz|(?:(?:quick|cryptic|mini|"
    r"prize|daily) )?crossword|sudoku|slideshow|(?:watch|video|listen|podcast))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
# A wall is short; a longer text is an article whatever stands in it.
_LONGEST = 12_000


def suspicion(title: str, text: str, cleaned: str) -> str:
    """Say why a text seems to be no article.

    Args:
        title: Its headline, if it has one.
        text: The text as it was read, canonical.
        cleaned: The same without page furniture.

    Returns:
        A short sentence that names what was seen, or "" for an article.
    """
    if not any(character.isalpha() for character in cleaned):
        return f"nothing but page furniture: it says {_quoted(text)}" if text else ""
    if len(cleaned) > _LONGEST:
        return ""
    for kind, wall, words in _AT_THE_TOP:
        seen = _at_the_top(wall, title, text)
        if seen and _other_words(cleaned, wall) <= words:
            return f"{kind}, not an article: it says {_quoted(seen)}"
    for kind, wall, words, times in _ANYWHERE:
        said = [sentence for sentence in _SENTENCE.split(text) if wall.match(sentence)]
        if len(said) >= times and _other_words(cleaned, wall) <= words:
            return f"{kind}, not an article: it says {_quoted(said[0])}"
    lines = [line for line in cleaned.split("\n") if line]
    if any(map(is_prose, lines)):
        return ""
    if _WITHOUT_PROSE.match(title):
        return f"pictures, sound or a puzzle without prose: it is called {_quoted(title)}"
    return _listing(lines, text)


def teaser(shown: str) -> str:
    """Say whether a page calls for a subscription to read on; "" if it does not.

    Args:
        shown: What the page shows, menus and all.
    """
    kind, wall, _, _ = _PAYWALL_KIND
    said = next((part for part in _SENTENCE.split(shown) if wall.match(part)), "")
    return f"{kind}, not an article: it says {_quoted(said)}" if said else ""


def _at_the_top(wall: re.Pattern[str], title: str, text: str) -> str:
    """Give the title or the one of the first lines that opens as the wall does; "" if none."""
    if wall.match(title):
        return title
    starts = [0, *(match.end() for match in re.finditer(r"\n+", text))][:_TOP_LINES]
    return next((text[start:].split("\n")[0] for start in starts if wall.match(text, start)), "")


def _other_words(cleaned: str, wall: re.Pattern[str]) -> int:
    """Count the words of prose that the wall itself does not say."""
    return sum(
        len(sentence.split())
        for line in cleaned.split("\n")
        if is_prose(line)
        for sentence in _SENTENCE.split(line)
        if not wall.match(sentence)
    )


def _listing(lines: list[str], text: str) -> str:
    """Recognise a front or section page: headlines with page furniture between them, no prose."""
    furniture = sum(1 for line in text.split("\n") if line) - len(lines)
    headlines = sum(4 <= len(line.split()) <= 20 for line in lines)
    if headlines >= 10 and furniture >= 5:
        return f"an index page, not an article: {headlines} headlines and no running text"
    return ""


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:60]}…”" if len(words) > 61 else f"“{words}”"
