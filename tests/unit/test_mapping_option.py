import pytest

from index.errors import InputError
from ui.options import chosen_fields


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (None, {}),
        ([], {}),
        (["text=body"], {"text": "body"}),
        (["text=body,published=date"], {"text": "body", "published": "date"}),
        (["text=body", "published=date"], {"text": "body", "published": "date"}),
        ([" text = body , title=Kicker "], {"text": "body", "title": "Kicker"}),
        (["text=a,title=a"], {"text": "a", "title": "a"}),
        (["text=body,text=body"], {"text": "body"}),
        (["text=Body, whole"], {"text": "Body, whole"}),
        (["text=a=b,title=c"], {"text": "a=b", "title": "c"}),
        (["text=article.body"], {"text": "article.body"}),
    ],
)
def test_a_mapping_is_read_from_the_command_line(given: list[str] | None, fields: dict[str, str]):
    assert chosen_fields(given) == fields


@pytest.mark.parametrize("given", ["text", "=x", "text=", "", ",text=a", "text=a,title="])
def test_what_is_no_mapping_is_refused_with_an_example(given: str):
    with pytest.raises(InputError, match="is no FIELD=NAME, as in --map text=body"):
        chosen_fields([given])


def test_a_field_has_one_name():
    with pytest.raises(InputError, match="--map gives text two names: 'a' and 'b'"):
        chosen_fields(["text=a", "text=b"])
