"""The language model: one OpenAI-compatible client, for the local model or any server."""

import asyncio
import functools
import ssl
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from llama_index.core.llms import ChatMessage
from llama_index.core.utils import get_tokenizer
from llama_index.llms.openai_like import OpenAILike
from openai import APIConnectionError, APIError, APIStatusError

from assistant.local_model import LocalModel
from assistant.settings import Settings
from index import weights
from index.errors import ModelUnavailable

# A small machine may read a long prompt for a minute, and others may be served before.
_TIMEOUT_SECONDS = 600.0
# Counting is only worth it while it is quick; there is another way.
_COUNT_SECONDS = 5.0
# What is on this machine is asked directly, whatever proxy the environment names.
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass
class Usage:
    """What the server counted for one answer, in tokens."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0


class LanguageModel:
    """A chat model behind an OpenAI-compatible address.

    Attributes:
        name: The model's name, for people.
        url: Where it is asked; only for asking it.
        address: The same for people, without what is secret in it.
        local: The child process that serves it, if one does.

    Args:
        url: Up to and with "/v1".
        name: The model's name there.
        key: The key it asks for.
        answer_tokens: The longest answer, in tokens.
        local: The child process to end with this object, if the address is its.
    """

    def __init__(
        self, url: str, name: str, key: str, answer_tokens: int, local: LocalModel | None = None
    ) -> None:
        self.name = name
        self.url = url
        self.address = without_secrets(url)
        self.local = local
        self.fields: dict[str, Any] = {
            "model": name if local is None else "local",
            "api_base": url,
            "api_key": key,
            "is_chat_model": True,
            "max_tokens": answer_tokens,
            "temperature": 0,
            "timeout": _TIMEOUT_SECONDS,
            "max_retries": 0,
            "additional_kwargs": {"stream_options": {"include_usage": True}},
        }

    @classmethod
    def begin(cls, settings: Settings) -> Self:
        """Begin to start the local model, or make ready to talk to a server; `wait` does the rest.

        Raises:
            WeightsMissing: If the local model's file is absent or cut short.
        """
        if settings.llm_url:
            url, name, key = settings.llm_url, settings.llm_model, settings.llm_key
            return cls(url, name, key, settings.answer_tokens)
        file = settings.llm_file or weights.require(weights.LANGUAGE_MODEL)
        local = LocalModel(file, "local", settings.llm_threads, settings.llm_context)
        return cls("", file.stem, local.key, settings.answer_tokens, local)

    def wait(self) -> None:
        """Wait until the local model is loaded.

        Raises:
            ModelUnavailable: If it does not start.
        """
        if self.local is not None:
            self.url = self.fields["api_base"] = self.local.loaded()

    @classmethod
    def start(cls, settings: Settings) -> Self:
        """Start the local model, or make ready to talk to a server, as the settings say.

        Raises:
            WeightsMissing: If the local model's file is absent or cut short.
            ModelUnavailable: If the local model does not start.
        """
        model = cls.begin(settings)
        model.wait()
        return model

    async def stream(
        self, messages: Sequence[ChatMessage], usage: Usage, answer_tokens: int | None = None
    ) -> AsyncGenerator[str]:
        """Write an answer piece by piece; closing the iterator stops the model.

        Args:
            messages: The conversation, the question last.
            usage: Filled with the server's counts when the answer ends.
            answer_tokens: The longest answer; None for that of this object.

        Raises:
            ModelUnavailable: If the server is not there or refuses.
        """
        # Only the asynchronous stream: closing LlamaIndex's synchronous one leaves the model
        # writing to the end (docs/decisions/0005). A client of its own for each answer, because a
        # client belongs to one event loop, and scripts start a new one for every question.
        try:
            async with self._client(_TIMEOUT_SECONDS) as client:
                most = {} if answer_tokens is None else {"max_tokens": answer_tokens}
                llm = OpenAILike(**{**self.fields, **most}, async_http_client=client)
                async for piece in await llm.astream_chat(list(messages)):
                    _count(piece.raw, usage)
                    if piece.delta:
                        yield piece.delta
        except APIConnectionError as error:
            await self._require_local()
            raise ModelUnavailable(
                f"the model's server {self.address} does not answer ({_cause(error)}): see that it "
                "runs, and that this is its address up to and with /v1 (`--llm-url`)"
            ) from error
        except APIStatusError as error:
            # The body is the server's own words; the message wraps them in its JSON.
            said = error.body.get("message") if isinstance(error.body, dict) else error.message
            raise ModelUnavailable(
                f"the model's server {self.address} refused ({error.status_code}): {said}"
            ) from error
        except (APIError, httpx.HTTPError) as error:
            # A server that dies while it writes comes through as httpx's own error.
            await self._require_local()
            raise ModelUnavailable(
                f"the model's server {self.address} broke off ({_cause(error)}); ask again"
            ) from error

    def _client(self, timeout: float) -> httpx.AsyncClient:
        proxies = urlsplit(self.url).hostname not in _LOOPBACK
        return httpx.AsyncClient(trust_env=proxies, timeout=timeout, verify=_tls())

    async def _require_local(self) -> None:
        """Say what became of the local model, where there is one and it has ended."""
        if self.local is not None and (why := await asyncio.to_thread(self.local.ended)):
            raise ModelUnavailable(
                f"the model on this machine has ended ({why}); ask again, and it is started anew"
            )

    async def count(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of texts with the model's own tokenizer, all in one request.

        Where the server counts no tokens (only llama.cpp's does), LlamaIndex's bundled tokenizer
        stands in, which is within a tenth of it on news.
        """
        lines = [" ".join(text.split()) for text in texts]
        order = {"content": "\n".join(lines), "with_pieces": True}
        headers = {"Authorization": f"Bearer {self.fields['api_key']}"}
        try:
            async with self._client(_COUNT_SECONDS) as client:
                address = self.url.removesuffix("/v1") + "/tokenize"
                answer = await client.post(address, json=order, headers=headers)
                pieces = [token["piece"] for token in answer.raise_for_status().json()["tokens"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            tokens = get_tokenizer()
            return [len(tokens(line)) for line in lines]
        counts = [0]
        for piece in pieces:
            counts[-1] += 1
            # A piece that is no UTF-8 of its own comes as a list of bytes, and holds no line end.
            counts += [0] * (piece.count("\n") if isinstance(piece, str) else 0)
        return counts[: len(lines)]

    async def offered(self) -> list[str]:
        """Ask the server which models it has, by name, in its order.

        Raises:
            ModelUnavailable: If it does not tell.
        """
        headers = {"Authorization": f"Bearer {self.fields['api_key']}"}
        try:
            async with self._client(_COUNT_SECONDS) as client:
                answer = await client.get(f"{self.url.rstrip('/')}/models", headers=headers)
                return [str(model["id"]) for model in answer.raise_for_status().json()["data"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            # Not httpx's own words: they hold the address with all that is secret in it.
            raise ModelUnavailable(
                f"the model's server {self.address} does not tell which models it has"
            ) from error

    async def warm(self, messages: Sequence[ChatMessage]) -> None:
        """Let the server read the constant part of the prompt, so that it is cached."""
        async for _ in self.stream(messages, Usage()):
            break

    def alive(self) -> bool:
        """Tell whether it can still be asked, as far as this process knows."""
        return self.local is None or self.local.alive()

    def close(self) -> None:
        """End the child process, if there is one."""
        if self.local is not None:
            self.local.close()


@functools.cache
def _tls() -> ssl.SSLContext:
    # Reading the certificates takes some 15 ms, and every client would do it anew.
    return httpx.create_ssl_context()


def _cause(error: BaseException) -> str:
    """Give the first cause of an error in its own words: "Connection refused"."""
    while error.__cause__ is not None:
        error = error.__cause__
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def without_secrets(url: str) -> str:
    """Give an address without the name, password and query that it may hold."""
    try:
        parts = urlsplit(url)
        return parts._replace(
            netloc=parts.netloc.rpartition("@")[2], query="", fragment=""
        ).geturl()
    except ValueError:
        return "(no readable address)"


def named(name: str, settings: Settings, own: LanguageModel | None) -> LanguageModel:
    """Give the model that a question asks for by its name.

    Args:
        name: As in `Asking.model`, of a model. Whether a server has it, that says itself when it
            is asked.
        settings: Those of the assistant.
        own: The model of the settings.

    Raises:
        ModelUnavailable: If there is none of this name.
    """
    if settings.llm_url:
        return LanguageModel.start(settings.model_copy(update={"llm_model": name}))
    if own is None or own.name != name:
        here = f"the model {own.name} runs" if own else "no model runs"
        raise ModelUnavailable(
            f"there is no model {name!r}: {here} here, and other names are those of a server, "
            "which `--llm-url` or DATELINE_LLM_URL gives"
        )
    return own


def _count(raw: Any, usage: Usage) -> None:
    counted = getattr(raw, "usage", None)
    if counted is None:
        return
    usage.prompt_tokens = counted.prompt_tokens or 0
    usage.output_tokens = counted.completion_tokens or 0
    details = getattr(counted, "prompt_tokens_details", None)
    usage.cached_tokens = (details and details.cached_tokens) or 0
