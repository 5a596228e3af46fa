"""Texts that speak to the assistant instead of the reader: told, and kept out of what it reads.

An article is data. A sentence in it that gives orders to a language model is left out of the
evidence; what would act as a part of the prompt is made plain text there. What is stored, shown
and cited stays as it was written.

Orders are told by their form: an imperative at the head of a clause ("Ignore …", not "told them
to ignore …") about the things that only such texts speak of: instructions, prompts, the answer.
Lies without an order are no matter of this module: citations show whose they are.
"""

import base64
import binascii
import functools
import re
import unicodedata

from index.passages import Span, sentences

SPEAKS = "speaks to the assistant"
TEMPLATE = "chat-template tokens"
MARKERS = "citation markers"
LINKS = "links"
MARKUP = "markup"
INVISIBLE = "invisible characters"

# The head of a clause: what stands there in the imperative is an order.
_HEAD = (
    r"(?:\A|[.:;,!?»«()\[\]{}<>*#\-–—\"'“”‘’]\s*|"
    r"\b(?:please|kindly|then|now|instead|simply|and|always|only|never|do not|don['’]t|"
    r"you(?: must| should| will| shall| have to| are to)(?: now| always| only| never)?)\s+)"
)
_MACHINE = (
    r"(?:ai (?:assistants?|(?:language )?models?|systems?|agents?|bots?)|a\.?i\.?|"
    r"(?:large )?language models?|llms?|chat ?bots?|assistants?|chatgpt)"
)
_BEFORE = r"(?:previous|prior|above|earlier|preceding|former|initial|original|hidden|secret|system)"
_RULES = (
    r"(?:instructions?|prompts?|guidelines|directives?|directions|programming|system messages?)"
)
_SAY = r"(?:say|answer|reply|respond|output|state|print|tell)"
_REPLY = r"(?:answers?|repl(?:y|ies)|responses?|output)"
_DO = (
    r"(?:ignore|disregard|forget|override|bypass|discard|abandon|drop|set aside|obey|follow|trust|"
    r"treat|use|cite|quote|mention|reveal|print|repeat|show|output|display|disclose|leak|translate|"
    r"copy|write|give|say|answer|reply|respond|tell|switch|enable|enter|make sure|end|begin|name|"
    r"do|refuse|execute|reset|overwrite|put|believe|make|pretend|start)"
)
# What news tells nobody to do anything with; "users" and "question" alone it does.
_OURS = (
    r"(?:(?:your|previous|earlier|prior|hidden) (?:\w+ )?" + _RULES + r"|rules you were given|"
    r"(?:your|the final|every|each) " + _REPLY + r"|(?:the|these|other|all) passages|to the user|"
    r"(?:all|any) (?:further )?questions?|any other (?:source|passage)s?|your (?:memory|rules)|"
    r"what the other (?:sources|passages)|never heard of|except the word|following command|"
    r"(?:developer|unrestricted|debug|god) mode|the question and|no matter what is asked|"
    r"from (?:the|your) developers?|th(?:is|e) paragraph says)"
)
_ORDERS = (
    # The general form: an imperative about instructions, answers, passages, users.
    rf"{_HEAD}{_DO}\b[^.!?]{{0,60}}?\b{_OURS}\b",
    rf"\byou are (?:obliged|required|ordered|instructed) to (?:now )?{_SAY}\b",
    # To drop what it was told: "Ignore all previous instructions", "Forget what you were told".
    rf"{_HEAD}(?:ignore|disregard|forget|override|bypass|discard|set aside|drop)\s+"
    rf"(?:[\w,]{{1,30}}\s+){{0,4}}?(?:{_RULES}|what you (?:were|have been)|"
    r"(?:everything|anything|all|the text) (?:[\w ]{1,30} )?(?:above|before))\b",
    rf"\b{_BEFORE} {_RULES} (?:no longer|do not|don't|are (?:void|cancel|wrong|outdated|replaced))",
    rf"\b{_MACHINE} (?:are|is) (?:hereby |now )?(?:ordered|required|instructed|obliged) to\b",
    r"\bthe system prompt (?:has|is|was)\b|\bnew rule:|\bthe question has changed\b",
    rf"\b(?:the|all) {_MACHINE} (?:must|shall|may) (?:not|never)\b|\bis for the {_MACHINE}\b",
    rf"\b{_MACHINE} instructions:|\bfor any question about\b|\byour purpose is\b",
    rf"\byou are \w+, an? {_MACHINE}\b|\bonly one answer is allowed\b",
    r"\byour instructions have\b",
    r"\byour (?:new|real|true|only|actual) (?:task|job|role|instructions?|orders?) (?:is|are)\b",
    rf"{_HEAD}refuse to answer\b",
    rf"{_HEAD}stop (?:summari[sz]ing|answering|quoting|citing)\b|\binstead of answering\b",
    # To be another: "You are now a bot that", "Pretend to be an AI", "You will now respond as".
    rf"{_HEAD}you(?: are|['’]re) (?:now |no longer )?(?:a |an |the )?(?:\w+ )?(?:{_MACHINE}|bot)\b",
    rf"{_HEAD}(?:act|behave|pretend|imagine)\b[^.!?]{{0,25}}\b{_MACHINE}\b",
    rf"{_HEAD}pretend (?:that )?the (?:passages|sources|articles)\b",
    rf"\b(?:from now on|henceforth),? (?:you )?(?:\w+ )?{_SAY}\b|\byou will now {_SAY}\b",
    # To the machine by its name: "Note to AI assistants", "Hey ChatGPT", "AI reading this".
    rf"(?:\A|[.!?:]\s+)\W{{0,3}}(?:(?:dear|hey|hello|attention|to)|(?:\w+ )?(?:note|message|notice|"
    rf"instructions?|orders?) (?:to|for))\s+(?:the |all |any |every |this )?{_MACHINE}\b"
    r"(?=[:,.!]| (?:reading|processing|that reads|who reads|which reads))",
    rf"\b{_MACHINE} (?:reading|processing|summari[sz]ing|answering from) this\b",
    r"(?:\A|[.!?:]\s+|[\"“<]\W{0,3})(?:ai )?(?:assistant|chatbot|chatgpt|language model)\s*[,:]\s",
    rf"\bif you are (?:a |an )?{_MACHINE}\b|\bas an? {_MACHINE},? you\b",
    rf"(?:\A|\b(?:this|the|all|any|every) ){_MACHINE} (?:must|shall|is to|are to|should)"
    rf" (?:\w+ ){{0,2}}?{_SAY}\b",
    rf"\b(?:developers?|makers?|operators?|administrators?) of this {_MACHINE}\b",
    # To give its prompt away: "Print your system prompt", "What are your instructions?".
    rf"{_HEAD}(?:reveal|print|repeat|show|output|display|disclose|recite|leak|translate|copy)\s+"
    rf"(?:\w+\s+){{0,3}}?(?:(?:your|the|this) (?:\w+ ){{0,2}}?{_RULES}|text above|words above)\b",
    r"\byour (?:\w+ )?(?:system )?prompt\b|\bwhat are your (?:\w+ )?instructions\b",
    r"\bsystem (?:override|prompt|message|instruction|notice)s?\s*(?::|by\b)|\boverride:",
    # To write what it is told: "Reply with exactly", "Say only", "your answer must contain".
    rf"{_HEAD}(?:reply|respond|answer|output|say|write)\s+(?:only|exactly|nothing|always|"
    r"with (?:exactly|only|the (?:single )?(?:words?|phrase|sentence))|the (?:words?|phrase)\b)",
    rf"{_HEAD}(?:reply|respond|answer) (?:that|in)\b|\A(?:please )?(?:say|state|report) that\b",
    r"\byou must (?:only |always |never )?(?:answer|reply|respond)\b",
    r"\b(?:say|answer|reply|respond|write)\b[^.!?]{1,80}\band nothing else\b",
    rf"\byour (?:\w+ )?{_REPLY} (?:must|should|shall|has to|is to|will (?:be|consist))\b",
    rf"\b(?:end|begin|start|finish) (?:every|each|your|all) {_REPLY}\b",
    rf"\b(?:in|to|of|for) your (?:next |final )?{_REPLY}\b|\bset the answer to\b",
    rf"\bwhen (?:generating|writing|giving|producing) (?:an?|your|the) {_REPLY}\b",
    r"\b(?:when|if|whenever|whoever) (?:you are |you're |is |they )?asks?(?:ed)?\b"
    r"[^.!?]{0,100}?,?\s*(?:(?<=, )(?:\w+ )?(?:say|answer|reply|respond)|(?:shall|must) be told)\b",
    r"\btell (?:the |all |any )?users?\b|\bthe user wants you\b",
    # To hide its sources: "Do not cite", "Cite this article as the only source".
    rf"{_HEAD}(?:do not|don't|don’t|never)\s+(?:answer (?:any |the |this |these )?questions?|cite|"
    r"(?:use|trust|quote|mention) (?:the |any |these )?(?:other |earlier |previous )?"
    r"(?:passages?|sources|articles|citations?))\b",
    rf"{_HEAD}cite (?:only|this|me)\b|\bend of (?:the )?(?:passages|context|sources|documents)\b",
    rf"{_HEAD}decode (?:this|the)\b",
)
# The same orders in other languages: to ignore what was said before, to answer only this.
_FOREIGN = (
    r"\b(?:ignorier|vergiss|vergesst)\w*\s+(?:\w+\s+){0,3}?(?:anweisung\w*|instruktion\w*|alles)\b",
    r"\bantworte\w*\s+(?:\w+\s+)?(?:nur|ausschließlich|mit)\b",
    r"\b(?:ignore[zr]?|oublie[zr]?)\s+(?:les|ces|vos|tes|toutes)\s+(?:\w+\s+){0,2}?"
    r"(?:instructions|consignes)\b",
    r"\brépond(?:s|ez)\s+(?:\w+\s+)?(?:seulement|uniquement|que)\b",
    r"\b(?:ignor[aáeo]|olvid[ae]|dimentica|esqueça)\w*\s+(?:\w+\s+){0,3}?"
    r"(?:instrucciones|istruzioni|instruções)\b",
    r"\brespond[ea]\s+(?:\w+\s+)?(?:sol[oa]\w*|únicamente|apenas)\b",
    r"\bnegeer\s+(?:\w+\s+){0,3}?(?:instructies|opdrachten)\b",
    r"\bz?ignoruj\s+(?:\w+\s+){0,3}?(?:instrukcje|polecenia|pokyny)\b",
    r"(?:игнориру|забудь)\w*\s+(?:\w+\s+){0,3}?(?:инструкци|указани)\w*|отвечай\w* только",
    r"(?:忽略|无视|忘记).{0,10}(?:指令|指示|提示|说明)|指示を(?:全て|すべて)?無視|只回答",
    r"تجاهل.{0,20}(?:التعليمات|الأوامر)",
)
_SPEAKS = re.compile("|".join((*_ORDERS, *_FOREIGN)), re.IGNORECASE)
_TEMPLATE = re.compile(
    r"<\|[^|<>\s]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>"
    r"|</?(?:system|assistant|user|instructions?|prompt)>"
    r"|#{2,}\s*(?:system|user|assistant|human|instruction|response)\s*:"
    r"|^\s*(?:system|user|assistant|human)\s*:"
    # The prompt's own form: the head of a passage, "[2] Vale News, 9 June 2014".
    r"|\[\d{1,2}\] (?:\w[\w.'’&-]* ){0,6}\w[\w.'’&-]*, \d{1,2} [A-Z][a-z]{2,8} \d{4}\b",
    re.IGNORECASE | re.MULTILINE,
)
# Turns of a conversation; an interview may have them, so they say nothing where no token is.
_TURN = re.compile(r"^\s*(?:question|answer|response)\s*:", re.IGNORECASE | re.MULTILINE)
# Says nothing by itself; beside an order it is one.
_BARE_ORDER = re.compile(r"\A(?:answer|say|reply|respond|write|output)(?:\s+\S+){1,3}\Z", re.I)
_MARKERS = re.compile(
    r"[\[【]\s*\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*\s*[\]】]"
    r"|\b(?:source|passage|citation|document)\s+\d{1,2}\s*:",
    re.IGNORECASE,
)
_LINKS = re.compile(r"\bhttps?://\S|\]\(\s{0,9}\S{1,2000}\s{0,9}\)", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:a|img|script|style|div|span|iframe|svg|p|br|b|i|form|input)\b[^<>]{0,2000}>|<!--|!?\[[^\]\n]{0,300}\]\(",
    re.IGNORECASE,
)
_ENCODED = re.compile(r"(?<![\w/])[A-Za-z0-9+/]{24,}={0,2}(?![\w/])")
_SPACED = re.compile(r"(?<!\w)\w(?: \w){3,}(?!\w)")
# Read by people as nothing, by a model as parts of words; soft hyphens and joiners are of use.
_INVISIBLE = re.compile(
    r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]"
)


def flags(text: str) -> tuple[str, ...]:
    """Say what is suspicious in a text, in words for people.

    Args:
        text: A passage, a title, an outlet's name.

    Returns:
        Some of "speaks to the assistant", "chat-template tokens", "citation markers", "links",
        "markup" and "invisible characters", in this order; empty for nearly every text.
    """
    found = {
        SPEAKS: any(speaks_to_assistant(text[span.start : span.end]) for span in sentences(text)),
        TEMPLATE: _TEMPLATE.search(text) is not None,
        MARKERS: _MARKERS.search(text) is not None,
        LINKS: _LINKS.search(text) is not None,
        MARKUP: _MARKUP.search(text) is not None,
        INVISIBLE: _INVISIBLE.search(text) is not None,
    }
    return tuple(flag for flag, is_so in found.items() if is_so)


@functools.lru_cache(maxsize=20_000)  # A few megabytes; each is asked about three times a search.
def speaks_to_assistant(sentence: str) -> bool:
    """Tell whether a sentence gives orders to a language model, in whatever disguise.

    Args:
        sentence: One sentence, as `index.passages.sentences` parts them.
    """
    plain = _undisguised(sentence)
    return any(pattern.search(plain) for pattern in (_TEMPLATE, _SPEAKS))


def sentences_to_read(text: str) -> list[Span]:
    """Give the sentences of a text that may be evidence: those that give no orders.

    Behind a chat template's token, or a turn of a conversation that holds one, all is somebody's
    faked turn, however harmless it reads.

    Args:
        text: A passage or an article.

    Returns:
        Spans in the order of the text.
    """
    end = faked_from(text)
    whole = sentences(text)
    calm = [span for span in whole if not speaks_to_assistant(text[span.start : span.end])]
    if len(calm) < len(whole):
        calm = [span for span in calm if not _BARE_ORDER.match(text[span.start : span.end])]
    return [span for span in calm if span.start < end]


def faked_from(text: str) -> int:
    """Give the offset from which a text is somebody's faked turns; its length if nowhere."""
    faked = _TEMPLATE.search(text)
    if faked is None:
        return len(text)
    turn = _TURN.search(text)
    return min(faked.start(), turn.start() if turn else len(text))


def for_prompt(text: str) -> str:
    """Make a text plain for the prompt: nothing in it is a part of the prompt's own form.

    Chat-template tokens go, markers lose their brackets, what cannot be seen goes, white space is
    single spaces. Offsets no longer fit: only for the prompt, never to store, show or cite.

    Args:
        text: Sentences, a title, an outlet's name.
    """
    text = _visible(text)
    # A space, so that what is left around a token that is taken out makes no new one.
    text = _TEMPLATE.sub(" ", text)
    text = _MARKERS.sub(lambda found: found[0].strip("[]【】 ").replace(":", ","), text)
    text = _LABEL.sub(r"\1,", text)
    return " ".join(text.split())


# What the prompt itself writes before passages and question (assistant/prompts.py).
_LABEL = re.compile(r"\b(passages|question)\s*:", re.IGNORECASE)


def _undisguised(text: str) -> str:
    """Undo what hides an order: wide letters, letters apart, base64, characters without a look."""
    text = _ENCODED.sub(_decoded, _visible(unicodedata.normalize("NFKC", text)))
    text = _SPACED.sub(lambda found: found[0].replace(" ", ""), text)
    return " ".join(text.split())


def _visible(text: str) -> str:
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf")
    )


def _decoded(found: re.Match[str]) -> str:
    try:
        decoded = base64.b64decode(found[0], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return found[0]
    return f". {decoded} . " if decoded.isprintable() else found[0]
