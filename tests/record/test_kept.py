"""Records kept in the store: given out only where building them anew would give the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import bilat.record.kept as kept_module
from bilat import api
from bilat.errors import OptionError
from bilat.record import Store
from bilat.record.material import fact_mention
from bilat.record.parties import parties_of
from bilat.record.regional import with_members
from bilat.record.store import pack
from pieces import AGENCY, CORRECTED, NEWSPAPER, found

VERSION = "test"


def fill(store: Store, *texts: str) -> None:
    for n, text in enumerate(texts):
        item = found(text, f"/{len(text)}/{n}.txt", published="2024-05-06", side="MNG")
        store.add([item])
        assert item.document is not None
        from bilat.reading.read import read_document

        store.add_readings([pack(item.document.id, read_document(item.document))], VERSION)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was built, as it happens."""
    import bilat.record.build as build_module

    made: list[str] = []
    real = build_module.build_record

    def counted(parties, *rest, **options):  # type: ignore[no-untyped-def]
        made.append("-".join(parties))
        return real(parties, *rest, **options)

    monkeypatch.setattr(build_module, "build_record", counted)
    return made


def test_a_record_is_built_once_and_again_only_when_its_own_documents_change(store_address: str, builds: list[str]) -> None:
    with Store(store_address) as store:
        fill(store, AGENCY)
        first = api.record_of(store, "MNG", "LVA")
        assert api.record_of(store, "LVA", "MNG") == first and builds == ["MNG-LVA"]
        fill(store, "TALLINN, 7 May. Minister of Foreign Affairs of Estonia Mart Saar met with Minister of Foreign Affairs of Chile Ana Rojas in Tallinn on 7 May 2024.\n")
        assert api.record_of(store, "MNG", "LVA") == first and len(builds) == 1
        fill(store, NEWSPAPER)
        second = api.record_of(store, "MNG", "LVA")
        assert len(second.documents) == 2 and len(builds) == 2
        assert second == api.checked(store, api.build(store, "MNG", "LVA").record)
    with Store(store_address) as store:
        assert api.record_of(store, "MNG", "LVA") == second and len(builds) == 3  # the third was asked for anew
        assert api.merges(store, "MNG", "LVA") == api.build(store, "MNG", "LVA").merges


def test_a_review_and_its_undo_are_seen_at_once(store_address: str) -> None:
    with Store(store_address) as store:
        fill(store, AGENCY)
        before = api.record_of(store, "MNG", "LVA")
        material = store.materials(["MNG", "LVA"])[0]
        meeting = next(fact for fact in material.reading.facts if type(fact).__name__ == "Meeting")
        review = api.judge(store, "Anna", "reject", [fact_mention(material, meeting).key])
        assert api.record_of(store, "MNG", "LVA").events != before.events
        again = api.judge(store, "Anna", "undo", [], undoes=review.id)
        assert api.record_of(store, "MNG", "LVA") == before
        api.judge(store, "Anna", "undo", [], undoes=again.id)
        assert api.record_of(store, "MNG", "LVA").events != before.events


def test_what_another_code_built_is_not_given_out(tmp_path: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "s.db") as store:
        fill(store, AGENCY)
        api.record_of(store, "MNG", "LVA")
        monkeypatch.setattr(kept_module, "record_version", lambda: "another")
        api.record_of(store, "MNG", "LVA")
        assert len(builds) == 2


def test_a_reading_of_an_older_schema_is_made_anew_and_told(store_address: str) -> None:
    import zlib

    from sqlalchemy import text

    from bilat.reading.version import reader_version

    with Store(store_address) as store:
        fill(store, AGENCY, CORRECTED)
        before = api.record_of(store, "MNG", "LVA")
        assert store.outdated(["MNG", "LVA"]) == 2  # read by the version "test"
        old = zlib.compress(b'{"schema": "bilat.reading/0", "document": {"id": "x"}, "facts": [{"kind": "rumour"}]}')
        some = before.documents[0].id
        with store.engine.begin() as connection:
            connection.execute(text("UPDATE readings SET data = :old WHERE document = :id"), {"old": old, "id": some})
            connection.execute(text("DELETE FROM records"))
        assert api.record_of(store, "MNG", "LVA") == before
        with store.engine.connect() as connection:
            assert connection.scalar(text("SELECT version FROM readings WHERE document = :id"), {"id": some}) == reader_version()
        assert store.outdated(["MNG", "LVA"]) == 1


def test_a_record_is_read_while_another_process_writes(tmp_path: Path) -> None:
    import sqlite3

    with Store(tmp_path / "s.db") as store:
        fill(store, AGENCY)
        expected = api.checked(store, api.build(store, "MNG", "LVA").record)
    holder = sqlite3.connect(tmp_path / "s.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with Store(tmp_path / "s.db", patience=0.2) as store:
            assert api.record_of(store, "MNG", "LVA") == expected
            assert store.kept_record(["MNG", "LVA"])[1] is None
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def test_rebuilding_gives_the_same_record(store_address: str) -> None:
    with Store(store_address) as store:
        fill(store, AGENCY, NEWSPAPER, CORRECTED)
        before = api.record_of(store, "MNG", "LVA")
        api.rebuild(store)
        assert api.record_of(store, "MNG", "LVA") == before


def test_a_country_with_a_region_has_what_its_members_have(tmp_path: Path) -> None:
    with Store(tmp_path / "s.db") as store:
        fill(
            store,
            AGENCY,
            "ULAANBAATAR, 7 May. Minister of Foreign Affairs of Mongolia Batbold Ganzorig met with Minister of Foreign Affairs of Kenya Wanjiru Otieno on 7 May 2024.\n",
        )
        baltic = api.record_of(store, "Mongolia", "Baltic states")
        assert baltic.counterpart == "Baltic states" and baltic.parties == ["MNG", "LVA"]
        assert {event.id for event in baltic.events} == {event.id for event in api.record_of(store, "MNG", "LVA").events} != set()
        assert "Wanjiru Otieno" not in {person.name for person in baltic.people}
        assert api.record_of(store, "Mongolia", "European Union").events == baltic.events
        everyone = api.record_of(store, "MNG")
        assert api.record_of(store, "MNG", "everyone") == everyone and len(everyone.events) > len(baltic.events)
        # nothing but what it is made of: a record with a group of nobody's is empty
        assert with_members(everyone, "MNG", parties_of(["MNG", "Mercosur"]).group).events == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["ASEAN", "European Union"], "needs one country beside it"),
        (["Central Asia"], "needs one country beside it"),
        (["KAZ", "CHN", "everyone"], "one with everyone"),
        (["KAZ", "Kazakhstan"], "two different countries"),
        (["everyone"], "two different countries"),
        (["KAZ", "Central Asa"], "did you mean Central Asia"),
        (["KAZ", "Chna"], "did you mean CHN"),
        (["KAZ", "Xyzzyq"], "give its English name or its code"),
    ],
)
def test_what_is_no_record_is_told_with_the_way_out(names: list[str], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        parties_of(names)


def test_what_comes_in_brings_the_records_up_to_date_that_somebody_asked_for(tmp_path: Path, builds: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [tmp_path / f"{n}.txt" for n in range(3)]
    for path, text in zip(pieces, (AGENCY, NEWSPAPER, CORRECTED), strict=True):
        path.write_text(f"date 2024-05-06\n{text}", "utf-8")
    with Store(tmp_path / "store.db") as store:
        api.ingest([str(pieces[0])], store)
        assert builds == []  # nobody asked yet
        api.record_of(store, "MNG", "LVA")
        api.ingest([str(pieces[1])], store)
        assert builds == ["LVA-MNG", "LVA-MNG"] or builds == ["MNG-LVA", "LVA-MNG"]
        fresh = api.record_of(store, "MNG", "LVA")
        assert len(builds) == 2 and len(fresh.documents) == 2
        monkeypatch.setattr("bilat.api.taking.BUSY", 1)
        store.forget_computed()
        api.ingest([str(pieces[2])], store)
        api.reread(store)
        before = len(builds)
        assert len(api.record_of(store, "LVA", "MNG").documents) == 3 and len(builds) == before


def test_checks_are_kept_until_the_record_or_the_statistics_change(store_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import bilat.statistics.check as check_module
    from bilat.statistics.holdings import Holdings
    from bilat.statistics.series import Observation

    checks: list[str] = []
    real = check_module.check_figure

    def counted(figure, *rest):  # type: ignore[no-untyped-def]
        checks.append(figure.id)
        return real(figure, *rest)

    monkeypatch.setattr(check_module, "check_figure", counted)
    with Store(store_address) as store:
        fill(store, AGENCY, "RIGA, 8 May 2024. Latvia and Mongolia discussed trade. Trade turnover between Latvia and Mongolia amounted to 82 million US dollars in 2023.\n")
        first = api.record_of(store, "MNG", "LVA")
        (figure,) = first.figures
        assert figure.check is not None and figure.check["verdict"] == "no_data" and len(checks) == 1
        assert api.record_of(store, "MNG", "LVA") == first and len(checks) == 1
        Holdings(store).load([Observation(reporter="MNG", partner="LVA", flow="turnover", period="2023", value=82.2e6, unit="USD", source="test")])
        second = api.record_of(store, "MNG", "LVA")
        assert second.figures[0].check is not None and second.figures[0].check["matches"] == ["MNG"] and len(checks) == 2
        fill(store, "RIGA, 9 May 2024. Latvian Foreign Minister Janis Kalnins met with Mongolian Foreign Minister Bat Bold in Riga.\n")
        third = api.record_of(store, "MNG", "LVA")
        assert len(third.documents) == 3 and third.figures == second.figures and len(checks) == 3
