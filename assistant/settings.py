"""Settings of the assistant, from arguments or from environment variables `DATELINE_…`."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


class Settings(BaseSettings):
    """How questions are answered; each field is also `DATELINE_<NAME>`.

    Attributes:
        llm: "local" runs the model on this machine, "none" answers with the best sentences.
        llm_url: Any OpenAI-compatible server instead, up to and with "/v1".
        llm_model: The model's name there.
        llm_key: The key it asks for.
        llm_at_once: How many answers it writes at once, others wait in line; 0 for any number. The
            local model writes one.
        llm_file: Any GGUF file for the local model; None for the default one.
        llm_threads: Threads of the local model.
        llm_context: Tokens that the local model can hold.
        evidence_tokens: Tokens of evidence that the model is given to read at a time.
        windows: How often it may read on where what it read held no answer.
        answer_tokens: The longest answer, in tokens.
        top_k: Hits to retrieve and show.
        reranker: Folder of a cross-encoder that orders the best 30 passages anew; None for none.
    """

    model_config = SettingsConfigDict(env_prefix="DATELINE_", frozen=True, extra="ignore")

    llm: Literal["local", "none"] = "local"
    llm_url: str = ""
    llm_model: str = "local"
    llm_key: str = "none"
    llm_at_once: int = Field(0, ge=0)
    llm_file: Path | None = None
    llm_threads: int = Field(default_factory=_cores, ge=1)
    llm_context: int = Field(4096, ge=1024)
    evidence_tokens: int = Field(280, ge=50)
    windows: int = Field(3, ge=1)
    answer_tokens: int = Field(200, ge=16)
    top_k: int = Field(8, ge=1)
    reranker: Path | None = None
