"""Marked sentences in PLOVER's terms: acts, and what will, refusal, demand and ceasing make of them."""

import pytest

from bilat import MarkError
from bilat.reading.coding import code_sentences, unmark
from bilat.vocabulary import cameo_codes, modes, plover_of

CASES = [
    ("<s>The Latvian premier</s> met <t>her Moldovan counterpart</t> in Riga.", "CONSULT"),
    ("<s>The Latvian premier</s> will travel to <t>Moldova</t> in May.", "AGREE"),
    ("<s>Latvia</s> refused to meet <t>the Moldovan envoy</t>.", "REJECT"),
    ("<s>Latvia</s> praised <t>Moldova</t> for its reforms.", "SUPPORT"),
    ("<s>Latvia</s> and <t>Moldova</t> signed a treaty on transit.", "SUPPORT"),
    ("<s>Latvia</s> pledged its full support for <t>Moldova</t>.", "SUPPORT"),
    ("<s>Latvia</s> shared intelligence with <t>Moldova</t>.", "COOPERATE"),
    ("<s>Latvia</s> sent medical supplies to <t>Moldova</t>.", "AID"),
    ("<s>Latvia</s> agreed to send medical supplies to <t>Moldova</t>.", "AGREE"),
    ("<s>Latvia</s> has suspended aid to <t>Moldova</t>.", "SANCTION"),
    ("<s>Latvia</s> announced a suspension of aid to <t>Moldova</t>.", "SANCTION"),
    ("<s>Latvia</s> recalled its ambassador from <t>Moldova</t>.", "SANCTION"),
    ("<s>Latvia</s> lifted the embargo on <t>Moldova</t>.", "RETREAT"),
    ("<s>Latvia</s> halted its attacks on <t>the rebels</t>.", "RETREAT"),
    ("<s>Latvia</s> accused <t>Moldova</t> of spying.", "ACCUSE"),
    ("<s>Latvia</s> opened an investigation into <t>a Moldovan bank</t>.", "ACCUSE"),
    ("<s>Latvia</s> urged <t>Moldova</t> to free the journalists.", "REQUEST"),
    ("<s>Latvia</s> said <t>Moldova</t> must pay its debts.", "REQUEST"),
    ("<s>Latvia</s> rejected <t>Moldova</t>'s offer.", "REJECT"),
    ("<s>Latvia</s> will impose sanctions on <t>Moldova</t>.", "THREATEN"),
    ("<s>Latvia</s> imposed sanctions on <t>Moldova</t>.", "COERCE"),
    ("<t>Two Moldovan reporters</t> were detained by <s>Latvian police</s>.", "COERCE"),
    ("<s>Workers</s> went on strike against <t>the government</t>.", "PROTEST"),
    ("<s>Latvia</s> put its troops on alert near <t>Moldova</t>.", "MOBILIZE"),
    ("<s>Rebels</s> shelled <t>an army post</t> overnight.", "ASSAULT"),
    ("<s>Rebels</s> launched air strikes on <t>an army post</t>.", "ASSAULT"),
    ("<s>The army</s> is fighting an epidemic in <t>the north</t> and delivered vaccines there.", "AID"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "code"), CASES, ids=[c[0][:60] for c in CASES])
def test_what_the_source_does_to_the_target(sentence: str, code: str) -> None:
    (coding,) = code_sentences([unmark(sentence)])
    assert coding.code == code
    assert coding.cameo is not None and plover_of(coding.cameo).code == code
    assert 0 < coding.confidence <= 1


def test_a_sentence_that_names_no_act_has_no_code() -> None:
    (coding,) = code_sentences([unmark("<s>Latvia</s> lies north of <t>Moldova</t>.")])
    assert coding.code is None and coding.score is None


def test_every_cameo_code_has_a_plover_event_a_mode_and_a_score() -> None:
    for row in cameo_codes().values():
        assert (row.code, row.mode) in modes()
        assert -10 <= row.score <= 10


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("Latvia met Moldova.", "neither source nor target"),
        ("<s>Latvia</s> met <t>Moldova.", "<t> is not closed"),
        ("<s>Latvia</t> met Moldova.", "closes nothing"),
        ("<s>Latvia</s> met <t>latvia</t>.", "same words"),
        ("<s>" + "a" * 30_000 + "</s> met <t>Moldova</t>.", "characters"),
    ],
)
def test_bad_marks_are_told(sentence: str, says: str) -> None:
    with pytest.raises(MarkError, match=says):
        unmark(sentence)


def test_marks_leave_the_text_as_it_was() -> None:
    marked = unmark("<s>Latvia</s> met <t>Moldova</t>.")
    assert marked.text == "Latvia met Moldova."
    assert [marked.text[a:b] for a, b in [*marked.sources, *marked.targets]] == ["Latvia", "Moldova"]
    assert unmark("<s>Teachers</s> went on strike.").missing == "there is no target; mark it <t>…</t>"
