from datetime import date

import pytest

from index.likeness import Text, likeness, titles_agree
from index.stories import JOIN, bands

DAY = date(2025, 2, 19).toordinal()

CANNERY = """Pellham Foods will close its fish cannery at Kelder Bay on 30 June with the loss of 210
jobs, the company said on Tuesday. Staff were told in a meeting that lasted eleven minutes. Mark
Ransome, the managing director, said that the price of herring had risen by 40 per cent in two
years while the supermarkets paid no more. The cannery, opened in 1931, fills 90,000 tins a day.
The union called the decision a betrayal. Its secretary, Ines Calloway, said that the firm had made
a profit of $3.4m last year and had promised in May to invest in new boilers. The county council
will hold a special sitting on Thursday. Mayor Desmond Akerley said that he would ask the
government in Larch for help, and that the pier, which the firm leases, must stay in use. Work will
move to the firm's plant at Wrenmoor, where 25 posts are to be made. Nobody at Kelder Bay has been
offered one so far, according to the union."""

WEATHER = """The weather in Ellery for {day}, from the county forecast office. It will start {first}
in the west, with {second} spreading to all parts by the afternoon. Highs of {high} degrees on the
coast and {inland} degrees inland; lows of {low} degrees overnight. Winds from the {wind} at {speed}
kilometres an hour, with gusts of {gust} on exposed headlands. The chance of rain is {rain} per
cent. Sunrise is at {rise} and sunset at {set}; high water at North Quay is at {tide}. The forecast
office reminds walkers on the causeway that the tide comes in faster than a person can run, and
asks anglers to tell somebody where they go. Warnings are given on county radio at every full hour.
The next forecast is made at six in the evening."""

MARKET = """Shares on the Larch exchange closed {way} on {day}. The Ellery 50 index {moved} {points}
points to {level}, with {volume} million shares changing hands. {winner} led the gainers, rising
{gain} per cent to ${price}, while {loser} was the day's weakest stock, losing {loss} per cent. The
crown stood at {crown} to the dollar in late trading, and a barrel of oil for delivery next month
cost ${oil}. Analysts said that traders were waiting for the central bank, which sets its rate every
six weeks. Prices are those at the close and may be late by fifteen minutes; they are given without
guarantee and are no advice to buy or to sell. Those who lost money can turn to the exchange's
ombudsman, whose office in Larch is open on weekdays."""

COUNCIL = """Notice is given that the council has received an application under the planning act
from {who} of {street} for {what}. The drawings may be seen at the Drill Hall during office hours,
or at the library, by anyone who asks for them. Objections must reach the clerk in writing within
twenty-one days of this notice, and must state the name and address of the person who objects. The
clerk will acknowledge each, and the committee will hear those who wish to speak. What is said will
be written down and may be published. The committee's decision is final unless the minister calls
the matter in, which is done by a letter to both sides. Signed, the clerk to the council."""


def text(body: str, title: str = "A headline", days: int | None = 0) -> Text:
    at = None if days is None else DAY + days
    return Text(title, " ".join(body.split()), at, at)


def alike(one: str, other: str, *, days: int = 0) -> bool:
    return likeness(text(one), text(other, "Quite another line", days)) >= JOIN


def weather(**values: str) -> str:
    facts = {
        "day": "Monday 3 March",
        "first": "dry and bright",
        "second": "showers",
        "high": "11",
        "inland": "9",
        "low": "4",
        "wind": "west",
        "speed": "22",
        "gust": "45",
        "rain": "60",
        "rise": "6.41",
        "set": "17.52",
        "tide": "9.15",
    }
    return WEATHER.format(**facts | values)


def market(**values: str) -> str:
    facts = {
        "way": "higher",
        "day": "Monday",
        "moved": "rose",
        "points": "31",
        "level": "4,812",
        "volume": "61",
        "winner": "Dunmarrow Bakery",
        "gain": "4.1",
        "price": "12.40",
        "loser": "Sound Ferries",
        "loss": "2.8",
        "crown": "7.12",
        "oil": "81.20",
    }
    return MARKET.format(**facts | values)


@pytest.mark.parametrize(
    "copy",
    [
        CANNERY,
        CANNERY.replace("The union called the decision a betrayal.", "The union was bitter."),
        CANNERY.rpartition("Work will")[0],
        CANNERY.replace("\n", "\n\n").upper().lower(),
        "LARCH (Sound News Agency) - " + CANNERY,
        CANNERY + " Additional reporting by Nell Ashe. Photographs by the Sound News Agency.",
        CANNERY.replace("$3.4m", "3,400,000 dollars").replace("40 per cent", "40%"),
        CANNERY.replace("said that", "said").replace("will close", "is to close"),
        # A figure that was corrected in a text that is otherwise the same.
        CANNERY.replace("210", "212"),
    ],
)
def test_copies_and_light_rewrites_are_alike(copy: str):
    assert alike(CANNERY, copy)
    assert alike(copy, CANNERY, days=1)


FOLLOW_UP = """Workers at the Kelder Bay cannery voted on Friday to occupy the building. Pellham
Foods said on Tuesday that it would close the fish cannery on 30 June with the loss of 210 jobs.
Ines Calloway, the union's secretary, said that 188 of the 210 had taken part in the vote and that
171 were for it. The county council heard on Thursday that the pier brings in $90,000 a year in
rent. Mayor Desmond Akerley said that he would ask the government in Larch for help. A bakery
from Wrenmoor has asked to see the building, according to two councillors. The cannery, opened in
1931, fills 90,000 tins a day. Police said that nobody had been arrested."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CANNERY, FOLLOW_UP),
        (
            weather(),
            weather(
                day="Tuesday 4 March", first="wet", second="sleet", high="6", inland="3", low="0",
                wind="north", speed="40", gust="80", rain="95", rise="6.39", set="17.54",
                tide="9.58",
            ),
        ),
        # Only the figures differ: the same weather on another day.
        (
            weather(),
            weather(
                day="Tuesday 4 March", high="12", inland="10", low="5", speed="24", gust="48",
                rain="55", rise="6.39", set="17.54", tide="9.58",
            ),
        ),
        (
            market(),
            market(
                day="Tuesday", points="12", level="4,824", volume="55", winner="Tern Hotels",
                gain="3.0", price="44.10", loser="Pellham Foods", loss="6.2", crown="7.10",
                oil="80.95",
            ),
        ),
        (
            COUNCIL.format(
                who="Mr Kofi Arden", street="Corn Street", what="a porch of glass and two windows"
            ),
            COUNCIL.format(
                who="Dunmarrow Bakery Limited",
                street="Fishmarket Square, North Quay",
                what="a flue eleven metres high, an oven house and a yard for four vans",
            ),
        ),
    ],
)  # fmt: skip
def test_follow_ups_and_columns_of_other_days_are_not_alike(one: str, other: str):
    assert not alike(one, other, days=1)
    assert not alike(other, one)


def test_pages_that_share_a_long_table_are_not_alike():
    table = " ".join(
        f"Group {n}: Larch {n} Ellery {n + 1}, attendance {n * 977}." for n in range(80)
    )
    assert not alike(weather() + table, market() + table)


def test_a_copy_of_another_week_is_another_edition():
    assert alike(CANNERY, CANNERY, days=3)
    assert not alike(CANNERY, CANNERY, days=4)
    assert not alike(CANNERY, CANNERY, days=-365)


def test_a_month_is_near_to_its_days_and_an_undated_text_to_all():
    month = Text("A", CANNERY, date(2025, 2, 1).toordinal(), date(2025, 2, 28).toordinal())
    assert likeness(month, text(CANNERY, days=0)) == 1
    assert likeness(month, text(CANNERY, days=60)) == 0
    assert likeness(text(CANNERY, days=None), text(CANNERY, days=900)) == 1


SHORT = "How relevant is this advert to you? The video player was slow to load."


def test_what_every_page_of_an_outlet_says_is_no_story():
    assert likeness(text(SHORT, "Jackpot at a record"), text(SHORT, "Lion at large in Larch")) == 0
    assert likeness(text(SHORT, "Lion at large"), text(SHORT, "Lion at large in Larch")) == 1


@pytest.mark.parametrize("one", ["", "?!", "word", "two words", "…", "12 12 12"])
def test_texts_of_no_or_few_words_are_compared_all_the_same(one: str):
    assert 0 <= likeness(text(one), text(CANNERY)) <= 1
    assert likeness(text(one), text(one)) == 1
    assert bands(text(one)) == bands(text(one))


def test_likeness_is_symmetric_and_whole_for_the_same():
    one, other = text(CANNERY), text(CANNERY.rpartition("Work will")[0])
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1


def test_chinese_copies_are_alike():
    story = "罐头厂将于六月三十日关闭，二百一十人将失去工作。工会说这是背叛。" * 3
    long = "镇长说，他会向首都求助，码头必须继续使用。经理说，鲱鱼的价格两年内上涨了四成。" * 2
    copy = (long + story).replace("背叛", "错误")
    assert alike(long + story, copy)
    assert not alike(long + story, "渡轮公司星期天说，新船将于秋天到达，可以运载三百名乘客。" * 5)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Cannery to close", "Cannery to close", True),
        ("Cannery to close", "CANNERY TO CLOSE: what we know", False),
        ("Cannery to close in June", "Cannery to close in June, firm says", True),
        ("", "", True),
        ("Jackpot", "Lion", False),
    ],
)
def test_headlines_agree_when_they_share_most_words(one: str, other: str, agree: bool):
    assert titles_agree(one, other) is agree


def test_the_bands_are_those_that_libraries_were_made_with():
    """Another scheme, seed or hash finds no article added before: raise FORMAT then."""
    assert len(bands(text(CANNERY))) == 32
    assert bands(text("one two three four"))[:2] == [-1133461623970162380, 2334812744451106455]
