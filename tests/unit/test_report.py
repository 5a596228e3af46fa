import pytest

from index.report import KEPT, Outcome, Report
from index.seen import Seen


def test_a_report_counts_all_and_keeps_the_first_of_each_kind():
    report = Report(
        Outcome("refused" if n % 2 else "added", f"{n}", passages=3 * (n % 2 == 0))
        for n in range(4 * KEPT)
    )
    assert report.counts == {"added": 2 * KEPT, "refused": 2 * KEPT}
    assert report.articles == 4 * KEPT
    assert report.passages == 6 * KEPT
    assert [o.origin for o in report.of("refused")] == [f"{n}" for n in range(1, 2 * KEPT, 2)]
    told = report.to_dict()
    assert len(told["refused"]) == told["more_refused"] == KEPT
    assert "more_notes" not in told


def test_assumptions_are_kept_apart_from_refusals():
    report = Report(
        [Outcome("refused", "a", note="a picture"), Outcome("added", "b", note="read as latin-1")]
    )
    assert [outcome.origin for outcome in report.notes] == ["b"]
    assert report.of("unchanged") == []


def test_what_was_seen_is_remembered_with_its_last_digest():
    seen = Seen()
    assert seen.get("a") is None
    seen.put("a", "one")
    seen.put("a", "two")
    seen.put("'; DROP TABLE seen; --", "three")
    assert (seen.get("a"), seen.get("'; DROP TABLE seen; --")) == ("two", "three")
    seen.close()
    with pytest.raises(Exception, match="closed"):
        seen.get("a")
