"""Clutter that page readers leave in an article's text -> out, before any offset exists.

Every rule looks at one whole line, is anchored at both its ends, and knows English page furniture
only. A rule that could hit a sentence of prose is not here: clutter that stays costs a few words,
a sentence that goes is lost.
"""

import re

# Each alternative is a whole line. No alternative holds two open repetitions side by side, so that
# none takes more than linear time.
_NETWORK = (
    r"(?:facebook|twitter|x|instagram|whatsapp|linkedin|e-?mail|messenger|reddit|pinterest|"
    r"flipboard|telegram|bluesky|threads|tiktok|youtube|snapchat|print)"
)
_SHARE = rf"""
    share | share\ this(?:\ (?:article|story|page|post|video))?(?:\ (?:on|via|with)\ {_NETWORK})?
    | share\ (?:on|via|by|with|to)\ {_NETWORK}
    | (?=.*\b(?:share|tweet|e-?mail|print)\b)(?:share\ |tweet\ |{_NETWORK}[\ ,|·•]*){{3,12}}
    | (?:copy\ link|link\ copied|copy\ this\ url\ to\ your\ clipboard|link\ copied\ to\ clipboard
    |\ |share\ this\ story|share\ this\ article|share){{2,12}} | copy\ link | link\ copied!?
    | save\ (?:for\ later|article|story) | print\ this\ (?:page|article) | view\ comments
    | (?:comments?|leave\ a\ comment|join\ the\ conversation)(?:\ \(\d{{1,5}}\))?
    | follow\ us(?:\ on\ {_NETWORK}(?:(?:,|\ and|,\ and)\ {_NETWORK}){{0,6}})?
    | (?:follow|like|join|find)\ (?:us|\S{{1,30}}(?:\ \S{{1,30}}){{0,7}})\ on\ {_NETWORK}
      (?:(?:,|\ and|,\ and)\ {_NETWORK}){{0,4}}(?::?\ @\S{{1,40}})?
"""
_ADVERTISEMENT = r"""
    advert(?:isement)?s? | ad | ads | ad\ feedback | sponsored(?:\ (?:content|post|by))?
    | skip\ (?:past\ )?(?:advertisement|ad|to\ (?:main\ )?content|newsletter\ promotion)
    | (?:story|article|content|report)\ continues(?:\ (?:below|after)(?:\ (?:this\ |the\ )?
      (?:advertisement|ad|newsletter|video))?)?
    | (?:advertisement\s?[-–—]?\s?)?scroll\ (?:down\ )?(?:to|for)\ (?:continue|more)
    | after\ newsletter\ promotion | continue\ reading(?:\ the\ main\ story)? | keep\ scrolling
    | (?:\d\.\ )?how\ relevant\ is\ this\ ad\ to\ you\? | video\ player\ was\ slow\ to\ load.{0,250}
    | this\ advertisement\ has\ not\ loaded\ yet.{0,80} | remove\ ads
"""
_PAGE = r"""
    (?:read|see|learn|load|show|view|hear|find\ out)\ more(?:\ (?:here|comments|stories|articles))?
    | read\ the\ full\ (?:story|article)(?:\ here)? | (?:click|tap)\ here(?:\ to\ read\ more)?
    | up\ next | back\ to\ top | (?:next|previous)\ (?:article|story) | (?:hide|close)\ (?:ad|menu)
    | more\ for\ you | (?:recommended|suggested)\ (?:for\ you|stories|articles)
    | (?:log|sign)\ in | sign\ up | subscribe(?:\ now)? | listen\ to\ (?:this\ )?article
    | \d{1,2}\s?[-–]?\s?min(?:ute)?s?\ read
    | (?:(?:published|posted|(?:last\ )?updated)\ )?(?:an?|\d{1,2})\ (?:minute|min|hour|day)s?\ ago
    | (?:copyright\ )?(?:©|\(c\)|copyright)\ ?(?:copyright\ )?(?:19|20)\d\d\b.{0,120}
    | (?:copyright\ ©?.{0,80})?all\ rights\ reserved\.?
"""
_COOKIES = r"""
    (?:accept|reject|allow)\ (?:all|cookies|all\ cookies) | only\ necessary(?:\ cookies)?
    | (?:manage|cookie|privacy)\ (?:cookies\ )?(?:settings|preferences|policy|notice|consent)
    | (?:we|(?:this|our)\ (?:web)?site)(?:\ and\ our\ (?:\d{1,4}\ )?partners)?\ uses?\ cookies
      \ (?:to|and|for|on|so)\ .{0,200}?\b(?:experience|(?:web)?site|advert(?:s|ising)?|ads
      |browsing|analy[sz]e|traffic|consent|how\ it\ is\ (?:read|used)).{0,300}
    | by\ (?:continuing|using|browsing).{0,40}\ (?:web)?site.{0,40}\ you\ (?:agree|consent).{0,200}
    | please\ (?:turn\ on|enable|switch\ on|activate)\ javascript.{0,120}
    | (?:you\ need\ to\ (?:enable|have)|this\ (?:page|site|feature)\ requires)\ javascript.{0,120}
    | javascript\ is\ (?:currently\ )?(?:disabled|required|not\ enabled|turned\ off).{0,160}
    | (?:your\ browser\ does\ not\ support|to\ view\ this\ video,?\ please\ enable).{0,160}
    | allow\ \w{1,20}(?:\ \w{1,20}){0,2}\ content\?
    | this\ article\ (?:includes|contains)\ content\ (?:provided\ by|hosted\ on).{0,250}
    | we\ ask\ for\ your\ permission\ before\ anything\ is\ loaded.{0,250}
    | to\ view\ this\ content,?\ (?:please\ )?click.{0,120}
"""
_LIVE = r"""
    (?:show\ )?key\ events(?:\ only)? | live\ feed | pinned(?:\ post)? | filters\ \(?beta\)?
    | key\ events\ \(\d{1,3}\) | from\ \d{1,2}h\ ago | live\ reporting | sort\ by.{0,30}
    | (?:last\ |first\ published\ |published\ |posted\ )?(?:updated?\ )?at\ \d\d?[.:]\d\d
      \ (?:gmt|bst|cet|cest|utc|e[sd]?t|p[sd]?t|aed?t|aest)
    | this\ (?:live\ ?)?blog\ (?:is\ now\ closed|has\ now\ closed|is\ closing).{0,120}
    | (?:follow|get)\ live\ updates(?:\ here)?
"""
# Each needs a call ("sign up") and what is signed up for, so that neither alone is enough.
_NEWSLETTER = r"""
    (?:[\w’' ]{1,40}:\s?)?(?:sign\ up|subscribe)\b.{0,120}?\b(?:newsletters?|inbox|e-?mails?
      |text\ (?:message\ )?alerts?|briefing|bulletin|podcast)\b.{0,160}
    | [A-Z][\w’' ]{1,40}:\s?(?:sign\ up|subscribe)\b.{0,120}
    | (?:please\ )?(?:support\ .{0,40}journalism|never\ miss\ a\ story|stay\ connected.{0,30})
      [.:!?,]?\s?.{0,30}\bsubscribe\b.{0,100}
    | subscribe\ to\ [^.]{3,60}\ (?:here|today|now|for\ (?:full|unlimited|free)\ access)[.!]?
    | subscribe\b.{0,200}?\b(?:sign\ up|subscribe)\b.{0,350}
    | (?:get|receive)\ .{3,90}?\b(?:newsletter|inbox|e-?mail)\b.{0,40}?\b(?:sign\ up|subscribe
      |every\ (?:day|morning|week)).{0,160}
    | to\ get\ .{3,90}\ (?:inbox|newsletter|e-?mail),?\ (?:sign\ up|subscribe)\b.{0,90}
    | (?:[^.]{0,60}[.?!]\s)?not\ a\ subscriber\?.{0,80}\b(?:sign\ up|subscribe)\b.{0,80}
    | privacy\ notice:\ newsletters\ may\ contain.{0,300}
    | (?:(?:enter\ )?your\ |invalid\ )?e-?mail\ address
"""
_CLUTTER = re.compile(
    "|".join((_SHARE, _ADVERTISEMENT, _PAGE, _COOKIES, _LIVE, _NEWSLETTER)),
    re.IGNORECASE | re.VERBOSE,
)
# "More:Bridge closed for a year", "RELATED: Three held after raid": a link to another article.
_POINTER = re.compile(
    r"(?:more|related|read also|see also|also read|also see|"
    r"you may (?:also )?like|you might (?:also )?like|(?:don.t|do not) miss|"
    r"read next|read this next|read|watch|related (?:story|stories|article|articles)|"
    r"more on (?:this|this story)|more from [^:]{2,30}|more on [^:]{2,30})\s?[:>»]\s?\S.{0,200}",
    re.IGNORECASE,
)
_LIST_HEAD = re.compile(
    r"(?i:related(?: (?:stories|articles|content|links|topics|coverage|news|reading))?|most read"
    r"(?: in \w{1,20}| stories)?|most (?:popular|viewed|shared) (?:stories|articles)|more on this"
    r"(?: story)?|more stories|read more|read (?:next|also)|also read|see also|trending(?: now)?|"
    r"top stories|you (?:may|might) (?:also )?like|(?:don.t|do not) miss|editor.s picks?|"
    r"recommended (?:for you|stories|reading)|latest (?:news|stories|headlines))\s?:?"
    r"|(?i:more (?:from|in|about) [\w’' .]{2,30}:)|MORE (?:FROM|IN|ABOUT) [A-Z0-9’' .]{2,30}"
)
_AGENCY = (
    r"(?:Getty(?: Images)?|AP(?: Photo| Images)?|AFP|Reuters|REUTERS|EPA|Shutterstock|Alamy|PA"
    r"(?: Images| Media| Wire)?|Bloomberg|Corbis|Imago|IMAGO|Redux|Zuma(?: Press)?|Xinhua|"
    r"USA TODAY Sports|USA TODAY(?: NETWORK)?|CNN|NurPhoto|Anadolu(?: Agency)?|WireImage|NASA)"
)
_NAME = r"[A-Z][\w.’'-]{0,20}(?: (?:[A-Z][\w.’'-]{0,20}|d[aeiu]|de[lr]?|v[ao]n|al|el)){0,2}"
# "Joan Brandt/Larch Press/Getty Images", "Getty Images", "AP Photo/Joan Brandt".
_CREDIT = (
    rf"(?:(?:{_NAME}\s?(?:/| [Vv]ia | [Ff]or )\s?){{1,3}}{_AGENCY}(?:/{_AGENCY}){{0,2}}"
    rf"|{_AGENCY}(?:\s?(?:/| [Vv]ia )\s?{_NAME}){{1,2}})"
)
_CREDIT_LABEL = (
    r"(?:[Pp]hotograph|PHOTOGRAPH|[Pp]hotos?|PHOTO|[Pp]ictures?|[Ii]mage(?: (?:credit|source))?|"
    r"[Pp]hoto (?:credit|by|courtesy)|[Cc]redit|[Ii]llustration|[Cc]omposite)"
)
_CREDIT_LINE = re.compile(
    rf"\(?(?:{_CREDIT}|Getty Images|{_CREDIT_LABEL}\s?(?:by|[:,])\s?(?:{_CREDIT}|{_AGENCY}"
    rf"|{_NAME}(?:\s?/\s?{_NAME}){{0,2}}))\)?"
)
_CREDIT_AT_END = re.compile(
    rf"(?:(?<=[.!?”\"’'])\s(?:{_CREDIT}|{_CREDIT_LABEL}: {_NAME}(?:/{_NAME}|/{_AGENCY}){{0,2}})"
    rf"|\s\({_CREDIT_LABEL}: [^()]{{2,80}}\))\Z"
)
_SHORT_FORM = re.compile(r"[A-Z][a-z]{0,3}\.")
# "Contact Joan Brandt at jb@larch.example or on Twitter @jb": a contact needs an address.
_CONTACT = re.compile(
    r"(?=.*(?:@|\d{3}[-. ]\d{3}))(?:contact|reach|e-?mail|send (?:story )?tips)\b.{2,160}?"
    r"(?:\bfollow (?:him|her|them|me|us|on)\b|\bon (?:twitter|facebook|x|instagram)\b"
    r"|\btwitter:?).{0,100}"
    r"|follow [^.,]{2,80} on (?:twitter|facebook|x|instagram)\b[^.]{0,80}\.?",
    re.IGNORECASE,
)
_DURATION = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}\s")
_LIVE_TIME = re.compile(
    r"\d{1,2}[.:]\d{2}\s(?:GMT|BST|CET|CEST|UTC|AEDT|AEST|IST|EST|EDT)(?:\s?Updated.{0,40})?"
)
# Clutter is short; what is longer is looked at only for what stands at its end.
_LONGEST = 600
_SENTENCE_END = (".", "!", "?", "…", ".”", '."', "!”", "?”", ".’", ".)")


def clean(text: str) -> str:
    """Take page furniture out of a text.

    Left out: share and follow lines, advertisement marks, cookie bars, calls to subscribe, pointers
    to other articles and lists of them, time stamps and buttons of live blogs, photo credits,
    copyright lines, and what is said a second time: a caption doubled on its line, a sentence
    repeated word for word.

    Args:
        text: Canonical text.

    Returns:
        Canonical text; "" when the text was nothing but furniture.
    """
    lines = _without_lists([_without_credit(_once(line)) for line in text.split("\n")])
    kept: list[str] = []
    for number, line in enumerate(lines):
        following = next((later for later in lines[number + 1 : number + 3] if later), "")
        if _is_clutter(line, following) or _is_repeated(line, kept):
            line = ""
        kept.append(line)
    whole = set(text.split("\n\n"))
    paragraphs = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip().split("\n\n")
    # What is left of the lines of a paragraph that lost one could pass for one wrapped line.
    return "\n\n".join(part if part in whole else part.replace("\n", "\n\n") for part in paragraphs)


def is_prose(line: str) -> bool:
    """Tell whether a line reads as running text: 8 words or more, ending as a sentence does."""
    return line.endswith(_SENTENCE_END) and len(line.split()) >= 8


def _once(line: str) -> str:
    """Give a line that says all its words twice once, without the duration of a video before it."""
    duration = _DURATION.match(line)
    words = line[duration.end() if duration else 0 :].split()
    half = len(words) // 2
    doubled = half >= 4 and len(words) == 2 * half and words[:half] == words[half:]
    return " ".join(words[:half]) if doubled else line


def _without_credit(line: str) -> str:
    # The credit stands in the last 200 characters, however long the line is.
    head, tail = line[:-200], line[-200:]
    credit = _CREDIT_AT_END.search(tail)
    if credit is None:
        return line
    # "Former Rep. Joan Brandt Mark Tarn/AP": no sentence ends before that name.
    last_word = tail[: credit.start()].rsplit(" ", 1)[-1]
    return line if _SHORT_FORM.fullmatch(last_word) else head + tail[: credit.start()]


def _is_clutter(line: str, following: str) -> bool:
    if not line or len(line) > _LONGEST:
        return False
    bare = line.strip(" .•|·►▶→-–—*[]")
    if _CLUTTER.fullmatch(bare) or _CREDIT_LINE.fullmatch(bare) or _CONTACT.fullmatch(bare):
        return True
    if _LIVE_TIME.fullmatch(bare):
        # A list of matches gives times too; a live blog has a report after each.
        return is_prose(following)
    return bool(_POINTER.fullmatch(bare)) and not line.endswith((".", ".”", '."'))


def _is_repeated(line: str, kept: list[str]) -> bool:
    """Tell whether a line says again what was said.

    A long sentence does, wherever it stood. A short line, a question or one with figures may belong
    to another item of a list ("Turnout: 41%"), so only its immediate repetition counts.
    """
    if not line:
        return False
    if is_prose(line) and len(line.split()) >= 12 and not re.search(r"\d|\?\Z", line):
        return line in kept
    last = next((earlier for earlier in reversed(kept[-2:]) if earlier), "")
    return len(line.split()) >= 4 and line == last


def _without_lists(lines: list[str]) -> list[str]:
    """Leave out headings such as "Most read" with the headlines under them."""
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if len(line) > 60 or not _LIST_HEAD.fullmatch(line.strip(" •|►▶-–—*")):
            kept.append(line)
            continue
        end = number
        while end < len(lines) and _is_headline(lines[end]):
            end += 1
        listed = [headline for headline in lines[number:end] if headline]
        more_follows = end < len(lines)
        if not listed and more_follows and not line.endswith(":"):
            # A heading over prose ("Read next" apart) may be the writer's own.
            kept.append(line)
            continue
        if more_follows and len(listed) > 1:
            # The last line before prose may be the subheading of what follows.
            kept += [listed[-1], ""]
        kept.append("")
        number = end
    return kept


def _is_headline(line: str) -> bool:
    if not line:
        return True
    return not line.endswith((".", ":", ".”", '."')) and 4 <= len(line.split()) <= 22
