import importlib.util
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PACKAGES = ("index", "assistant", "ui", "eval")


def pins() -> dict[str, Version]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    stated = [line for line in lines if line.strip() and not line.startswith("#")]
    requirements = [Requirement(line) for line in stated]
    return {r.name: Version(next(iter(r.specifier)).version) for r in requirements}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_installed_distribution_owns_the_name(package: str):
    assert set(metadata.packages_distributions().get(package, [])) <= {"dateline-qa"}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_package_that_is_imported_is_the_one_in_this_checkout(package: str):
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin == str(ROOT / package / "__init__.py")


def test_every_pin_is_the_version_that_is_installed():
    # A wheel of torch says in a local label what it was built for ("2.13.0+cpu").
    installed = {name: Version(metadata.version(name)).public for name in pins()}
    assert installed == {name: str(version) for name, version in pins().items()}


def test_every_dependency_is_pinned_as_it_is_asked_for():
    asked = [Requirement(line) for line in metadata.requires("dateline-qa") or []]
    pinned = {name.lower().replace("_", "-"): version for name, version in pins().items()}
    assert asked
    for requirement in asked:
        assert pinned[requirement.name.lower().replace("_", "-")] in requirement.specifier


def test_the_distribution_cannot_be_uploaded_by_mistake():
    assert "Private :: Do Not Upload" in metadata.metadata("dateline-qa").get_all("Classifier", [])


def test_the_lists_of_wheels_are_installed():
    wheels = ROOT / "index" / "wheels"
    assert sorted(path.name for path in wheels.iterdir()) == [
        "embedding-model.txt",
        "language-model.txt",
    ]
