"""Evidence: which of the hits the model is given to read."""

from collections.abc import Sequence

from llama_index.core.utils import get_tokenizer

from assistant.answer import Hit
from assistant.prompts import numbered


def select(hits: Sequence[Hit], budget: int) -> list[Hit]:
    """Take the best hits that fit a budget; repeats were left out by the retriever.

    Args:
        hits: Best first.
        budget: Tokens, counted with LlamaIndex's bundled tokenizer (within a tenth of the
            model's own on news).

    Returns:
        At least the first hit, if there is one; whole passages only, the best last: a small model
        heeds most what stands next to the question.
    """
    tokens = get_tokenizer()
    taken: list[Hit] = []
    used = 0
    for hit in hits:
        cost = len(tokens(numbered([hit])[0]))
        if taken and used + cost > budget:
            break
        taken.append(hit)
        used += cost
    return taken[::-1]
