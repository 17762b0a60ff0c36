"""The record of an answer: its shape, where it is found in a file in any state, which one wins, and the receipt."""

from __future__ import annotations

import copy
import json
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY, handed_in, right_answers
from pairedtexts.bank import load_bank
from pairedtexts.release import Kept, make_release, release_digest
from pairedtexts.responses import (
    LARGEST,
    MIME,
    MOST_RECORDS,
    MOST_VALUES,
    BadRecord,
    collect,
    next_record,
    read_notebook,
    read_record,
    receipt,
)

GOOD = {"schema": 1, "question": "q/a", "version": "v1", "revision": 3, "answer": ["o1"], "at": "2026-11-21T15:58:00Z"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def record(**changes) -> dict:
    return {**GOOD, **changes}


def notebook(metadata=(), outputs=(), *, kept_in=None) -> dict:
    """A notebook with records in its metadata, and in one cell's output each."""
    cells = [
        {"cell_type": "code", "source": "", "metadata": {}, "outputs": [{"output_type": "display_data", "data": {MIME: data}}]}
        for data in outputs
    ]
    responses = kept_in if kept_in is not None else {data["question"]: data for data in metadata}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"pairedtexts": {"responses": responses}}, "cells": cells}


def nested(depth: int) -> list | None:
    value = None
    for _ in range(depth):
        value = [value]
    return value


def lesson_release() -> Kept:
    bank = load_bank(REPOSITORY)
    lesson = json.loads((REPOSITORY / "lessons/federalism/federalism.ipynb").read_text(encoding="utf-8"))
    released, contents = make_release("federalism", lesson, bank)
    keys = {name: bank.entries[name].key for name in contents.questions}
    return Kept(1, release_digest(released), released, contents, keys)


RELEASE = lesson_release()
HAND_IN = handed_in(RELEASE, right_answers(RELEASE))
# As Jupyter writes it: names sorted, so that the metadata comes after the cells.
FILE = json.dumps(HAND_IN, indent=1, sort_keys=True, ensure_ascii=False).encode()
RECORDS = collect(HAND_IN).records


# One record


def test_a_record_comes_back_from_its_json():
    assert read_record(GOOD).to_json() == GOOD


def test_an_answer_that_was_taken_back_is_a_record_too():
    assert read_record(record(answer=None)).answer is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (None, "must be a JSON object"),
        ([GOOD], "must be a JSON object"),
        ("{}", "must be a JSON object"),
        ({}, "does not name its question"),
        (record(question=""), "does not name its question"),
        (record(question=7), "does not name its question"),
        (record(question="q" * 201), "does not name its question"),
        (record(schema=2), "schema 2"),
        (record(schema="1"), "schema '1'"),
        (record(schema=None), "schema None"),
        (record(version=None), "which version"),
        (record(version=1), "which version"),
        (record(version="v" * 201), "which version"),
        (record(revision=0), "revision 0"),
        (record(revision=-1), "revision -1"),
        (record(revision=True), "revision True"),
        (record(revision=1.0), "revision 1.0"),
        (record(revision="3"), "revision '3'"),
        (record(revision=None), "revision None"),
        (record(revision=10**9 + 1), "must be a whole number"),
        (record(revision=10**30), "must be a whole number"),
        (record(revision=math.nan), "revision nan"),
        (record(at=None), "no time"),
        (record(at=12), "no time"),
        (record(at="2" * 41), "no time"),
        (record(answer=math.nan), "NaN"),
        (record(answer=[math.inf]), "NaN, infinity"),
        (record(answer=nested(100_000)), "too deep"),
        (record(answer="x" * 200_001), "bytes long"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_what_is_no_record_is_refused_with_the_reason(wrong, said):
    with pytest.raises(BadRecord, match=said):
        read_record(wrong)


@pytest.mark.parametrize("missing", ["schema", "question", "version", "revision", "at"])
def test_a_record_that_lacks_a_part_is_refused(missing):
    with pytest.raises(BadRecord):
        read_record({name: value for name, value in GOOD.items() if name != missing})


def test_a_refused_record_names_its_question_where_it_has_one():
    with pytest.raises(BadRecord) as caught:
        read_record(record(revision=0))
    assert caught.value.question == "q/a"


def test_every_change_counts_the_revision_up_by_one():
    first = next_record(None, "q/a", "v1", "o1", "2026-11-21T15:58:00Z")
    second = next_record(first, "q/a", "v1", None, "2026-11-21T15:58:09Z")
    assert (first.revision, second.revision) == (1, 2)
    assert read_record(second.to_json()) == second


@given(JSON)
def test_reading_a_record_of_any_json_gives_a_record_or_a_reason(data):
    for candidate in (data, record(answer=data), record(revision=data), record(schema=data), record(question=data)):
        try:
            found = read_record(candidate)
        except BadRecord:
            continue
        assert found.to_json() == {**candidate, "schema": 1, "answer": candidate.get("answer")}


# Where records are found


@pytest.mark.parametrize(
    "kept",
    [
        notebook([GOOD], [GOOD]),
        notebook([GOOD]),
        notebook([], [GOOD]),
        notebook([], [json.dumps(GOOD)]),
        notebook([], [json.dumps(GOOD, indent=1).splitlines(keepends=True)]),
        notebook([GOOD], [GOOD, GOOD]),
        {"nbformat": 3, "worksheets": [{"cells": [{"outputs": [{"output_type": "display_data", MIME: GOOD}]}]}]},
        {"cells": {"not": ["a", {"list": [{MIME: GOOD}]}]}},
        {"metadata": [], **{key: value for key, value in notebook([], [GOOD]).items() if key != "metadata"}},
        {**notebook([GOOD]), "cells": "gone"},
    ],
    ids=[
        "both places",
        "metadata alone",
        "output alone",
        "output as text",
        "output as lines of text",
        "a copied cell",
        "notebook format 3",
        "outputs somewhere else",
        "broken metadata",
        "broken cells",
    ],
)
def test_a_record_is_found_wherever_it_is_kept(kept):
    collected = collect(kept)
    assert collected.records == {"q/a": read_record(GOOD)}
    assert collected.problems == ()


def test_a_whole_hand_in_gives_every_answer():
    assert set(RECORDS) == set(RELEASE.contents.questions)
    assert {name: found.answer for name, found in RECORDS.items()} == right_answers(RELEASE)
    assert collect(HAND_IN).problems == ()


def test_a_record_in_a_cell_that_was_retyped_is_found():
    kept = notebook([], [GOOD])
    kept["cells"][0]["cell_type"] = "markdown"
    assert "q/a" in collect(kept).records


def test_the_teachers_solutions_in_the_source_of_a_cell_are_no_records():
    """Text that looks like a record is not one, unless it stands where a record is kept."""
    kept = notebook()
    kept["cells"] = [{"cell_type": "code", "source": json.dumps({MIME: GOOD}), "metadata": {}, "outputs": []}]
    assert collect(kept).records == {}


def test_a_record_in_cell_metadata_or_elsewhere_in_notebook_metadata_is_not_collected():
    kept = notebook()
    kept["metadata"]["mine"] = {MIME: GOOD}
    assert collect(kept).records == {}


@pytest.mark.parametrize("nothing", [{}, [], None, 5, "text", {"cells": []}, {"metadata": {"pairedtexts": {}}}])
def test_what_holds_no_record_gives_none_and_no_problem(nothing):
    collected = collect(nothing)
    assert (collected.records, collected.problems) == ({}, ())


def test_responses_that_are_no_mapping_are_for_review():
    [problem] = collect(notebook(kept_in=["q/a"])).problems
    assert problem.review
    assert "notebook metadata" in problem.message


def test_a_record_kept_under_another_questions_name_counts_for_neither():
    collected = collect(notebook(kept_in={"q/b": GOOD}))
    assert collected.records == {}
    [problem] = collected.problems
    assert (problem.question, problem.review) == ("q/b", True)
    assert "q/a" in problem.message


def test_an_unreadable_record_is_for_review_under_its_questions_name():
    [problem] = collect(notebook([record(revision=-4)])).problems
    assert (problem.question, problem.review) == ("q/a", True)
    assert "revision -4" in problem.message


def test_an_unreadable_record_is_only_noted_where_another_place_has_a_readable_one():
    collected = collect(notebook([record(schema=9)], [GOOD]))
    assert collected.records["q/a"] == read_record(GOOD)
    assert [problem.review for problem in collected.problems] == [False]


# Which record wins


def test_the_highest_revision_wins_in_whichever_place_it_is():
    older, newer = record(revision=3, answer="old"), record(revision=4, answer="new")
    for kept in (notebook([older], [newer]), notebook([newer], [older]), notebook([], [newer, older])):
        assert collect(kept).records["q/a"].answer == "new"


def test_a_disagreement_of_the_two_places_is_reported_and_not_for_review():
    [problem] = collect(notebook([record(revision=4)], [record(revision=3)])).problems
    assert problem.question == "q/a"
    assert not problem.review
    assert "cell output: revision 3, notebook metadata: revision 4" in problem.message


def test_an_older_copy_of_a_cell_is_no_disagreement_of_the_places():
    assert collect(notebook([record(revision=4)], [record(revision=3), record(revision=4)])).problems == ()


def test_two_answers_with_the_same_revision_are_for_review():
    collected = collect(notebook([record(answer="a")], [record(answer="b")]))
    [problem] = collected.problems
    assert (problem.question, problem.review) == ("q/a", True)
    assert "same revision 3" in problem.message
    assert collected.records["q/a"].answer == "a", "the notebook's own metadata counts until a person has decided"


def test_the_same_answer_to_two_wordings_with_the_same_revision_is_for_review():
    [problem] = collect(notebook([record(version="v1")], [record(version="v2")])).problems
    assert problem.review


def test_the_same_answer_at_two_times_is_no_contradiction_and_the_places_do_not_matter():
    early, late = record(at="2026-11-21T15:58:00Z"), record(at="2026-11-21T15:58:01Z")
    one, other = collect(notebook([early], [late])), collect(notebook([late], [early]))
    assert one.problems == other.problems == ()
    assert one.records == other.records


def test_one_questions_trouble_leaves_the_others_alone():
    fine = record(question="q/b", revision=1)
    collected = collect(notebook([record(answer="a"), fine], [record(answer="b"), fine]))
    assert collected.records["q/b"] == read_record(fine)
    assert {problem.question for problem in collected.problems} == {"q/a"}


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=8, unique_by=lambda pair: pair[0]))
def test_of_any_records_the_highest_revision_wins(records):
    in_metadata = [record(revision=n, answer=n) for n, first in records if first][:1]
    in_outputs = [record(revision=n, answer=n) for n, first in records if not first]
    kept = [item["revision"] for item in in_metadata + in_outputs]
    assert collect(notebook(in_metadata, in_outputs)).records["q/a"].answer == max(kept)


# Files in any state


def test_a_whole_file_is_read_without_a_word():
    file = read_notebook(FILE)
    assert file.content == HAND_IN
    assert file.damage == ""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_that_was_saved_again_in_another_unicode_encoding_is_read(encoding):
    file = read_notebook(FILE.decode().encode(encoding))
    assert collect(file.content).records == RECORDS
    assert file.damage == ""


def test_a_file_that_is_not_unicode_is_read_as_far_as_it_goes_and_says_so():
    data = json.dumps(notebook([GOOD], [record(question="q/é")]), ensure_ascii=False).encode("latin-1")
    file = read_notebook(data)
    assert "not UTF-8" in file.damage
    assert collect(file.content).records["q/a"] == read_record(GOOD)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\t", "the file is empty"),
        (b"PK\x03\x04 this is a zip", "not a whole notebook: line 1, column 1"),
        (b"<!DOCTYPE html>\n<title>Sign in</title>", "not a whole notebook: line 1, column 1"),
        (b"[]", "JSON but not a notebook"),
        (b'"text"', "JSON but not a notebook"),
        (b"null", "JSON but not a notebook"),
        (b"{}", "JSON but has no cells"),
        (b'{"cells": 5}', "JSON but has no cells"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
        (b'{"cells": [' + b"9" * 5000 + b"]}", "not a notebook"),
        (b'{"cells": [1,,2]}', "line 1, column 14"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_notebook_is_named_for_what_it_is(data, said):
    file = read_notebook(data)
    assert said in file.damage
    assert collect(file.content).records == {}


def test_a_file_too_large_to_be_a_notebook_is_not_read(monkeypatch):
    monkeypatch.setattr("pairedtexts.responses._notebook_file.LARGEST", 1000)
    file = read_notebook(FILE)
    assert file.content == {}
    assert f"{len(FILE):,} bytes" in file.damage


def test_an_honest_file_is_far_from_every_bound():
    assert len(FILE) < LARGEST / 50
    assert sum(FILE.count(mark) for mark in (b",", b"[", b"{")) < MOST_VALUES / 50
    assert 2 * len(RECORDS) < MOST_RECORDS / 50


def test_of_a_file_with_more_values_than_are_read_only_the_answers_are_and_it_says_so(monkeypatch):
    monkeypatch.setattr("pairedtexts.responses._notebook_file.MOST_VALUES", 1000)
    file = read_notebook(FILE)
    assert file.damage == "the file holds more than the 1,000 values that are read; only answers were looked for"
    assert collect(file.content).records == RECORDS
    assert set(file.content) == {"metadata", "cells"}
    assert len(file.content["cells"]) == 1


@pytest.mark.parametrize("mark", ['"a",', "[],", "{},", '{"":0},'])
def test_a_million_values_of_any_kind_are_more_than_are_read(mark):
    data = f'{{"cells": [{mark * 1_000_001}{mark[:-1]}]}}'.encode()
    assert "more than the 1,000,000 values" in read_notebook(data).damage


@pytest.mark.parametrize("place", ["metadata", "output"])
def test_more_records_than_a_bound_are_not_looked_at_and_are_for_review(monkeypatch, place):
    monkeypatch.setattr("pairedtexts.responses._collect.MOST_RECORDS", 10)
    records = [record(question=f"q/{number:02}") for number in range(12)]
    assert collect(notebook(records[:10])).problems == ()
    collected = collect(notebook(records) if place == "metadata" else notebook([], records))
    assert list(collected.records) == [f"q/{number:02}" for number in range(10)]
    [problem] = collected.problems
    assert problem.message == "more than 10 records of answers are in the file; the others were not looked at"
    assert (problem.question, problem.review) == ("", True)


def test_records_as_text_are_read_to_a_bound_and_more_of_them_is_for_review(monkeypatch):
    one = json.dumps(GOOD)
    monkeypatch.setattr("pairedtexts.responses._collect._MOST_TEXT", 2 * len(one))
    assert collect(notebook([], [one, one])).problems == ()
    other = json.dumps(record(question="q/b"))
    collected = collect(notebook([], [one, [one], other]))
    assert set(collected.records) == {"q/a"}
    [problem] = collected.problems
    assert "characters of text; not all were read" in problem.message
    assert problem.review


def test_a_damaged_file_is_looked_through_to_a_bound_and_says_how_far(monkeypatch):
    monkeypatch.setattr("pairedtexts.responses._notebook_file._MOST_KEPT", 10 * 400)
    pieces = [json.dumps({MIME: record(question=f"q/{number:02}")}) for number in range(12)]
    file = read_notebook("".join(pieces).encode())
    looked_through = len("".join(pieces[:10])) - 1
    assert f"; its answers were looked for in its first {looked_through:,} characters only" in file.damage
    assert len(collect(file.content).records) == 10
    assert "looked for" not in read_notebook("".join(pieces[:10]).encode()).damage


def test_json_that_has_no_cells_still_gives_the_answers_in_its_metadata():
    data = json.dumps({"metadata": notebook([GOOD])["metadata"]}).encode()
    assert collect(read_notebook(data).content).records == {"q/a": read_record(GOOD)}


def test_nan_in_a_file_spoils_only_its_own_record():
    data = json.dumps(notebook([record(answer=math.nan), record(question="q/b")])).encode()
    collected = collect(read_notebook(data).content)
    assert set(collected.records) == {"q/b"}
    assert [(problem.question, problem.review) for problem in collected.problems] == [("q/a", True)]


def test_a_file_cut_off_before_its_metadata_still_gives_every_answer():
    cut = FILE[: FILE.rindex(b'"responses"')]
    file = read_notebook(cut)
    assert "not a whole notebook: line" in file.damage
    assert collect(file.content).records == RECORDS


def test_a_file_that_lost_its_beginning_still_gives_every_answer():
    file = read_notebook(FILE[len(FILE) // 3 :])
    assert file.damage
    assert collect(file.content).records == RECORDS


def test_of_a_file_cut_off_anywhere_no_whole_record_is_lost():
    """Wherever the file ends, every record that stands in it to its last character is found, and nothing is made up."""
    ends = [FILE.index(b"}", at) for at in _places(FILE, b'"%s"' % MIME.encode())]
    for cut in range(0, len(FILE), 1511):
        found = collect(read_notebook(FILE[:cut]).content).records
        assert found.items() <= RECORDS.items()
        assert len(found) >= sum(_record_end(at) < cut for at in ends)


def _places(data: bytes, what: bytes) -> list[int]:
    found, at = [], data.find(what)
    while at >= 0:
        found.append(at)
        at = data.find(what, at + 1)
    return found


def _record_end(first_brace: int) -> int:
    # An answer may hold braces of its own; "version" is the last name in every record.
    return FILE.index(b"}", FILE.index(b'"version"', FILE.rfind(b'"%s"' % MIME.encode(), 0, first_brace)))


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_raise(data):
    collect(read_notebook(data).content)


@given(JSON)
def test_no_json_makes_the_reader_raise(data):
    for place in (data, notebook(kept_in=data), notebook(kept_in={"q/a": data}), notebook([], [data]), {"metadata": data}):
        collected = collect(place)
        assert all(read_record(found.to_json()) == found for found in collected.records.values())
        collect(read_notebook(json.dumps(place).encode()).content)


@pytest.mark.parametrize("part", ["answer", "schema", "revision", "question", "version", "at"])
@pytest.mark.parametrize("place", ["metadata", "output"])
def test_no_depth_of_nesting_makes_the_collection_raise(part, place):
    """Depths around the one at which Python gives up: reading may succeed where looking at what was read does not."""
    for depth in (50, 300, 500, *range(900, 1010), 5_000):
        bad = record(**{part: nested(depth)})
        collect(notebook(kept_in={"q/a": bad}) if place == "metadata" else notebook([], [bad]))


@pytest.mark.parametrize("part", ["answer", "schema", "revision"])
def test_no_number_of_digits_makes_the_collection_raise(part):
    """Python refuses to write down a number of more than 4,300 digits."""
    collected = collect(notebook([record(**{part: 10**5000})]))
    assert collected.records == {}
    assert [problem.review for problem in collected.problems] == [True]


def test_an_answer_that_is_kept_can_be_copied_into_the_graded_notebook():
    """What is collected is copied and written again later; an answer too deep for that is no answer of ours."""
    for depth in (10, 100, 300, 500, 900):
        for found in collect(notebook([record(answer=nested(depth))])).records.values():
            json.dumps(copy.deepcopy(found.to_json()), indent=1)


@given(st.randoms(use_true_random=False), st.lists(st.binary(max_size=6), min_size=1, max_size=6))
def test_no_damage_to_a_real_file_makes_the_reader_raise_or_makes_up_an_answer(rng: random.Random, pieces):
    data = FILE
    for piece in pieces:
        start = rng.randrange(len(data))
        data = data[:start] + piece + data[start + rng.choice([0, 1, len(piece), 40, 4000]) :]
    collected = collect(read_notebook(data).content)
    assert all(read_record(found.to_json()) == found for found in collected.records.values())


@given(st.randoms(use_true_random=False), st.lists(JSON, min_size=1, max_size=4))
def test_no_change_of_a_real_notebooks_parts_makes_the_collection_raise(rng: random.Random, values):
    changed = copy.deepcopy(HAND_IN)
    for value in values:
        node = changed
        while isinstance(node, (dict, list)) and node:
            key = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
            if rng.random() < 0.3 or not isinstance(node[key], (dict, list)):
                node[key] = value
                break
            node = node[key]
    collected = collect(changed)
    assert all(read_record(found.to_json()) == found for found in collected.records.values())
    collect(read_notebook(json.dumps(changed).encode()).content)


# The receipt


def test_a_receipt_stays_the_same_for_ever():
    """Students note it down, and grading prints it again: pinned, so that no change of the package changes it."""
    assert receipt({"q/a": read_record(GOOD)}) == "ETHG-UQFP-46TG"


def test_a_receipt_has_three_groups_of_four_letters_and_digits_that_are_not_mistaken_for_others():
    groups = receipt(RECORDS).split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert not set("".join(groups)) & set("0189") - {"9"}


def test_no_answers_have_no_receipt():
    assert receipt({}) == ""


def test_copies_of_a_file_have_the_same_receipt_in_whatever_order_they_were_answered():
    shuffled = dict(sorted(RECORDS.items(), reverse=True))
    assert receipt(shuffled) == receipt(collect(read_notebook(FILE.decode().encode("utf-16")).content).records)


def test_the_same_answers_at_other_times_have_another_receipt():
    other = collect(handed_in(RELEASE, right_answers(RELEASE), minute=1)).records
    assert {name: found.answer for name, found in other.items()} == {name: found.answer for name, found in RECORDS.items()}
    assert receipt(other) != receipt(RECORDS)


@pytest.mark.parametrize("change", [{"answer": ["o2"]}, {"revision": 4}, {"version": "v2"}, {"question": "q/b"}])
def test_a_receipt_covers_every_part_of_a_record(change):
    one, other = read_record(GOOD), read_record(record(**change))
    assert receipt({one.question: one}) != receipt({other.question: other})


@pytest.mark.parametrize("part", ["answer", "question", "version", "at"])
def test_a_record_with_half_a_character_is_for_review(part):
    """A lone surrogate is legal in JSON text and has no UTF-8 form: no graded notebook could hold it."""
    found = collect(read_notebook(json.dumps(notebook([record(**{part: "\ud800"})])).encode()).content)
    assert found.records == {}
    assert [problem.review for problem in found.problems] == [True]
