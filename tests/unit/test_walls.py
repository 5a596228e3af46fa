from pathlib import Path

import pytest

from index.articles import Read, complete
from index.cleaning import clean
from index.pages import extract_html
from index.reading import read
from index.walls import suspicion

BRIEF = (
    "The swing bridge was closed to all vehicles on Friday after a crack was found in its bearing."
)


def reason(title: str, text: str) -> str:
    return suspicion(title, text, clean(text))


WALLS = {
    "a bot check": [
        ("Just a moment...", "Verify you are human by completing the action below."),
        ("", "Are you a robot?\n\nPlease click the box below to let us know you are not."),
        ("gazette.example", "Enable JavaScript and cookies to continue"),
        ("", "Checking your browser before accessing gazette.example.\n\nRay ID: 77"),
        ("", "Our systems have detected unusual traffic from your network. Try again later."),
    ],
    "a refusal": [
        (
            "Access Denied",
            "You don't have permission to access this on this server.\n\nReference #18",
        ),
        ("", "403 Forbidden\n\nnginx"),
        ("Gazette", "Sorry, this content is not available in your region."),
        ("", "We recognise you are attempting to access this website from a country in Europe."),
    ],
    "an error page": [
        ("404 Not Found", "404 Not Found\n\nnginx"),
        ("Page not found | The Gazette", "Try the search.\n\nMost read\n\nFour words of news"),
        ("", "Oops! Something went wrong\n\nPlease try again later."),
        ("", "Sorry, the page you are looking for has moved.\n\nGo to the front page."),
        ("", "This article is no longer available."),
        ("", "503 Service Unavailable"),
    ],
    "a cookie wall": [
        (
            "",
            "We value your privacy\n\nWe and our 14 partners store facts here.\n\nAccept all",
        ),
        ("", "Before you continue\n\nWe use cookies to measure. Manage options\n\nReject all"),
    ],
    "a paywall's teaser": [
        ("Bridge closed", f"{BRIEF}\n\nSubscribe to continue reading."),
        ("Bridge closed", f"{BRIEF}\n\nTo continue reading, log in or create a free account."),
        ("Bridge closed", "The swing bridge…\n\nThis article is for subscribers only. Log in"),
        ("Bridge closed", f"{BRIEF} You have reached your limit of free articles."),
        ("Bridge closed", "Subscribe to unlock this article"),
    ],
    "pictures, sound or a puzzle without prose": [
        ("Quick crossword No 12", "Across\n\n1 Bird (4)\n\n3 Small boat (5)"),
        ("In pictures: the herring festival", "The smokehouses at dawn\n\nThe filleting contest"),
    ],
    "nothing but page furniture": [("Bridge closed", "Advertisement\n\nShare on Facebook")],
}
SEEN = [(kind, *wall) for kind, walls in WALLS.items() for wall in walls]


@pytest.mark.parametrize(("kind", "title", "text"), SEEN)
def test_what_is_no_article_is_named(kind: str, title: str, text: str):
    assert reason(title, text).startswith(kind), reason(title, text)


def test_a_page_of_headlines_is_no_article():
    lines = [
        f"Council votes on question number {n} of the year\n\n{n} hours ago" for n in range(2, 14)
    ]
    assert reason("News", "\n\n".join(lines)).startswith(
        "an index page, not an article: 12 headlines"
    )


ARTICLES = [
    ("A", BRIEF),
    ("Bridge closed", "Closed."),
    ("Access denied to quarry walkers", "Access to the quarry was denied to walkers on Monday."),
    ("Access denied", f"{BRIEF} " * 5),
    ("x", "“Access denied,” said the screen. The clerk called the police on Monday."),
    ("x", "Something went wrong. The Petrel hit the pier and twelve people were hurt."),
    ("Paywalls", "Readers must subscribe to continue reading after three articles, it said."),
    ("Paywalls", "“Subscribe to continue reading,” says every page of the Gazette since Monday."),
    ("Pay", "You have read about the bridge; now read about the toll that pays for it."),
    ("Crossword club meets", "The crossword club meets in the Drill Hall on Monday at seven."),
    ("Quiz", "The quiz was won by Larch, who answered 41 of 50 questions about the Sound."),
    ("Robots", "Are you a robot if you never sleep? The harbour's new crane never does."),
    ("Watch thefts", "Thieves took 40 watches from a shop in Capstan Street on Monday night."),
    ("Page found", "The page found in the vault is from 1794, the museum said on Monday."),
    ("Cookies", "We use cookies from the village bakery, said the owner of the café on the quay."),
    ("The 404", "404 people marched for the maternity unit on Sunday, the police said."),
    ("Result", "Mariners 2 Rovers 1"),
    ("Tides", "High water 06.12 and 18.40\n\nLow water 00.10 and 12.31"),
    ("Poem", "\n".join(["The wheel turned slow", "the cat looked on", "and no one called"] * 6)),
    ("List", "\n".join(f"Larch store number {n}, Capstan Street" for n in range(40))),
]


@pytest.mark.parametrize(("title", "text"), ARTICLES)
def test_a_short_or_odd_article_is_an_article(title: str, text: str):
    assert reason(title, text) == ""


def test_a_long_article_about_walls_is_an_article():
    report = "\n\n".join(f"On day {n}, as before: {BRIEF}" for n in range(12))
    text = f"Access Denied\n\nSubscribe to continue reading\n\n{report}"
    assert reason("Access Denied", text) == ""


def web(body: str, head: str = "", title: str = "The Gazette") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def links(count: int) -> str:
    return "".join(
        f'<div><h3><a href="/{n}">Council votes on question {n}</a></h3></div>'
        for n in range(count)
    )


def test_a_bot_check_without_any_article_is_kept_with_its_reason():
    page = web("<form><p>Verify you are human</p></form>", title="Just a moment...")
    found = complete(extract_html(page, "a.html"), "a.html", "a.html")
    assert found.quarantine.startswith("a bot check, not an article")
    assert "Verify you are human" in found.article.text


def test_a_wall_beside_a_teaser_is_seen():
    wall = '<div class="wall"><p>Subscribe to continue reading</p><a href="/s">See offers</a></div>'
    page = web(f"<article><h1>Bridge closed</h1><p>{BRIEF}</p></article>{wall}")
    assert extract_html(page, "a.html").quarantine.startswith("a paywall's teaser, not an article")


@pytest.mark.parametrize("hide", ["hidden", 'style="display: none"', 'aria-hidden="true"'])
def test_a_wall_that_is_not_shown_is_none(hide: str):
    wall = f"<div {hide}><p>Subscribe to continue reading</p></div>"
    page = web(f"<article><h1>Bridge closed</h1><p>{BRIEF}</p></article>{wall}")
    assert extract_html(page, "a.html").quarantine == ""


def test_a_page_that_says_it_is_not_free_and_breaks_off_is_a_teaser():
    paid = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge closed", '
        '"isAccessibleForFree": false}</script>'
    )
    whole = f"<article><h1>Bridge closed</h1><p>{BRIEF}</p></article>"
    assert extract_html(web(whole, paid), "a.html").quarantine == ""
    broken = whole.replace("its bearing.", "its…")
    assert extract_html(web(broken, paid), "a.html").quarantine.startswith("a paywall's teaser")


def test_a_front_page_is_an_index():
    assert "an index page" in extract_html(web(f"<main>{links(30)}</main>"), "a.html").quarantine


def test_an_article_among_many_links_is_an_article():
    page = web(f"<article><h1>Bridge closed</h1><p>{BRIEF}</p></article><aside>{links(40)}</aside>")
    assert extract_html(page, "a.html").quarantine == ""


def test_what_is_set_aside_is_read_with_its_reason_and_its_text(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Advertisement\n\nShare on Facebook")
    (tmp_path / "b.txt").write_text(f"{BRIEF}\n\nAdvertisement")
    found = [item for item in read(str(tmp_path)) if isinstance(item, Read)]
    assert [item.quarantine for item in found] == [
        "nothing but page furniture: it says “Advertisement Share on Facebook”",
        "",
    ]
    assert [item.article.text for item in found] == ["Advertisement\n\nShare on Facebook", BRIEF]
