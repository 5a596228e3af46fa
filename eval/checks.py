"""Conditions under which a comparison fails: "f1<-0.02", "risk>0.05", "right worse"."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from assistant.remarks import Record
from eval.differences import Difference, direction
from index.errors import InputError

_BOUND = re.compile(r"(?P<measure>.+?)\s*(?P<sign>[<>])\s*(?P<bound>[+-]?(?:\d+\.?\d*|\.\d+))")
_WORSE = re.compile(r"(?P<measure>.+?)\s+(?P<sign>worse)")
# Differences of decimal fractions are a little off in binary.
_EXACT = 1e-9


class Check(Record):
    """What became of a condition.

    Attributes:
        condition: As it was written.
        failed: Whether it fails the comparison.
        told: Why or why not, in words.
    """

    condition: str
    failed: bool
    told: str


@dataclass(frozen=True)
class FailIf:
    """A condition on the difference of two runs in one measure.

    Attributes:
        text: As it was written.
        measure: Its name, as the comparison has it.
        sign: On which side of the bound it fails; "worse" if the measure is shown to be worse.
        bound: What the difference is held against; 0 for "worse".
    """

    text: str
    measure: str
    sign: Literal["<", ">", "worse"]
    bound: float

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a condition.

        Raises:
            InputError: If it is none.
        """
        found = _BOUND.fullmatch(text.strip()) or _WORSE.fullmatch(text.strip())
        if not found:
            raise InputError(
                f'{text!r} is no condition; expected MEASURE<NUMBER, MEASURE>NUMBER or "MEASURE '
                'worse", as in "f1<-0.02": the second run less the first'
            )
        parts: dict[str, Any] = found.groupdict()
        return cls(text.strip(), parts["measure"], parts["sign"], float(parts.get("bound") or 0))

    def check(self, differences: Sequence[Difference]) -> Check:
        """Hold the condition against differences.

        Raises:
            InputError: If none is of its measure; the text names those that are spelled alike.
        """
        known = {one.measure: one for one in differences}
        if self.measure not in known:
            raise InputError(
                f"no measure {self.measure!r} in these runs; {near(self.measure, known)}"
            )
        one = known[self.measure]
        if self.sign == "worse" and not direction(self.measure):
            raise InputError(
                f'"{self.text}": {self.measure} is neither better nor worse by itself; write '
                f'"{self.measure}<NUMBER" or "{self.measure}>NUMBER"'
            )
        if one.value is None:
            told = f"it cannot be told: no question is eligible for {self.measure} in both runs"
            return Check(condition=self.text, failed=True, told=told)
        if self.sign == "worse":
            return Check(condition=self.text, failed=one.outcome == "worse", told=one.outcome)
        beyond = one.value - self.bound if self.sign == ">" else self.bound - one.value
        told = f"the difference is {one.value:+.4g}, over {one.n} questions"
        return Check(condition=self.text, failed=beyond > _EXACT, told=told)


def near(name: str, known: Iterable[str]) -> str:
    """Say which of the known names are spelled like one that is not; else all of them."""
    names = {one.casefold(): one for one in known}
    close = difflib.get_close_matches(name.casefold(), names, n=4, cutoff=0.5)
    close += [one for one in names if one.startswith(name.casefold()) and one not in close]
    shown = ", ".join(names[one] for one in close or names)
    return f"did you mean {shown}?" if close else f"there are {shown}"
