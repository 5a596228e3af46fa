"""What the page's listeners give, and those that give something again and again."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import wraps
from typing import Any

# What components are to show, by component.
Values = dict[Any, Any]
Shown = AsyncGenerator[Values]


def components(parts: Any) -> set[Any]:
    """Give what a listener may write to, of a dataclass of components."""
    return {getattr(parts, name) for name in parts.__dataclass_fields__}


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
