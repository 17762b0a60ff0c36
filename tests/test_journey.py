"""The journey of an answer, from a student's copy to the gradebook, on the real lessons."""

from __future__ import annotations

import pytest

from conftest import LESSONS, handed_in, latest, put_hand_in, right_answers
from pairedtexts.nbgrader_plugin import steps


@pytest.mark.parametrize("lesson", LESSONS)
def test_all_right_answers_earn_all_points_and_none_earn_none(released, lesson):
    release = latest(released, lesson)
    put_hand_in(released, "right", lesson, handed_in(release, right_answers(release)))
    put_hand_in(released, "blank", lesson, handed_in(release, {}))
    results = list(steps.autograde(released, lesson, ["right", "blank"]))
    assert [result.failure for result in results] == ["", ""]
    blank, right = steps.gradebook(released, lesson)
    assert right.score == right.max_score == sum(q.points for q in release.contents.questions.values())
    assert not right.needs_review
    assert blank.score == 0
    assert blank.needs_review, "a hand-in without any readable response is for review, not a silent 0"
