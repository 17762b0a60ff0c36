"""The journey of an answer, from a student's copy to the gradebook, on the real lessons."""

from __future__ import annotations

import pytest

from conftest import LESSONS, handed_in, latest, most_points, put_hand_in, right_answers
from pairedtexts.nbgrader_plugin import steps


@pytest.mark.parametrize("lesson", LESSONS)
def test_right_answers_earn_all_that_a_machine_gives_and_none_earn_none(released, lesson):
    release = latest(released, lesson)
    put_hand_in(released, "right", lesson, handed_in(release, right_answers(release)))
    put_hand_in(released, "blank", lesson, handed_in(release, {}))
    results = list(steps.autograde(released, lesson, ["right", "blank"]))
    assert [result.failure for result in results] == ["", ""]
    blank, right = steps.gradebook(released, lesson)
    given, worth = most_points(release)
    assert (right.score, right.max_score) == (pytest.approx(given), worth)
    assert right.needs_review == right.unread == (given < worth), "only a person can give the rest"
    assert blank.score == 0
    assert blank.needs_review, "a hand-in without any readable response is for review, not a silent 0"
