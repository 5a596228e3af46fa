"""Listeners of the page that show something again and again."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import wraps
from typing import Any

from ui.past import Values

Shown = AsyncGenerator[Values]


def passed(listener: Callable[..., Shown]) -> Callable[..., Shown]:
    """Make a listener that Gradio knows as a generator of one that gives a generator."""

    @wraps(listener)
    async def passed(*given: Any) -> Shown:
        async with aclosing(listener(*given)) as shown:
            async for values in shown:
                yield values

    return passed


async def once(values: Values) -> Shown:
    """Show one thing."""
    yield values
