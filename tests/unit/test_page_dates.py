"""Small invented pages whose places say when they appeared, often not the same."""

import datetime
import json
from dataclasses import replace

import pytest
from lxml import html

from index.articles import complete
from index.dates import PublicationDate
from index.linked_data import page_object
from index.page_dates import page_dates
from index.pages import extract_html

PROSE = (
    "<p>Mayor Odile Brandt opened the new tram line in Larch on Saturday, three years after the "
    "first stone was laid, and said that it had cost 42 million crowns, which is twice the sum "
    "that the council had been promised in 1998.</p>"
)
ADDRESS = "https://courier.example/tram-opens"


def page(
    head: str = "", body: str = "", lang: str = "en-GB", title: str = "Tram line opens"
) -> str:
    return (
        f'<html lang="{lang}"><head><title>{title}</title>{head}</head><body><article>'
        f"<h1>{title}</h1>{body}{PROSE}{PROSE}</article></body></html>"
    )


def json_ld(content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    return f'<script type="application/ld+json">{text}</script>'


def article(**fields: object) -> str:
    return json_ld({"@type": "NewsArticle", "headline": "Tram line opens", **fields})


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def published(text: str, url: str = ADDRESS) -> PublicationDate | None:
    """The date that the library keeps: what the page states, weighed against its address."""
    kept = complete(extract_html(text.encode(), "a.html", url), url, url, url=url).article
    if not kept.published:
        return None
    return PublicationDate(kept.published, kept.published_origin, kept.published_confidence)


PUBLISHED = "article:published_time"
TIME = '<p class="by"><time datetime="{}">a day</time></p>'
MADE = "2023-12-06"
BYLINE = '<p class="byline">Nell Ashcombe | 6 December 2023</p>'
TABLE = (
    "<table><tr><th>Year</th><th>Riders</th></tr><tr><td>3 March 1998</td><td>12</td></tr>"
    "<tr><td>4 April 1999</td><td>15</td></tr></table>"
)

# Name -> the page, and what is to be found: value, origin, confidence.
PAGES = {
    "JSON-LD alone": (page(article(datePublished=MADE)), (MADE, "JSON-LD", "high")),
    "JSON-LD in a graph": (
        page(
            json_ld(
                {"@graph": [{"@type": "WebSite"}, json.loads(article(datePublished=MADE)[35:-9])]}
            )
        ),
        (MADE, "JSON-LD", "high"),
    ),
    "JSON-LD in a list in a list": (
        page(json_ld([[{"@type": ["Thing", "ReportageNewsArticle"], "datePublished": MADE}]])),
        (MADE, "JSON-LD", "high"),
    ),
    "JSON-LD as the main entity of its page": (
        page(
            json_ld({"@type": "WebPage", "mainEntity": {"@type": "Article", "datePublished": MADE}})
        ),
        (MADE, "JSON-LD", "high"),
    ),
    "JSON-LD of a related article beside the page's own": (
        page(
            json_ld(
                [
                    {
                        "@type": "NewsArticle",
                        "headline": "Old canal drained",
                        "url": "https://courier.example/canal",
                        "datePublished": "2021-02-03",
                    },
                    {"@type": "NewsArticle", "url": ADDRESS, "datePublished": MADE},
                ]
            )
        ),
        (MADE, "JSON-LD", "high"),
    ),
    "JSON-LD of a related article only": (
        page(
            article(
                headline="Old canal drained",
                url="https://courier.example/canal",
                datePublished="2021-02-03",
            ),
            BYLINE,
        ),
        (MADE, "byline", "medium"),
    ),
    "JSON-LD of comments, videos and a live blog's entries": (
        page(
            article(
                comment=[{"@type": "Comment", "datePublished": "2020-01-01"}],
                video={"@type": "VideoObject", "uploadDate": "2019-01-01"},
                liveBlogUpdate=[{"@type": "BlogPosting", "datePublished": "2023-12-09"}],
                datePublished=MADE,
            )
        ),
        (MADE, "JSON-LD", "high"),
    ),
    "several articles that could all be meant": (
        page(
            json_ld(
                [
                    {"@type": "NewsArticle", "datePublished": "2021-02-03"},
                    {"@type": "NewsArticle", "datePublished": "2022-02-03"},
                ]
            )
        ),
        None,
    ),
    "JSON-LD with a trailing comma": (
        page(json_ld('{"@type": "NewsArticle", "datePublished": "2023-12-06",}')),
        (MADE, "JSON-LD", "high"),
    ),
    "JSON-LD cut short": (
        page(json_ld('{"@type": "NewsArticle", "datePublished": "2023-12-06", "headline": "Tra')),
        (MADE, "JSON-LD", "high"),
    ),
    "a change is no publication": (page(article(dateModified=MADE)), None),
    "two deliberate dates: the earlier": (
        page(article(datePublished="2023-12-20") + meta(PUBLISHED, MADE)),
        (MADE, "meta", "low"),
    ),
    "the later date is named as the change": (
        page(
            article(datePublished=MADE, dateModified="2023-12-20"),
            '<p>Updated <time datetime="2023-12-20">20 December</time></p>',
        ),
        (MADE, "JSON-LD", "high"),
    ),
    "the head shows another day": (
        page(meta(PUBLISHED, MADE), TIME.format("2023-12-20")),
        (MADE, "meta", "low"),
    ),
    "the address says another month": (
        page(meta(PUBLISHED, "2024-02-01")),
        ("2024-02-01", "meta", "low"),
    ),
    "a moment in Greenwich and the day in Larch": (
        page(article(datePublished="2023-12-07T01:30:00Z"), BYLINE),
        (MADE, "byline", "high"),
    ),
    "the day in a zone of its own is kept": (
        page(article(datePublished="2023-12-06T23:30:00-08:00")),
        (MADE, "JSON-LD", "high"),
    ),
    "a month here and a day there": (
        page(meta(PUBLISHED, "2023-12") + article(datePublished=MADE)),
        (MADE, "JSON-LD", "high"),
    ),
    "microdata": (
        page("", '<span itemprop="datePublished" content="2023-12-06T08:00">today</span>'),
        (MADE, "microdata", "high"),
    ),
    "RDFa": (
        page("", '<span property="schema:datePublished" content="2023-12-06">then</span>'),
        (MADE, "microdata", "high"),
    ),
    "a time element in the head": (page("", TIME.format(MADE)), (MADE, "time element", "medium")),
    "a time element that is named a change": (
        page("", '<p>Last updated: <time datetime="2023-12-20">then</time></p>'),
        None,
    ),
    "time elements in a list, a comment, a footer": (
        page(
            "",
            '<ul class="related"><li><time datetime="2020-01-01">a</time></li></ul>'
            '<div id="comments"><time datetime="2020-01-02">b</time></div>'
            '<footer><time datetime="2020-01-03">c</time></footer>'
            '<article><time datetime="2020-01-04">d</time></article>',
        ),
        None,
    ),
    "a time element in a sentence": (
        page("", PROSE.replace("1998", '<time datetime="1998-03-03">1998</time>')),
        None,
    ),
    "published and updated in one line": (
        page("", "<p>Published 6 December 2023, 08.00 | Updated 20 December 2023</p>"),
        (MADE, "byline", "medium"),
    ),
    "days ago": (page("", "<p>Updated 3 hours ago</p>"), None),
    "a copyright year": (page("", "<p>© 6 December 2023 The Larch Courier</p>"), None),
    "a short sentence with a date": (page("", "<p>It was founded on 6 December 2023.</p>"), None),
    "a table of days": (page(body=TABLE.replace("3 March 1998", "Spring")), None),
    "digits, British": (page("", "<p>Posted: 06/12/2023</p>"), (MADE, "byline", "medium")),
    "digits, American": (
        page("", "<p>Posted: 06/12/2023</p>", lang="en-US"),
        ("2023-06-12", "byline", "medium"),
    ),
    "digits, English of no country": (
        page("", "<p>Posted: 06/12/2023</p>", lang="en"),
        ("2023", "byline", "medium"),
    ),
    "digits, German": (page("", "<p>06.12.2023, 10:15</p>", lang="de"), (MADE, "byline", "medium")),
    "a perhaps and nothing better": (page(meta("date", MADE)), (MADE, "meta", "high")),
    "a perhaps beside a publication": (
        page(
            meta("date", "2023-12-20")
            + meta("og:updated_time", "2023-12-20")
            + meta(PUBLISHED, MADE)
        ),
        (MADE, "meta", "high"),
    ),
    "a content system that knows no date": (page(meta(PUBLISHED, "0001-01-01T00:00:00")), None),
    "the first second of 1970": (
        page(meta(PUBLISHED, "1970-01-01T00:00:00Z"), BYLINE),
        (MADE, "byline", "medium"),
    ),
    "a date that will come": (
        page(meta(PUBLISHED, "2999-01-01") + meta("date", MADE)),
        (MADE, "meta", "high"),
    ),
    "a day that no calendar has": (
        page(meta(PUBLISHED, "2023-02-30"), BYLINE),
        (MADE, "byline", "medium"),
    ),
    "seconds since 1970": (page(article(datePublished=1701820800)), None),
}
ELSEWHERE = {"the address says another month": "https://courier.example/2023/12/06/tram-opens"}


@pytest.mark.parametrize("name", PAGES)
def test_pages_that_state_dates_in_many_places(name: str):
    text, expected = PAGES[name]
    found = published(text, ELSEWHERE.get(name, ADDRESS))
    assert found == (PublicationDate(*expected) if expected else None)


@pytest.mark.parametrize(
    ("stated", "updated"),
    [
        (article(datePublished=MADE, dateModified="2023-12-08T01:00+01:00"), "2023-12-08"),
        (article(datePublished=MADE) + meta("article:modified_time", "2023-12-09"), "2023-12-09"),
        (meta("og:updated_time", "2023-12-08") + meta("lastmod", "2023-12-10"), "2023-12-10"),
        (article(datePublished=MADE, dateModified="2023-12-01"), ""),
        (article(datePublished=MADE, dateModified="2999-12-01"), ""),
        (article(datePublished=MADE), ""),
    ],
)
def test_the_last_change_is_kept_apart(stated: str, updated: str):
    change = extract_html(page(stated).encode(), "a.html").updated
    assert (change.value if change else "") == updated


def test_the_address_alone_gives_a_date_of_low_confidence():
    url = "https://courier.example/2023/12/06/tram-opens"
    assert published(page(), url) == PublicationDate(MADE, "url", "low")


def test_the_file_s_name_is_the_last_resort():
    extract = extract_html(page().encode(), "2023-12-06-tram.html")
    kept = complete(extract, "/x/2023-12-06-tram.html", "2023-12-06-tram.html").article
    assert (kept.published, kept.published_origin, kept.published_confidence) == (
        MADE,
        "file name",
        "low",
    )
    dated = extract_html(page(meta(PUBLISHED, "2022-01-01")).encode(), "2023-12-06-tram.html")
    kept = complete(dated, "/x/2023-12-06-tram.html", "2023-12-06-tram.html").article
    assert (kept.published, kept.published_origin) == ("2022-01-01", "meta")


def test_the_name_of_a_data_file_says_nothing_of_its_records():
    extract = replace(extract_html(page().encode(), "a"), url="")
    assert complete(extract, "/x/2023-12-06.jsonl#7", "2023-12-06.jsonl").article.published == ""


@pytest.mark.parametrize(
    "zone", [datetime.UTC, datetime.timezone(datetime.timedelta(hours=5)), None]
)
def test_a_clock_that_shows_the_minute_of_reading_is_no_date(zone: datetime.tzinfo | None):
    clock = datetime.datetime.now(zone).isoformat(timespec="seconds")
    assert published(page(meta(PUBLISHED, clock))) is None
    assert published(page(article(datePublished=clock), BYLINE)) == PublicationDate(
        MADE, "byline", "medium"
    )


def test_a_bare_date_of_today_is_the_masthead_s_and_a_labelled_one_the_article_s():
    today = f"{datetime.date.today():%d %B %Y}"
    assert published(page("", f"<p>{today}</p>")) is None
    assert published(page("", f"<p>Published {today}</p>")) is not None


def test_a_masthead_and_other_articles_of_the_page_are_not_looked_at():
    front = (
        '<html><body><div class="top">Monday 4 May 2020</div><h1>Tram line opens</h1>'
        f"<p>By Nell Ashcombe, 6 December 2023</p>{PROSE}{PROSE}"
        '<article class="teaser"><h2>Canal drained</h2><time datetime="2021-01-01">x</time>'
        "</article><article><h2>Herring</h2><time datetime='2021-01-02'>x</time></article></body>"
    )
    assert published(front) == PublicationDate(MADE, "byline", "medium")


def test_where_the_paper_s_name_is_the_h1_the_headline_is_an_h2():
    front = (
        "<html><head><title>Tram line opens | The Larch Courier</title></head><body>"
        '<h1 class="logo">The Larch Courier</h1><p>Monday 4 May 2020</p>'
        f"<article><h2>Tram line opens</h2>{BYLINE}{PROSE}{PROSE}</article>"
        '<article><h2>Canal drained</h2><time datetime="2021-01-01">x</time></article></body>'
    )
    assert published(front) == PublicationDate(MADE, "byline", "medium")


def test_a_headline_in_a_card_is_still_the_headline():
    card = f'<html><body><div class="card"><h1>Tram line opens</h1>{BYLINE}{PROSE}</div></body>'
    assert published(card) == PublicationDate(MADE, "byline", "medium")


@pytest.mark.parametrize(
    "content",
    [
        "{broken",
        "[" * 50_000,
        '[1, null, "x", {"@type": 5, "datePublished": {"a": []}, "headline": ["x"]}]',
        '{"@type": ["NewsArticle", null], "datePublished": 20231206, "author": 7, "publisher": []}',
        '{"@type": "NewsArticle", "author": [[[]], 7, {"name": {"name": 5}}], "url": {"@id": []}}',
        '{"datePublished": "2999-01-01"}',
    ],
)
def test_json_ld_that_says_nothing_usable_is_passed_over(content: str):
    found = published(page(json_ld(content) + meta(PUBLISHED, MADE)))
    assert found == PublicationDate(MADE, "meta", "high")


def test_json_ld_of_five_megabytes_is_read():
    body = article(datePublished=MADE, articleBody="word " * 1_000_000)
    assert published(page(body)) == PublicationDate(MADE, "JSON-LD", "high")


def test_a_page_of_very_many_objects_and_times_ends():
    many = [
        {"@type": "NewsArticle", "headline": f"Other {n}", "datePublished": MADE}
        for n in range(20_000)
    ]
    times = '<time datetime="2020-01-01">x</time>' * 5_000
    tree = html.fromstring(page(json_ld(many), f'<div class="related">{times}</div>'))
    thing = page_object(tree, [ADDRESS], ["Tram line opens"])
    assert page_dates(tree, thing)[1] is None


def test_a_page_nested_ten_thousand_deep_gives_its_date():
    deep = "<div>" * 10_000 + PROSE + "</div>" * 10_000
    text = page(meta(PUBLISHED, MADE), deep)
    tree = html.fromstring(text, parser=html.HTMLParser(huge_tree=True))
    assert page_dates(tree, {})[0] == PublicationDate(MADE, "meta", "high")
