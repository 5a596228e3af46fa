"""A conversation as a file to save: `GET /conversation/ID/FORM`, for its owner only."""

import fastapi
from fastapi.responses import PlainTextResponse, Response

from index.errors import DatelineError, UnknownConversation
from ui import exporting
from ui.calm import in_words
from ui.history import History


def router(history: History) -> fastapi.APIRouter:
    """Make the routes; whoever asks was found by the guard before.

    Args:
        history: What is kept.
    """
    routes = fastapi.APIRouter()

    @routes.get("/conversation/{conversation}/{form}")
    def conversation(
        conversation: str,
        form: exporting.Format,
        request: fastapi.Request,
    ) -> Response:
        try:
            kept = history.read(request.state.user or "", conversation)
        except UnknownConversation as error:
            return PlainTextResponse(in_words(error), status_code=404)
        except DatelineError as error:
            return PlainTextResponse(in_words(error), status_code=503)
        return Response(
            exporting.export(kept, form),
            media_type=exporting.MEDIA_TYPES[form],
            headers={
                "Content-Disposition": f'attachment; filename="{exporting.file_name(kept, form)}"'
            },
        )

    return routes
