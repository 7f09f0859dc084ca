"""Every page in a real browser at two widths, in light and dark: nothing on the console, nothing asked of anyone else, nothing that axe-core objects to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ..test_pages import page_addresses
from .conftest import OUT, WIDTHS, Site, Watched

PAIR = ("KOR", "UZB")
REVIEW = "/review/KOR/UZB"
AXE = """axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then((found) => found.violations)"""


@pytest.fixture(params=[("narrow", "light"), ("wide", "dark"), pytest.param(("wide", "light"), marks=pytest.mark.long)], ids=lambda look: "-".join(look))
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    looked: tuple[str, str] = request.param
    return looked


def test_every_page_at_two_widths(chrome: Browser, site: Site, axe_source: str, look: tuple[str, str]) -> None:
    width, scheme = look
    context = chrome.new_context(viewport={"width": WIDTHS[width], "height": 900}, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    (OUT / "screenshots").mkdir(parents=True, exist_ok=True)
    found: dict[str, object] = {}
    watched = Watched(context, site.address)
    page = watched.page
    for name, address in page_addresses(site.desk, *PAIR).items():
        watched.wrong.clear()
        answer = page.goto(site.address + address)
        assert answer is not None and answer.ok, (name, answer and answer.status)
        page.screenshot(path=OUT / "screenshots" / f"{name}-{width}-{scheme}.png", full_page=True)
        page.evaluate(axe_source)
        violations = page.evaluate(AXE)
        objections = {each["id"]: [node["target"] for node in each["nodes"]][:3] for each in violations}
        wide = page.evaluate("document.documentElement.scrollWidth")
        if watched.wrong or objections or wide > WIDTHS[width]:
            found[name] = (list(watched.wrong), objections, wide)
    context.close()
    assert found == {}


def test_pages_work_without_scripts(chrome: Browser, own_site: Site) -> None:
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(own_site.address + REVIEW + "?kind=fact")
    row = page.locator(".question").first
    said = row.locator(".head strong").inner_text()
    row.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator(".outcomes")).to_contain_text("Accepted by")
    expect(page.locator(".question").first.locator(".head strong")).not_to_have_text(said)
    page.locator(".outcomes").get_by_role("button", name="Undo").click()
    expect(page.locator(".outcomes")).to_contain_text("Undone by")
    assert [review.verdict for review in own_site.desk.store.reviews()] == ["accept", "undo"]
    context.close()


@pytest.fixture
def queue(chrome: Browser, own_site: Site) -> Iterator[tuple[Page, Site, list[str]]]:
    """The review queue of facts in a browser, with what goes wrong on it."""
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    watched = Watched(context, own_site.address)
    watched.page.goto(own_site.address + REVIEW + "?kind=fact")
    yield watched.page, own_site, watched.wrong
    context.close()


def test_the_queue_is_walked_with_keys_alone(queue: tuple[Page, Site, list[str]]) -> None:
    page, site, wrong = queue
    rows = page.locator(".question")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("a")
    expect(rows.nth(0)).to_contain_text("Accepted by")
    expect(rows.nth(1)).to_be_focused()  # accepted and moved on
    page.keyboard.press("x")
    expect(rows.nth(1)).to_contain_text("Rejected by")
    expect(rows.nth(2)).to_be_focused()
    assert [review.verdict for review in site.desk.store.reviews()] == ["accept", "reject"]
    page.keyboard.press("j")
    expect(rows.nth(3)).to_be_focused()
    page.keyboard.press("i")
    page.keyboard.press("i")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("u")
    expect(rows.nth(1)).to_contain_text("Undone by")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.keyboard.press("Tab")
    page.keyboard.type("a")  # a letter in a field is a letter
    assert len(site.desk.store.reviews()) == 3
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect(rows.nth(2).get_by_role("checkbox")).to_be_checked()
    assert wrong == []


def test_a_slot_is_corrected_and_a_wrong_value_is_refused_in_its_row(queue: tuple[Page, Site, list[str]]) -> None:
    page, site, _ = queue
    row = page.locator(".question").first
    row.locator("summary").click()
    row.locator("select[name=slot]").select_option("date")
    row.locator("input[name=value]").fill("")
    row.locator("select[name=slot]").select_option("status")
    row.locator("input[name=value]").fill("perhaps")
    row.get_by_role("button", name="Correct").click()
    expect(row.get_by_role("alert")).to_contain_text("status: it cannot hold 'perhaps'")
    row.locator("summary").click()
    row.locator("select[name=slot]").select_option("status")
    row.locator("input[name=value]").fill("cancelled")
    row.get_by_role("button", name="Correct").click()
    expect(row).to_contain_text('Corrected (status: "cancelled") by')
    [review] = site.desk.store.reviews()
    assert review.detail == {"slot": "status", "value": "cancelled"}


def test_merging_and_keeping_apart_by_key(chrome: Browser, own_site: Site) -> None:
    page = chrome.new_page()
    page.goto(own_site.address + REVIEW + "?kind=merge")
    rows = page.locator(".question")
    page.keyboard.press("m")
    expect(rows.nth(0)).to_contain_text("Merged by")
    page.keyboard.press("k")
    expect(rows.nth(1)).to_contain_text("Kept apart by")
    page.keyboard.press("o")
    expect(rows.nth(2)).to_contain_text("Left open by")
    assert [review.verdict for review in own_site.desk.store.reviews()] == ["same", "not_same", "unsure"]
    page.close()


def test_many_rows_at_once_are_answered_row_by_row(queue: tuple[Page, Site, list[str]]) -> None:
    page, site, _ = queue
    for n in range(3):
        page.locator(".question").nth(n).get_by_role("checkbox").check()
    page.get_by_role("button", name="Accept or merge").click()
    expect(page.locator(".outcomes li")).to_have_count(3)
    for line in page.locator(".outcomes li").all():
        expect(line).to_contain_text(re.compile(r"Accepted by .+, \d+ \w+ \d{4}, \d\d:\d\d UTC"))
    assert len(site.desk.store.reviews()) == 3


def test_the_second_of_two_reviewers_is_told_of_the_first(chrome: Browser, own_site: Site) -> None:
    one, other = chrome.new_page(), chrome.new_page()
    for page in (one, other):
        page.goto(own_site.address + REVIEW + "?kind=fact")
    one.keyboard.press("a")
    expect(one.locator(".question").first).to_contain_text("Accepted by")
    other.keyboard.press("x")
    expect(other.locator(".question").first.get_by_role("alert")).to_contain_text("Someone else was faster: Accepted by")
    assert [review.verdict for review in own_site.desk.store.reviews()] == ["accept"]
    other.keyboard.press("x")  # having seen it, they may decide otherwise
    expect(other.locator(".question").first).to_contain_text("Rejected by")
    one.close()
    other.close()


def test_a_fact_is_shown_on_hover_and_focus_and_leads_to_its_object(chrome: Browser, site: Site) -> None:
    page = chrome.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.goto(site.address + page_addresses(site.desk, *PAIR)["document"])
    label = page.locator("a.chip[href^='/e/']").first
    tip = page.locator(f"#{label.get_attribute('aria-describedby')}")
    expect(tip).to_be_hidden()
    label.hover()
    expect(tip).to_be_visible()
    page.mouse.move(0, 0)
    expect(tip).to_be_hidden()
    mark = page.locator("mark[data-facts]").first
    mark.scroll_into_view_if_needed()
    x, y = mark.evaluate("mark => { const line = mark.getClientRects()[0]; return [line.x + line.width / 2, line.y + line.height / 2]; }")
    page.mouse.move(x, y)  # in its first line: the middle of words that run over several may be beside them
    expect(page.locator(".fact.open .tip").first).to_be_visible()
    page.mouse.move(0, 0)
    label.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(label).to_be_focused()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/e/KOR/UZB/**")
    page.locator(".sources a").first.click()  # and back to the words
    page.wait_for_url("**/d/**")
    fact = page.url.rpartition("#")[2]
    assert page.locator(f"[id='{fact}']").count() == 1
    page.close()


def test_kinds_are_shown_and_hidden(chrome: Browser, site: Site) -> None:
    page = chrome.new_page()
    page.goto(site.address + page_addresses(site.desk, *PAIR)["document"])
    first = page.locator(".chip.k-meeting").first
    expect(first).to_be_visible()
    page.locator("#show-meeting").uncheck()
    expect(first).to_be_hidden()
    page.close()


def test_a_text_is_pasted_read_and_kept(chrome: Browser, own_site: Site) -> None:
    context = chrome.new_context()
    watched = Watched(context, own_site.address)
    page = watched.page
    page.goto(own_site.address + "/add")
    page.get_by_label("Text").fill("On 3 May 2024 the Foreign Minister of Uzbekistan, Alisher Normurodov, met in Seoul with the Foreign Minister of Korea, Han Jae-min.")
    page.get_by_label("Published").fill("2024-05-03")
    before = own_site.desk.store.counts()["documents"]
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read, not kept yet", timeout=30_000)
    expect(page.locator(".text")).to_contain_text("met in Seoul")
    expect(page.locator(".chip.k-meeting")).to_have_count(1)
    assert own_site.desk.store.counts()["documents"] == before
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept", timeout=30_000)
    assert own_site.desk.store.counts()["documents"] == before + 1
    assert watched.wrong == []
    context.close()


def test_what_documents_hold_is_never_run(chrome: Browser, own_site: Site) -> None:
    from ..test_pages import PAYLOADS, poison

    ids = poison(own_site.desk.store, PAYLOADS)
    context = chrome.new_context()
    watched = Watched(context, own_site.address)
    page = watched.page
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    for id in ids:
        page.goto(f"{own_site.address}/d/{id}")
        assert page.evaluate("window.bilatRan === undefined")
    for payload in PAYLOADS:
        page.goto(f"{own_site.address}/search?q={__import__('urllib.parse').parse.quote(payload)}")
        assert page.evaluate("window.bilatRan === undefined")
    for address in ("/", "/r/KOR/UZB/documents", "/r/KOR/UZB/people", REVIEW, "/search?country=UZB"):
        page.goto(own_site.address + address)
        assert page.evaluate("window.bilatRan === undefined")
    assert ran == []
    assert [wrong for wrong in watched.wrong if "status of 4" not in wrong] == []
    context.close()
