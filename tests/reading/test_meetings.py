"""Encounters, sessions and ceremonies, each once, with who took part."""

import pytest

from conftest import found

LEAD = "Latvian Foreign Minister Janis Kalnins received Moldovan Foreign Minister Andrei Cojocari in Riga on Monday.\n\n"

CASES = [
    ("The 12th session of the Latvian-Moldovan Intergovernmental Commission was held in Riga on 5 March.", {"type": "session", "mechanism": "Latvian-Moldovan Intergovernmental Commission", "session": 12, "date": "2024-03-05"}),
    ("The next round of political consultations between Latvia and Moldova will be held in 2025.", {"type": "consultations", "status": "planned", "date": "2025"}),
    ("The third meeting of the Working Group on Trade between Latvia and Moldova took place on 14 June 2023.", {"type": "session", "mechanism": "Working Group on Trade", "session": 3}),
    ("The Latvia–Moldova Business Council met in Riga on Monday.", {"type": "session", "mechanism": "Latvia–Moldova Business Council"}),
    ("Rail freight was the subject of the 8th session of the Latvian-Moldovan Joint Commission, which took place on Thursday in Chisinau.", {"type": "session", "session": 8, "date": "2024-03-28"}),
    ("Latvia and Moldova signed a protocol at the 8th session of the Latvian-Moldovan Joint Commission, held in Chisinau on March 27.", {"type": "session", "session": 8, "date": "2024-03-27"}),
    ("On 12 March the 9th session of the Latvian-Moldovan Joint Commission was held in Riga.", {"type": "session", "session": 9, "date": "2024-03-12"}),
    ("The 9th session of the Latvia–Moldova Joint Commission took place in Riga on 12 March.", {"mechanism": "Latvia–Moldova Joint Commission", "session": 9}),
    ("Kalnins and the president of Moldova, Elena Rusnac, spoke by telephone on Thursday.", {"type": "call", "participants": ["Elena Rusnac", "Janis Kalnins"], "date": "2024-03-28"}),
    ("Kalnins hosted a dinner in honour of Moldovan President Elena Rusnac.", {"type": "reception", "participants": ["Elena Rusnac", "Janis Kalnins"]}),
    ("Cojocari paid a courtesy call on Latvian President Anna Berzina.", {"type": "talks", "participants": ["Andrei Cojocari", "Anna Berzina"]}),
    ("The Ambassador of Moldova, Ion Lupu, presented his credentials to Latvian President Anna Berzina.", {"type": "ceremony", "participants": ["Anna Berzina", "Ion Lupu"], "occasion": "presentation of credentials"}),
    ("Cojocari inaugurated the new Moldovan embassy in Riga.", {"type": "ceremony", "occasion": "opening of the new Moldovan embassy in Riga"}),
    ("On the sidelines of the UN General Assembly, Kalnins met Moldovan President Elena Rusnac.", {"type": "talks", "occasion": "UN General Assembly"}),
    ("The President of Ghana, Kofi Mensah, met the President of Chile, Antonia Rojas, in New York.", {"type": "talks", "places": ["New York"]}),
    ("Issues of trade were discussed during the 3rd session of the joint group on planning between Latvia and Moldova, which was chaired by Moldovan President Elena Rusnac.", {"type": "session", "mechanism": "joint group on planning", "session": 3}),
    ("Riga and Chisinau are gearing up for a session of the Cooperation Council of Latvia and Moldova.", {"type": "session", "status": "planned", "mechanism": "Cooperation Council of Latvia and Moldova"}),
    ("“Trade is growing,” Kalnins said at a meeting with Moldovan President Elena Rusnac.", {"type": "talks", "participants": ["Elena Rusnac", "Janis Kalnins"]}),
    ("Latvia repeated its calls for Moldova to hold talks with Kalnins by July.", {"type": "talks", "status": "proposed"}),
    ("The planned meeting between Kalnins and Moldovan President Elena Rusnac was called off.", {"type": "talks", "status": "cancelled"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "slots"), CASES, ids=[c[0][:60] for c in CASES])
def test_meetings(text: str, slots: dict[str, object]) -> None:
    meetings = found(LEAD + text, "meeting", published="2024-03-31")[1:]
    assert len(meetings) == 1
    assert {slot: sorted(v) if isinstance(v := meetings[0].get(slot), list) else v for slot in slots} == slots


def test_the_talks_a_readout_only_refers_to_are_told_once() -> None:
    text = "Latvian Foreign Minister Janis Kalnins visited Moldova on Monday at the invitation of his counterpart Andrei Cojocari. During the talks, the two ministers discussed trade. After the talks, the ministers signed a memorandum."
    (meeting,) = found(text, "meeting", published="2024-03-31")
    assert sorted(meeting["participants"]) == ["Andrei Cojocari", "Janis Kalnins"]  # type: ignore[call-overload]


def test_the_next_session_is_of_the_body_named_before_and_a_rule_is_no_event() -> None:
    text = LEAD + "The second session of the Latvian-Moldovan Strategic Council was held. The sides agreed to hold the next session of the Council in Chisinau in 2026."
    assert [(m.get("mechanism"), m["status"], m.get("date")) for m in found(text, "meeting", published="2024-03-31")[1:]] == [
        ("Latvian-Moldovan Strategic Council", "took_place", None), ("Latvian-Moldovan Strategic Council", "planned", "2026")
    ]  # fmt: skip
    assert len(found(LEAD + "The two ministers agreed to hold the summit every two years.", "meeting")) == 1
