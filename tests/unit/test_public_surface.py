import importlib
import subprocess
import sys

import pytest

HEAVY = ("torch", "chromadb", "llama_index", "sentence_transformers", "transformers", "openai")


@pytest.mark.parametrize("package", ["index", "assistant"])
def test_all_that_is_named_can_be_imported(package: str):
    module = importlib.import_module(package)
    assert module.__all__
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


def test_the_names_of_index_are_these():
    assert set(importlib.import_module("index").__all__) == {
        "Library",
        "ArticleRetriever",
        "Article",
        "Filters",
        "DatelineError",
    }


def test_the_names_of_assistant_are_these():
    assert set(importlib.import_module("assistant").__all__) == {
        "Assistant",
        "Settings",
        "Asking",
        "Exchange",
        "Answer",
        "Verdict",
        "Reason",
    }


@pytest.mark.parametrize("package", ["index", "assistant"])
def test_a_name_that_is_not_there_is_an_attribute_error(package: str):
    module = importlib.import_module(package)
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'Nothing'"):
        _ = module.Nothing


def test_importing_the_packages_imports_nothing_heavy():
    code = f"import sys, index, assistant; print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
