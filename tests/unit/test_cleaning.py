import random

import pytest

from index.cleaning import clean
from index.extraction import canonical

BEFORE = "The swing bridge was closed to all vehicles on Friday."
AFTER = "It will open again in August, the harbour office said."

FURNITURE = [
    "Share",
    "Share this article",
    "Share on Facebook",
    "Share this story on Twitter",
    "Copy this url to your clipboard Link copied to clipboard Share this story",
    "Facebook Twitter Email Print",
    "Follow us on Facebook, Instagram and X",
    "Follow the Gazette on Twitter",
    "Follow Nell Ashcombe on X: @nellashcombe",
    "Contact Nell Ashcombe at 555-010-7788 or na@harbinger.example. Follow her on Twitter @na.",
    "Advertisement",
    "ADVERTISEMENT",
    "Story continues below",
    "Article continues after advertisement",
    "1. How relevant is this ad to you?",
    "Skip past newsletter promotion",
    "Read more",
    "Read more:",
    "UP NEXT",
    "4 min read",
    "3 hours ago",
    "Updated 2 hours ago",
    "© 2025 Sound Press Group",
    "All rights reserved.",
    "Accept all cookies",
    "We and our 14 partners use cookies to show you the news and to improve your experience.",
    "Please turn on JavaScript to use this feature",
    "Allow Instagram content?",
    "This article includes content provided by Instagram. We ask for your permission first.",
    "Sign up for our newsletter",
    "Sign up for the Harbinger at seven, our free newsletter.",
    "NEWSLETTER: Sign up to get the news of the Sound",
    "Get the day's five stories in your inbox. Sign up for Harbinger at Seven.",
    "Support local journalism. Subscribe to the Gazette today.",
    "More: Bridge closed for a year, council admits",
    "More:Bridge closed for a year",
    "RELATED: Three held after raid on the customs house",
    "See also: How the tide tables are made",
    "Show key events only",
    "Key events",
    "Updated at 12.45 GMT",
    "12.45 GMT",
    "Getty Images",
    "Image source, Getty Images",
    "Photograph: Joan Tarn/The Observer",
    "(Image credit: Joan Tarn / AFP via Getty Images)",
    "Joan Tarn/Larch Press/Getty Images",
    "Getty Images/Joan Tarn",
    "AP Photo/Joan Tarn",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_page_furniture_is_left_out(line: str):
    assert clean(f"{BEFORE}\n\n{line}\n\n{AFTER}") == f"{BEFORE}\n\n{AFTER}"


PROSE = [
    "Share prices fell by a fifth on Friday.",
    "Share on Friday fell to its lowest in a year.",
    "“Share this with your neighbours,” the mayor said.",
    "Follow the route of the march from the Drill Hall to the quay.",
    "Follow my leader is played by children on the quay.",
    "Contact lenses were recalled after 300 complaints on Twitter.",
    "Contact the police at 555-0107 if you have seen the boat.",
    "Advertisements for the ferry were painted on the pier.",
    "The advertisement was withdrawn on Monday.",
    "Read more slowly, teachers tell their pupils.",
    "More than 300 people marched.",
    "More: the council now wants it all, and so does the harbour office.",
    "Related to the mayor by marriage, she stayed away.",
    "We use cookies of three kinds, the baker said.",
    "We use cookies and cream in the cake that won.",
    "By using this service road, drivers agree to pay the toll.",
    "JavaScript is a language that few councillors speak.",
    "Sign up closed on Friday with 412 names.",
    "Sign up for the regatta at the Drill Hall by Monday.",
    "Subscribe to that view and you will lose, Akeley said.",
    "Getty Images was sued in Larch on Monday.",
    "Photograph albums were lost in the flood.",
    "Photograph: it was the only one of the bridge, said the archivist, who had kept it.",
    "The picture was taken by Joan Tarn of the Larch Press.",
    "At 12.45 GMT the bridge swung open.",
    "Two hours ago the tide turned.",
    "© is a sign that few readers know by name.",
    "All rights reserved for anglers were sold in 1889.",
    "Watch the tide tables, the coastguard said.",
    "Key events of the year were the flood and the vote.",
    "WHEN: Feb. 2, 7 p.m.",
    "MORE INFORMATION: 555-0107",
    "Facebook",
    "Turnout: 41%",
    "Menu",
    "6:05 p.m.",
]


@pytest.mark.parametrize("line", PROSE)
def test_prose_that_holds_the_same_words_stays(line: str):
    text = f"{BEFORE}\n\n{line}\n\n{AFTER}"
    assert clean(text) == text


CAPTION = "Ferry that struck the pier is towed to Port Ellery for repairs before the winter"


@pytest.mark.parametrize("before", ["02:17 ", "1:02:17 ", ""])
def test_a_caption_doubled_on_its_line_is_said_once(before: str):
    text = f"{BEFORE}\n\n{before}{CAPTION} {CAPTION}\n\n{AFTER}"
    assert clean(text) == f"{BEFORE}\n\n{CAPTION}\n\n{AFTER}"


@pytest.mark.parametrize("line", ["Bye bye", "No, no", "had had", "10:15 The march begins at noon"])
def test_words_said_twice_on_purpose_stay(line: str):
    text = f"{BEFORE}\n\n{line}\n\n{AFTER}"
    assert clean(text) == text


def test_a_caption_keeps_its_words_and_loses_its_credit():
    text = f"The bridge on Monday. Joan Tarn/AFP/Getty Images\n\n{AFTER}"
    assert clean(text) == f"The bridge on Monday.\n\n{AFTER}"
    text = f"The bridge on Monday (Image credit: Joan Tarn / AFP)\n\n{AFTER}"
    assert clean(text) == f"The bridge on Monday\n\n{AFTER}"


@pytest.mark.parametrize(
    "line",
    [
        "Former state Rep. Odile Brandt Joan Tarn/AP",
        "The court ruled on the case AP v. Getty Images",
    ],
)
def test_a_name_before_a_credit_stays(line: str):
    assert "Odile Brandt" in clean(line) or clean(line) == line


def test_a_sentence_repeated_word_for_word_is_said_once():
    quote = "“I have been promising this town a flood wall since I had brown hair,” said Ms Teague."
    assert clean(f"{quote}\n\n{BEFORE}\n\n{quote}\n\n{AFTER}") == f"{quote}\n\n{BEFORE}\n\n{AFTER}"


@pytest.mark.parametrize(
    "repeated",
    [
        "Past performance: 0 wins / 0 nominations",
        "No more deaths were reported on that day, so that the total of the week remains at 55.",
        "What would you do about the bridge, if you were elected mayor of Port Ellery in October?",
    ],
)
def test_what_belongs_to_each_item_of_a_list_stays(repeated: str):
    text = f"Monday\n\n{repeated}\n\nTuesday\n\n{repeated}\n\n{AFTER}"
    assert clean(text) == text


def test_a_line_repeated_at_once_is_said_once():
    line = "The bridge seen from Osk Island"
    assert clean(f"{BEFORE}\n\n{line}\n\n{line}\n\n{AFTER}") == f"{BEFORE}\n\n{line}\n\n{AFTER}"


LINKS = "Council votes to sell Old Customs House\n\nThree held after raid on the quay"


@pytest.mark.parametrize(
    "head",
    ["Related", "RELATED:", "Most read", "More on this story", "Read more:", "MORE FROM SPORT"],
)
def test_a_list_of_other_articles_at_the_end_is_left_out(head: str):
    assert clean(f"{BEFORE}\n\n{AFTER}\n\n{head}\n\n{LINKS}") == f"{BEFORE}\n\n{AFTER}"


def test_within_a_text_the_last_line_of_a_list_may_be_a_subheading_and_stays():
    text = f"{BEFORE}\n\nRelated:\n\n{LINKS}\n\nWhat the harbour office says\n\n{AFTER}"
    assert clean(text) == f"{BEFORE}\n\nWhat the harbour office says\n\n{AFTER}"


def test_a_heading_over_prose_stays():
    text = f"{BEFORE}\n\nRelated\n\n{AFTER}"
    assert clean(text) == text


def test_the_times_of_a_list_of_matches_stay():
    text = "Mariners v Rovers\n\n15:00 GMT\n\nLarch v Osk\n\n17:30 GMT"
    assert clean(text) == text


def test_headings_stay_lines_of_their_own():
    text = f"Rebels in the ruling group\n\n{BEFORE}\n\nCustoms House row\n{AFTER}"
    assert clean(text) == text


def test_a_text_of_furniture_alone_is_empty():
    assert clean("Advertisement\n\nShare on Facebook\n\nSign up for our newsletter") == ""


def test_what_was_cleaned_is_clean_and_canonical():
    chance = random.Random(11)
    lines = [
        *FURNITURE,
        *PROSE,
        BEFORE,
        AFTER,
        "",
        "",
        f"02:17 {CAPTION} {CAPTION}",
        *LINKS.split("\n"),
    ]
    for _ in range(200):
        text = canonical("\n".join(chance.choices(lines, k=chance.randint(1, 40))))
        once = clean(text)
        assert canonical(once) == once
        kept = set(once.split("\n"))
        assert [line for line in PROSE if line in text.split("\n") and line not in kept] == []


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit", ["a ", "Share ", "Facebook ", "A B/", "Getty Images/", "sign up ", "12:", "("]
)
def test_no_line_takes_more_than_its_length_in_time(unit: str):
    for length in (599, 200_000):
        clean((unit * length)[:length] + "!")
