"""The language of a question: found out, translated for the search, asked for in the answer.

A question has too few letters for statistics, but hardly one does without function words ("wer",
"quand", "degli"), so these decide: those of English and of twelve other languages of Europe with
many speakers. In doubt no language is given, and nothing is translated.
"""

import re
from collections.abc import Collection

from llama_index.core.llms import ChatMessage

NAMES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "el": "Greek",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "uk": "Ukrainian",
}
# Words that open questions; first in a question, one counts twice.
_ASKING = {
    "de": "wer wen wem wessen was wann wo wohin woher warum weshalb wieso wie welche welcher "
    "welches welchen wieviel wieviele hat ist sind wurde wurden",
    "en": "who whom whose what when where why which how is are was were do does did has have had "
    "can could will would should name list tell give",
    "es": "quién quiénes qué cuándo dónde por cómo cuál cuáles cuánto cuánta cuántos cuántas es "
    "fue quien que cuando donde como cual cuanto cuantos cuantas ha",
    "fr": "qui que quoi quand où pourquoi comment quel quelle quels quelles combien est qu "
    "lequel laquelle a",
    "it": "chi che cosa quando dove perché perche come quale quali quanto quanta quanti quante è "
    "cos dov qual ha",
    "nl": "wie wat wanneer waar waarom hoe welke welk hoeveel heeft is zijn werd werden waardoor",
    "pl": "kto kogo komu co kiedy gdzie dlaczego jak jaki jaka jakie ile czy który która które",
    "pt": "quem que quê quando onde porque por como qual quais quanto quanta quantos quantas foi",
    "ro": "cine ce când cand unde de cum care cât câți câte câtă cui este a",
    "ru": "кто кого что когда где почему зачем как какой какая какие какое сколько чей чем куда",
    "sv": "vem vilka vilken vilket vad när var varför hur har är vems",
    "uk": "хто кого що коли де чому як який яка які яке скільки чий чим куди чи",
}
_OTHERS = {
    "de": "der die das den dem des ein eine einen einem einer und oder nicht ist sind war waren "
    "wird wurde wurden hat haben hatte von vom zu zum zur mit für auf im am bei nach über aus "
    "um es sich wie viele viel man gab gibt sein seine ihre es dass durch",
    "en": "the a an of to in on at by for from with and or not is are was were be been it its this "
    "that these those there do does did has have had will would can could many much long old "
    "about after before between during into over under than people he she they his her their",
    "es": "el la los las un una unos unas de del al a en y o no con por para es son fue fueron se "
    "su sus lo le ha han había está están hay más muchos muchas qué sobre desde entre",
    "fr": "le la les un une des du de d l au aux à en et ou ne pas n s se sa son ses ce cette c "
    "est sont été était a ont avait il elle ils t y pour par sur dans avec qui que plus fut",
    "it": "il lo la i gli le l un uno una di del dello della dei degli delle d a al alla ai alle "
    "in nel nella nei e o non con per su sul sulla da dal dalla si è sono stato stata stati ha "
    "hanno ci c era erano più fra tra ed",
    "nl": "de het een van in op aan te met voor door en of niet is zijn was waren werd werden "
    "heeft hebben had er bij naar uit om dat die deze dit veel lang zich over tot ten",
    "pl": "w we z ze na do od o i a lub nie się jest są był była było byli były zostało został "
    "została przez dla po za to ten ta te ilu wielu lat ma mają u pod przed",
    "pt": "o a os as um uma uns umas de do da dos das ao à em no na nos nas e ou não com por para "
    "pelo pela é são foi foram se seu sua seus há está mais muitos muitas sobre entre tem teve",
    "ro": "un o al ai ale a au la de din pe în in cu și si sau nu este sunt era fost s se pentru "
    "lui prin despre mai după către cel cea lor ei",
    "ru": "и в во на не с со по к ко из за от до о об у был была было были ли для это этот эта "
    "его её их при после перед между или стал стала есть будет",
    "sv": "den det de en ett och eller inte är var blev blir har hade av i på till för med från "
    "om som under efter vid många mycket sig sin sitt ut upp han hon kommer",
    "uk": "і й та в у на не з зі по до від за про був була було були чи для це цей ця його її їх "
    "при після перед між або є буде щодо",
}
_COMMON = {
    language: frozenset(f"{asking} {_OTHERS[language]}".split())
    for language, asking in _ASKING.items()
}
_FIRST = {language: frozenset(words.split()) for language, words in _ASKING.items()}
# Letters that one of these languages writes, or a few do.
_LETTERS = {
    "de": "ß",
    "es": "¿¡ñ",
    "fr": "œèêçùû",
    "it": "ìò",
    "pl": "łśżźęąćń",
    "pt": "ãõ",
    "ro": "țșăţş",
    "ru": "ыэъё",
    "sv": "å",
    "uk": "іїєґ",
}
_WORD = re.compile(r"[^\W\d_]+")
_GREEK = re.compile(r"[Ͱ-Ͽἀ-῿]{2}")
# Whatever names follow, a question that one of these opens is English; "was" and "is" are not
# among them, for they open German and Dutch ones.
_ENGLISH = frozenset(
    (
        *("who", "whom", "whose", "what", "when", "where", "why", "which", "how"),
        *("did", "does", "were", "could", "would", "should"),
    )
)
# So many words must speak for a language, more without a word that opens questions: "von der
# Leyen's speech" is no German. Another language must come after it, and English well after.
_ENOUGH, _ENOUGH_UNASKED, _MARGIN, _MARGIN_TO_ENGLISH = 2, 3, 1, 2
_SENTENCE = """\
Translate the question into English. Keep every name of a person, place or company as it is \
written, unless English has its own. Reply with the English question only."""
_EXAMPLES = (
    (
        "Wie viele Fahrgäste nutzten 2019 die Straßenbahn in Larch?",
        "How many passengers used the tram in Larch in 2019?",
    ),
    (
        "Pourquoi Odile Brandt a-t-elle quitté la mairie de Larch ?",
        "Why did Odile Brandt leave the town hall of Larch?",
    ),
    (
        "¿Quién dirigió las conversaciones sobre la segunda línea de tranvía?",
        "Who led the talks on the second tram line?",
    ),
)
_MOST_CHARACTERS = 400
_LABEL = re.compile(r"^(?:in english|english|translation|question)\s*:\s*", re.IGNORECASE)
_REFUSED = re.compile(r"^(?:i'm sorry|i am sorry|sorry|i cannot|i can't|as an ai)\b", re.IGNORECASE)


def language_of(question: str) -> str:
    """Tell the language of a question.

    Returns:
        ISO 639-1: "en" or one of the twelve; "" if unsure.
    """
    if _GREEK.search(question):
        return "el"
    words = [word.lower() for word in _WORD.findall(question)]
    if words and words[0] in _ENGLISH:
        return "en"
    scores = {language: _score(language, words, question) for language in _COMMON}
    best = max(scores, key=lambda language: scores[language])
    others = max(score for language, score in scores.items() if language != best)
    if best != "en" and scores[best] - scores["en"] < _MARGIN_TO_ENGLISH:
        return ""
    enough = _ENOUGH if words and words[0] in _FIRST[best] else _ENOUGH_UNASKED
    return best if scores[best] >= enough and scores[best] - others >= _MARGIN else ""


def _score(language: str, words: list[str], question: str) -> int:
    common = sum(word in _COMMON[language] for word in words)
    opens = bool(words) and words[0] in _FIRST[language]
    letters = set(_LETTERS.get(language, "")) & set(question.lower())
    return common + opens + bool(letters)


def needs_translation(question_language: str, library_languages: Collection[str]) -> bool:
    """Tell whether the search needs a question in English.

    It does where any article may be in English and the question is not; where others are in its
    own language, both questions are to be searched.

    Args:
        question_language: What `language_of` gives.
        library_languages: Of the articles that may be found, ISO 639-1; "" (not stated, as in
            most plain texts) is taken for English.
    """
    return question_language not in ("", "en") and not {"", "en"}.isdisjoint(library_languages)


def comparable(question_language: str, article_language: str) -> bool:
    """Tell whether an answer's words can be compared with its source's.

    Where they cannot, numbers, dates and names still can: those are written alike.

    Args:
        question_language: The answer's, too. "" is taken for English, as for articles.
        article_language: ISO 639-1, "" if it is not stated.
    """
    return (question_language or "en") == (article_language or "en")


def hint(language: str, asked: str = "en") -> str:
    """Give the sentence for the prompt that asks for the answer's language.

    Args:
        language: Of the answer; "" if nobody knows.
        asked: Of the question, as the model is given it.

    Returns:
        "" where nothing needs to be said: asked in English, a model answers so.
    """
    return "" if not language or language == asked == "en" else f"Answer in {NAMES[language]}."


def translation_prompt(question: str, language: str) -> list[ChatMessage]:
    """Ask the language model for a question in English.

    Args:
        question: As it was asked.
        language: One that `language_of` gives.
    """
    messages = [ChatMessage(role="system", content=_SENTENCE)]
    for asked, english in _EXAMPLES:
        messages += [
            ChatMessage(role="user", content=asked),
            ChatMessage(role="assistant", content=english),
        ]
    return [*messages, ChatMessage(role="user", content=" ".join(question.split()))]


def read_translation(reply: str) -> str | None:
    """Read the model's reply.

    Returns:
        The question in English, or None if the reply is none: then the question is searched as it
        was asked.
    """
    lines = [line.strip() for line in reply.strip().splitlines() if line.strip()]
    if not lines:
        return None
    line = _LABEL.sub("", lines[0]).strip(' "“”„«»')
    if not line or len(line) > _MOST_CHARACTERS or _REFUSED.match(line):
        return None
    return line if language_of(line) in ("", "en") else None
