"""What is unchanged since it was last fetched is not sent again."""

from pathlib import Path

import pytest
from tram_pages import HERE, page, refusal
from web_site import WebSite

from index import Library
from index.articles import Read, Unchanged
from index.reading import read, visitor


def test_a_page_is_asked_for_again_only_if_it_changed(site: WebSite, library: Library):
    url = site.page("/tram", page(), etag='"one"', last_modified="Sat, 01 May 2021 10:00:00 GMT")
    assert len(library.add(url, how=HERE).of("added")) == 1
    assert not {"if-none-match", "if-modified-since"} & set(site.asked[0][1])
    (outcome,) = library.add(url, how=HERE).outcomes
    (entry,) = library.entries()
    assert (outcome.status, outcome.origin, outcome.article_id) == ("unchanged", url, entry.id)
    assert site.asked[1][1]["if-none-match"] == '"one"'
    assert site.asked[1][1]["if-modified-since"] == "Sat, 01 May 2021 10:00:00 GMT"


@pytest.mark.parametrize("header", ["etag", "last_modified"])
def test_either_of_the_two_is_enough(site: WebSite, library: Library, header: str):
    url = site.page("/tram", page(), **{header: "Sat, 01 May 2021 10:00:00 GMT"})
    library.add(url, how=HERE)
    site.pages[url] = (500, {}, b"")
    assert len(library.add(url, how=HERE).of("unchanged")) == 1


def test_a_changed_page_is_read_again(site: WebSite, library: Library):
    url = site.page("/tram", page(), etag='"one"')
    library.add(url, how=HERE)
    site.page("/tram", page(words="It rained."), etag='"two"')
    assert len(library.add(url, how=HERE).of("changed")) == 1
    assert len(library.add(url, how=HERE).of("unchanged")) == 1
    assert [headers.get("if-none-match") for _, headers in site.asked] == [None, '"one"', '"two"']
    (entry,) = library.entries()
    assert "It rained." in library.article(entry.id).text


def test_an_article_that_was_removed_is_fetched_again(site: WebSite, library: Library):
    url = site.page("/tram", page(), etag='"one"')
    library.add(url, how=HERE)
    library.remove([entry.id for entry in library.entries()])
    assert len(library.add(url, how=HERE).of("added")) == 1
    assert "if-none-match" not in site.asked[1][1]


def test_an_article_that_was_never_stored_is_fetched_again(site: WebSite, library: Library):
    url = site.page("/tram", page(), etag='"one"')
    # Read and remembered, and then the process ends before the article is written.
    assert isinstance(next(read(url, HERE, visitor(HERE, library._catalogue.fetches()))), Read)
    assert len(library.add(url, how=HERE).of("added")) == 1
    site.page("/tram", page(words="It rained."), etag='"two"')
    assert isinstance(next(read(url, HERE, visitor(HERE, library._catalogue.fetches()))), Read)
    assert len(library.add(url, how=HERE).of("changed")) == 1


def test_a_page_behind_a_redirect_is_known_too(site: WebSite, library: Library):
    site.page("/new", page(), etag='"one"')
    url = site.redirect("/old", "/new")
    library.add(url, how=HERE)
    assert len(library.add(url, how=HERE).of("unchanged")) == 1
    conditions = [(path, headers.get("if-none-match")) for path, headers in site.asked]
    assert conditions == [("/old", None), ("/new", None), ("/old", None), ("/new", '"one"')]


def test_unchanged_is_no_answer_to_who_did_not_ask(site: WebSite):
    site.pages["/tram"] = (304, {}, b"")
    assert refusal(site.url("/tram")) == "the server answered 304"


@pytest.mark.parametrize("etag", ["x" * 501, "caf\xe9", ""])
def test_what_cannot_be_sent_back_is_not_kept(site: WebSite, library: Library, etag: str):
    url = site.page("/tram", page(), etag=etag)
    library.add(url, how=HERE)
    assert len(library.add(url, how=HERE).of("unchanged")) == 1
    assert "if-none-match" not in site.asked[1][1]


def test_without_a_library_nothing_is_remembered(site: WebSite):
    url = site.page("/tram", page(), etag='"one"')
    web = visitor(HERE)
    for _ in range(2):
        (item,) = read(url, HERE, web)
        assert not isinstance(item, Unchanged)


def test_a_library_without_the_table_gets_it(site: WebSite, tmp_path: Path, embedding):
    url = site.page("/tram", page(), etag='"one"')
    folder = tmp_path / "old"
    with Library.open(folder, embedding=embedding) as library:
        with library._catalogue._engine.begin() as connection:
            connection.exec_driver_sql("drop table if exists fetches")
        assert len(library.add(url, how=HERE).of("added")) == 1
    with Library.open(folder, embedding=embedding) as library:
        assert len(library.add(url, how=HERE).of("unchanged")) == 1


def test_a_listing_that_is_unchanged_stays_known(site: WebSite, library: Library):
    url = site.page("/feed", "<rss/>", "application/rss+xml; charset=x", etag='"one"')
    web = visitor(HERE, library._catalogue.fetches())
    web.remember(web.listing(url))
    site.pages["/feed"] = (304, {}, b"")
    for _ in range(2):
        kept = web.listing(url)
        assert (kept.data, kept.content_type) == (b"<rss/>", "application/rss+xml; charset=x")
        web.remember(kept)
    assert [headers.get("if-none-match") for _, headers in site.asked] == [None, '"one"', '"one"']


def test_a_listing_too_long_to_keep_is_fetched_each_time(site: WebSite, library: Library):
    import random

    noise = random.Random(1).randbytes(1_200_000).hex()
    url = site.page("/feed", noise, "application/xml", etag='"one"')
    web = visitor(HERE, library._catalogue.fetches())
    for _ in range(2):
        web.remember(web.listing(url))
    assert "if-none-match" not in site.asked[1][1]


def test_an_article_is_not_lost_because_its_fetch_cannot_be_kept(
    site: WebSite, library: Library, monkeypatch: pytest.MonkeyPatch
):
    fetches = library._catalogue.fetches()
    with library._catalogue._engine.begin() as connection:
        connection.exec_driver_sql("drop table fetches")
    web = visitor(HERE, fetches)
    monkeypatch.setattr(fetches, "article", lambda _: None)
    (item,) = read(site.page("/tram", page(), etag='"one"'), HERE, web)
    assert isinstance(item, Read)
