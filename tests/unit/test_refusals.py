import pytest

from assistant.prompts import NOT_FOUND
from assistant.refusals import is_refusal

REFUSALS = [
    NOT_FOUND,
    "Not found",
    " not found.\n",
    "“Not found.”",
    "Not found in the passages.",
    "Not found in the passages. The passages are about a tram line in Larch.",
    "Not mentioned.",
    "Not specified in the text.",
    "The passages do not say who won.",
    "The passage doesn't mention the captain's name.",
    "The passages don’t say.",
    "These articles do not provide a figure.",
    "The provided passages do not contain information about the election.",
    "The text does not specify how many jobs were lost.",
    "The text does not explicitly state the price.",
    "The given context does not include the date of the match.",
    "The article does not name the driver.",
    "The passages about the tram line do not mention its length.",
    "The passages fail to mention who paid.",
    "Based on the passages, the text does not say when it opened.",
    "Based on the passages provided, it is not possible to determine who won.",
    "None of the passages mention a captain.",
    "No passage mentions the price of a ticket.",
    "Nothing in the passages says who led the talks.",
    "There is no information about that.",
    "There is no mention of a captain.",
    "There is no mention of a captain in the passages.",
    "There is no specific information on the number of passengers.",
    "There is not enough information to answer the question.",
    "No information is provided about the mayor's age.",
    "No information is available.",
    "It is not stated who signed the treaty.",
    "It is not clear from the passages who signed the treaty.",
    "It is unclear from the text whether the bridge was closed.",
    "It is not mentioned.",
    "The captain's name is not mentioned in the passages.",
    "The exact number is not specified.",
    "The answer is not given in the passages.",
    "The answer cannot be found in the provided text.",
    "The cause cannot be determined.",
    "I cannot find the answer in the passages.",
    "I can't find any mention of that.",
    "I don't know.",
    "I do not have enough information to answer.",
    "I'm sorry, I could not find the name of the winner.",
    "Unfortunately, the passages do not say who won the race.",
    "Unknown.",
    "The passages do not name the captain, but they do describe the ship.",
]

ANSWERS = [
    "",
    "The captain was not found until Monday.",
    "Not found until Monday, the captain was well.",
    "Not guilty on all counts, the jury decided.",
    "Liu met Zolghadr. The passages do not say more.",
    "There is no bridge at Millfold.",
    "Notfound Ltd. bought the mill.",
    "The council did not say who will pay for the repair.",
    "The mayor does not know when the line will open.",
    "The ministry did not provide a figure for the dead.",
    "The company does not specify how many jobs are to go.",
    "Police did not name the driver.",
    "The driver was not named by police.",
    "The report does not mention the minister.",
    "The text of the treaty does not mention the island.",
    "It is not clear who fired the shots, police said.",
    "It is not known how the fire started.",
    "It is not possible to cross the bridge before June.",
    "There is no evidence of a leak, according to the ministry.",
    "There was no information about the missing, the coast guard said.",
    "There is no information about the missing, the coast guard said on Monday.",
    "No one was hurt.",
    "No details of the deal were made public, the company said.",
    "No passages of the tunnel are open to visitors.",
    "Nothing is known of the second man.",
    "None of the passengers was hurt.",
    "None of the articles of the constitution was changed.",
    "Unknown men robbed the bank in Larch.",
    "The passages do not say when the line opens, but the mayor expects it in spring.",
    "He could not find the keys.",
    "“I do not know,” the minister said.",
    "She said that she could not find a doctor.",
    "The price of a ticket is not included in the fee.",
    "The island is not mentioned in the treaty, the minister said.",
    "The pilots were not able to determine their height.",
    "Passages through the strait do not cost anything.",
    "The museum does not have the painting.",
    "The bill does not include money for Ukraine.",
    "Sources close to the minister did not say who would follow him.",
    "No articles were published on Sunday.",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_recognised(text: str):
    assert is_refusal(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_no_refusal(text: str):
    assert not is_refusal(text)


def test_a_long_text_that_opens_with_a_doubt_is_an_answer():
    doubt = "The passages do not say who won. "
    assert is_refusal(doubt + "The race was held. " * 5)
    assert not is_refusal(doubt + "The race was held. " * 20)
