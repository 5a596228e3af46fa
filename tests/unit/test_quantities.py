import pytest

from assistant.quantities import Quantity, quantities


def one(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        ("$1.2m", "1,200,000 dollars"),
        ("$1.2 million", "$1,200,000"),
        ("1.2 million people", "1,200,000 people"),
        ("17 %", "17 percent"),
        ("17%", "17 per cent"),
        ("four people", "4 people"),
        ("63 homes", "Sixty-three houses"),
        ("118 islanders", "One hundred and eighteen people"),
        ("11 kilometres", "11km"),
        ("two weeks", "14 days"),
        ("15 years", "a 15-year"),
        ("70 percent", "7 in 10"),
        ("90%", "nine-tenths"),
        ("4.25 pm", "4.25pm"),
        ("about 3,000 people", "3,040 people"),
        ("26", "26 tonnes"),
    ],
)
def test_one_number_written_otherwise_agrees(answer: str, source: str):
    assert one(answer).agrees(one(source))


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        ("$1.2m", "£1.2m"),
        ("$1.2m", "$1.2bn"),
        ("11 miles", "11km"),
        ("26 months", "26 years"),
        ("17 houses", "17 people"),
        ("17 percent", "17 people"),
        ("3,000 people", "3,040 people"),
        ("$2,100 per hour", "$2,100 a day"),
        ("third", "3 people"),
    ],
)
def test_another_number_or_unit_does_not_agree(answer: str, source: str):
    assert not one(answer).agrees(one(source))


def test_a_score_is_two_numbers_and_a_pair():
    values = [(found.value, found.dimension) for found in quantities("voted by 19 to 16")]
    assert sorted(values) == [(16, ""), (19, ""), (19016, "score")]


def test_the_pronoun_one_is_no_number():
    assert quantities("No one was hurt, and one of them said so.") == []
