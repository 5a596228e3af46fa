from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant import Settings

ENVIRONMENT = {
    "llm": ("none", "none"),
    "llm_url": ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
    "llm_model": ("qwen3", "qwen3"),
    "llm_key": ("secret", "secret"),
    "llm_at_once": ("4", 4),
    "llm_file": ("/models/other.gguf", Path("/models/other.gguf")),
    "llm_threads": ("3", 3),
    "llm_context": ("8192", 8192),
    "evidence_tokens": ("500", 500),
    "windows": ("2", 2),
    "answer_tokens": ("64", 64),
    "top_k": ("20", 20),
    "reranker": ("/models/cross-encoder", Path("/models/cross-encoder")),
}


def test_every_setting_can_come_from_the_environment():
    assert set(ENVIRONMENT) == set(Settings.model_fields)


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_a_setting_comes_from_its_variable(name: str, monkeypatch: pytest.MonkeyPatch):
    written, value = ENVIRONMENT[name]
    monkeypatch.setenv(f"DATELINE_{name.upper()}", written)
    assert getattr(Settings(), name) == value


def test_an_argument_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATELINE_TOP_K", "20")
    assert Settings(top_k=3).top_k == 3


def test_without_any_the_local_model_answers():
    settings = Settings()
    assert (settings.llm, settings.llm_url, settings.llm_file) == ("local", "", None)
    assert settings.llm_threads >= 1


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("LLM", "cloud"),
        ("LLM_AT_ONCE", "-1"),
        ("LLM_THREADS", "0"),
        ("LLM_THREADS", "many"),
        ("LLM_CONTEXT", "100"),
        ("EVIDENCE_TOKENS", "-1"),
        ("ANSWER_TOKENS", "0"),
        ("TOP_K", "0"),
    ],
)
def test_a_wrong_value_is_named(name: str, written: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(f"DATELINE_{name}", written)
    with pytest.raises(ValidationError) as error:
        Settings()
    (found,) = error.value.errors()
    assert found["loc"] == (name.lower(),)
    assert found["input"] == written


def test_other_variables_of_ours_are_let_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATELINE_LIBRARY", "/news")
    assert Settings().llm == "local"


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError):
        Settings().top_k = 3
