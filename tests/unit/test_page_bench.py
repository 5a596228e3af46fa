"""The benchmark of the page: what it looks for must be found, and what it counts be counted."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from assistant import prompts
from assistant.answer import Evidence
from eval.bench.page_client import Broken, Heard, Layout, QueueFull, Tab
from eval.bench.page_crowd import row
from eval.bench.page_model import mark, marks, reply
from eval.bench.page_people import Asked, _in_order, _Watched, overtaken

EVIDENCE = Evidence(
    passage_id="a:0",
    article_id="a",
    title="Tram",
    source="Vale News",
    published="2021-05-04",
    url="",
    start=0,
    end=51,
    text="The tram line opened on 3 May. It cost 42 million crowns.",
)


def heard(kind: str, text: str) -> Heard:
    return Heard(kind, 1.0, json.dumps({"msg": kind, "output": text}))


def asked(sent: float, joined: float, started: float) -> Asked:
    return Asked(0, 0, sent, {"joined": joined, "started": started})


@pytest.mark.parametrize(("person", "number"), [(0, 0), (19, 1), (255, 65_535)])
def test_a_mark_says_who_asks_and_which_question_it_is(person: int, number: int):
    written = f"Who? ({mark(person, number)})"
    assert list(marks(written)) == [(False, person, number)]


def test_the_model_answers_with_the_echo_and_the_first_sentence_that_it_read():
    last = prompts.asked(f"When did the tram open? ({mark(3, 7)})", [EVIDENCE])
    said = reply([{"role": "user", "content": last.content}])
    assert list(marks(said)) == [(True, 3, 7)]
    assert said.endswith(" The tram line opened on 3 May.")


def test_the_mark_of_another_person_is_seen_wherever_it_stands():
    watched = _Watched(person=3, number=0, echoes=True, cited="")
    watched.see(heard("process_generating", f"mine {mark(3, 0)}"))
    assert watched.asked("answered").strange == ()
    watched.see(heard("process_generating", f"another's qy{mark(4, 2)[2:]}"))
    assert watched.asked("answered").strange == ("4:2",)


def test_the_first_word_is_the_echo_of_the_own_question():
    watched = _Watched(person=3, number=1, echoes=True, cited="", sent=0.0)
    for text in (mark(3, 1), f"qy{mark(3, 0)[2:]}"):
        watched.see(heard("process_generating", text))
        assert watched.asked("answered").after("first") is None
    watched.see(heard("process_generating", f"qy{mark(3, 1)[2:]}"))
    assert watched.asked("answered").after("first") == 1.0


@pytest.mark.parametrize(
    ("numbers", "in_order"),
    [
        ([(0, [0]), (1, [1])], True),
        ([(0, [0]), (1, [0, 1])], True),
        ([(0, [0]), (1, [])], True),
        ([(1, [1]), (0, [0])], False),
        ([(0, [1]), (1, [0])], False),
        ([(0, [0]), (0, [0])], False),
    ],
)
def test_an_answer_under_another_question_is_out_of_order(
    numbers: list[tuple[int, list[int]]], in_order: bool
):
    chat: list[dict[str, Any]] = []
    for question, echoes in numbers:
        told = " ".join(mark(0, number) for number in echoes)
        chat += [{"role": "user", "content": [{"text": mark(0, question)}]}]
        chat += [{"role": "assistant", "content": [{"text": told}]}]
    assert _in_order(chat) is in_order


def test_only_who_was_asked_for_surely_later_overtakes():
    first = asked(sent=0, joined=1, started=9)
    at_the_same_time = asked(sent=0.5, joined=1.5, started=2)
    later = asked(sent=2, joined=3, started=4)
    assert overtaken([first, at_the_same_time, later], "started") == [1, 0, 0]


def test_what_did_not_come_is_not_counted():
    assert row("x", [None, 1.0, 3.0]) == "| x | 2 | 3 | 3 | 2 |"
    assert row("x", [None]) == "| x | – | – | – | 0 |"


def test_a_listener_is_found_by_what_it_listens_to():
    layout = Layout.of(page())
    assert layout.listener("question", "submit")["id"] == 5
    with pytest.raises(Broken, match="nothing listens to click of #question"):
        layout.listener("question", "click")
    with pytest.raises(Broken, match="the page has no #sources"):
        layout.component("sources")


def test_a_tab_sends_what_the_page_wrote_before_and_nothing_of_what_the_server_keeps():
    server = _Server()
    assert asyncio.run(server.ask("Who?")) == ["joined", "process_completed"]
    assert [order["data"] for order in server.orders] == [["Who?", "as it was", None]]
    asyncio.run(server.ask("When?", "Where?"))
    assert server.orders[-1]["data"] == ["Where?", "written", None]


@pytest.mark.parametrize(
    ("status", "message", "error"),
    [
        (503, {}, QueueFull),
        (200, {"msg": "process_completed", "success": False, "event_id": "e"}, Broken),
        (200, {"msg": "unexpected_error", "message": "gone"}, Broken),
        (200, {"msg": "process_starts"}, Broken),
    ],
)
def test_a_full_queue_is_no_failure_and_a_failure_no_answer(
    status: int, message: dict[str, Any], error: type[Exception]
):
    with pytest.raises(error):
        asyncio.run(_Server(status, message).ask("Who?"))


def page() -> dict[str, Any]:
    def component(number: int, kind: str, **properties: Any) -> dict[str, Any]:
        return {"id": number, "type": kind, "props": properties}

    listener = {
        "id": 5,
        "targets": [[1, "submit"]],
        "inputs": [1, 2, 3],
        "outputs": [2, 3],
        "backend_fn": True,
        "queue": True,
        "trigger_after": None,
    }
    components = [
        component(1, "textbox", elem_id="question"),
        component(2, "textbox", value="as it was"),
        component(3, "state"),
    ]
    return {"components": components, "dependencies": [listener]}


class _Server:
    """A page with one listener, and what it was sent."""

    def __init__(self, status: int = 200, message: dict[str, Any] | None = None) -> None:
        self.orders: list[dict[str, Any]] = []
        self._status = status
        output = {"data": [{"__type__": "update", "value": "written"}, None]}
        done = {"msg": "process_completed", "success": True, "output": output, "event_id": "e"}
        self._message = message or done

    async def ask(self, *questions: str) -> list[str]:
        """Ask in one tab, and give the kinds of the messages that came."""
        transport = httpx.MockTransport(self._answer)
        async with (
            httpx.AsyncClient(base_url="http://page", transport=transport) as client,
            Tab.opened(client) as tab,
        ):
            return [heard.kind for one in questions async for heard in tab.ask(one)]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/config":
            return httpx.Response(200, json=page())
        if request.url.path.endswith("/join"):
            self.orders.append(json.loads(request.content))
            return httpx.Response(self._status, json={"event_id": "e"})
        if request.url.path.endswith("/data"):
            return httpx.Response(200, text=f"data: {json.dumps(self._message)}\n\n")
        return httpx.Response(200)
