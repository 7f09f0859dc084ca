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
    ("Trade must double by 2028, heard the 10th session of their Intergovernmental Joint Commission, held in the city of Chisinau on March 21.", {"type": "session", "session": 10, "date": "2024-03-21"}),
    ("The second round of negotiations on an agreement on pensions was held in Riga from 16 to 18 March 2024.", {"type": "talks", "session": 2, "date": "2024-03-16/2024-03-18", "parties": ["LVA", "MDA"]}),
    ("The deadline was set at the session of the two countries' Joint Trade Commission last October.", {"type": "session", "status": "took_place", "mechanism": "Joint Trade Commission", "date": "2023-10"}),
    ("The Latvian-Moldovan Joint Trade Commission is to hold its 4th session in Riga in May.", {"type": "session", "status": "planned", "date": "2024-05"}),
    ("The third session of the Latvian-Moldovan Strategic Council is to be held in May.", {"type": "session", "session": 3, "status": "planned", "date": "2024-05"}),
    ("The foreign ministers of Moldova and Latvia discussed trade over the phone on Friday.", {"type": "call", "date": "2024-03-29"}),
    ("Latvian Agriculture Minister Anna Berzina received the Moldovan official.", {"type": "talks", "participants": ["Anna Berzina"], "parties": ["LVA", "MDA"]}),
    ("Moldovan Ambassador Ion Lupu called on Latvian President Anna Berzina to take stock of relations.", {"type": "talks", "participants": ["Anna Berzina", "Ion Lupu"]}),
    ("Companies signed contracts at a business forum in Riga that was closed by the presidents of Latvia and Moldova.", {"type": "session", "participants": None, "mechanism": "business forum"}),
    ("During her visit to Riga, Moldovan Economy Minister Elena Rusnac, met with Latvian Economy Minister Anna Berzina.", {"type": "talks", "participants": ["Anna Berzina", "Elena Rusnac"]}),
    ("Kalnins told Moldovan President Elena Rusnac at a meeting in Chisinau that trade was growing.", {"type": "talks", "participants": ["Elena Rusnac", "Janis Kalnins"], "places": ["Chisinau"]}),
    ("Prospects for trade were discussed with Ion Lupu, Chairman of the Moldovan Chamber of Commerce, by Kalnins.", {"type": "talks", "participants": ["Ion Lupu", "Janis Kalnins"]}),
    ("Kalnins had a conversation over the phone with Moldovan President Elena Rusnac.", {"type": "call", "participants": ["Elena Rusnac", "Janis Kalnins"]}),
    ("Following talks in Chisinau, Kalnins and Moldovan President Elena Rusnac signed a declaration.", {"type": "talks", "participants": ["Elena Rusnac", "Janis Kalnins"]}),
    ("Latvia and Moldova will convene a Clean Rivers Ministerial in Riga in October.", {"type": "session", "status": "planned", "mechanism": "Clean Rivers Ministerial", "date": "2024-10"}),
    ("In their Joint Security Committee, the ministers of Latvia and Moldova highlighted progress.", {"type": "session", "status": "took_place", "mechanism": "Joint Security Committee"}),
    ("At a reception for visiting Moldovan Prime Minister Elena Rusnac on Monday, Latvian President Anna Berzina praised the ties.", {"type": "reception", "participants": ["Anna Berzina", "Elena Rusnac"]}),
    ("Latvian President Anna Berzina hosted Moldovan President Elena Rusnac for talks on Thursday.", {"type": "talks", "participants": ["Anna Berzina", "Elena Rusnac"], "date": "2024-03-28"}),
    ("Latvian President Anna Berzina is coordinating talks with Moldovan President Elena Rusnac.", {"type": "talks", "status": "planned"}),
    ("The 7th session of the Commission between Latvia and Moldova on Trade and Transport was held in Riga.", {"mechanism": "Commission between Latvia and Moldova on Trade and Transport", "session": 7}),
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


def test_a_session_without_its_bodys_name_is_of_the_body_spoken_of() -> None:
    text = (
        LEAD
        + "The importance of the Latvian-Moldovan Joint Commission was stressed. Its second session took place in Riga in May 2022. The next session will be held in Chisinau in 2025."
    )
    assert [(m.get("mechanism"), m.get("session"), m["status"], m.get("date")) for m in found(text, "meeting", published="2024-03-31")[1:]] == [
        ("Latvian-Moldovan Joint Commission", 2, "took_place", "2022-05"), ("Latvian-Moldovan Joint Commission", None, "planned", "2025")
    ]  # fmt: skip


def test_a_meeting_rests_on_every_clause_that_tells_of_it() -> None:
    text = (
        "Latvian Foreign Minister Janis Kalnins met his counterpart from Moldova, Andrei Cojocari, in Riga on Monday. During their talks, Kalnins and Cojocari signed a memorandum."
    )
    (meeting,) = found(text, "meeting", published="2024-03-31")
    assert [text[a:b].split()[0] for a, b in meeting["evidence"]] == ["Latvian", "During"]  # type: ignore[attr-defined]
    assert sorted(meeting["participants"]) == ["Andrei Cojocari", "Janis Kalnins"]  # type: ignore[call-overload]


def test_whom_the_sides_own_official_meets_is_of_the_other_country() -> None:
    text = (
        "Minister of Foreign Affairs of Latvia Janis Kalnins visited Moldova on Monday. Talks were held with Minister of Trade Elena Rusnac. "
        "In the afternoon the minister was received by Prime Minister Sergiu Rotaru."
    )
    meetings = found(text, "meeting", published="2024-03-31", side="LVA")
    assert [sorted(m["parties"]) for m in meetings] == [["LVA", "MDA"], ["LVA", "MDA"]]  # type: ignore[call-overload]


def test_one_session_told_under_longer_and_shorter_names_of_its_body() -> None:
    text = (
        "The 12th meeting of the Intergovernmental Latvian-Ghanaian Commission on trade and economic cooperation was held in Riga on 15 May 2023.\n\n"
        "The meeting was chaired by Minister of Trade of Latvia Ilze Ozola and Minister of Trade of Ghana Kofi Badu.\n\n"
        "The parties exchanged views on the topics discussed at the 11th meeting of the IGC, held in Accra in December 2021."
    )
    told = [(m["mechanism"], m["session"], m.get("participants", []), m["date"]) for m in found(text, "meeting")]
    name = "Intergovernmental Latvian-Ghanaian Commission on trade and economic cooperation"
    assert told == [(name, 12, ["Ilze Ozola", "Kofi Badu"], "2023-05-15"), (name, 11, [], "2021-12")]


def test_a_meeting_with_members_of_a_government_is_with_its_country() -> None:
    text = "Vice Premier of the State Council of China Liu Wenbo will visit Latvia on 15 May 2024. In Riga, the Vice Premier will meet with the members of the Latvian Government."
    assert [(m["participants"], sorted(m["parties"]), m["status"]) for m in found(text, "meeting")] == [(["Liu Wenbo"], ["CHN", "LVA"], "planned")]


def test_an_invitation_to_a_third_country_and_a_forum_of_many() -> None:
    text = (
        "Prime Minister of Ghana Kofi Badu met with Prime Minister of Latvia Janis Kalnins in Accra on 24 May 2024. Badu invited him to take part in the International Energy "
        "Investment Forum, which will be held on June 10-11 in Vienna with the support of the World Bank."
    )
    assert [(v["visitors"], v["to"]) for v in found(text, "visit")] == [(["Janis Kalnins"], ["AUT"])]
    assert len(found(text, "meeting")) == 1 and found(text, "commitment") == []


def test_leaders_who_meet_for_their_summit_are_at_one_meeting() -> None:
    text = (
        "4th Latvia–Ghana Summit: main results\n\nAccra, 21 March 2022\n\n"
        "Prime Minister Janis Kalnins and the Prime Minister of Ghana, Kofi Badu, met today in Accra for the 4th Summit between the two countries."
    )
    told = [(m["type"], m["session"], sorted(m["participants"]), m["date"]) for m in found(text, "meeting", side="LVA", published="2022-03-21")]  # type: ignore[type-var]
    assert told == [("summit", 4, ["Janis Kalnins", "Kofi Badu"], "2022-03-21")]


def test_who_calls_somebody_to_congratulate_him_talks_to_him() -> None:
    text = "President Paul Morris of the United States called Prime Minister Ito Kenji of Japan today to congratulate him on his election."
    assert [(m["type"], m["participants"], m["date"]) for m in found(text, "meeting", published="2024-10-02")] == [("call", ["Paul Morris", "Ito Kenji"], "2024-10-02")]
    assert found(text, "commitment", published="2024-10-02") == []
    assert found("President Paul Morris of the United States called Prime Minister Ito Kenji of Japan a friend.", "meeting") == []


def test_the_session_before_and_who_led_a_delegation() -> None:
    text = (
        "The 5th meeting of the Latvian-Ghanaian intergovernmental commission was held in Riga on 22 May 2024. The Ghanaian delegation was led by Deputy Prime Minister Kofi Badu. "
        "The previous meeting was held in Accra."
    )
    told = [(m["mechanism"], m.get("session"), m.get("participants"), m["status"]) for m in found(text, "meeting")]
    name = "Latvian-Ghanaian intergovernmental commission"
    assert told == [(name, 5, ["Kofi Badu"], "took_place"), (name, None, None, "took_place")]


def test_a_welcome_and_the_talks_after_it() -> None:
    text = "Latvian President Anna Berzina welcomed Ghanaian Foreign Minister Kofi Badu to Riga on Monday. The meeting focused on trade."
    assert [(m["type"], m["participants"]) for m in found(text, "meeting", published="2024-06-05")] == [("talks", ["Anna Berzina", "Kofi Badu"])]


def test_whom_them_and_the_official_mean() -> None:
    text = (
        "Ghanaian Foreign Minister Kofi Badu and Trade Minister Ama Owusu were visiting Riga, and Latvian President Anna Berzina met with them on Monday. "
        "In addition, the Latvian official will meet with Energy Minister Yaw Darko of Ghana."
    )
    told = [sorted(m["participants"]) for m in found(text, "meeting", published="2024-06-05")]  # type: ignore[call-overload]
    assert told == [["Ama Owusu", "Anna Berzina", "Kofi Badu"], ["Anna Berzina", "Yaw Darko"]]


def test_negotiations_on_a_document_are_no_meeting() -> None:
    assert found("Negotiations on a fisheries agreement between Latvia and Ghana began in May 2023.", "meeting") == []
