"""The pages that sign people in and out, alone behind the guard, and those who visit them."""

import fastapi
from starlette.testclient import TestClient

from ui import signing_in
from ui.guard import Guard
from ui.users import Users

HERE = "http://127.0.0.1:7860"
RIGHT = {"name": "ann", "password": "correct horse"}
_PAGE = {"Accept": "text/html,*/*", "Origin": HERE}


def visitor(app: fastapi.FastAPI, **how: object) -> TestClient:
    how = {"base_url": HERE, "headers": _PAGE, "client": ("127.0.0.1", 5000), **how}
    return TestClient(app, follow_redirects=False, **how)


def pages(users: Users, doors: signing_in.Doors | None = None) -> fastapi.FastAPI:
    """Give the pages alone, behind the guard, with one that says who is there."""
    app = fastapi.FastAPI()
    app.add_middleware(Guard, hosts=None, users=users, demanded=True)
    app.include_router(signing_in.router(users, doors))

    @app.get("/who")
    def who(request: fastapi.Request) -> str:
        return request.state.user

    return app
