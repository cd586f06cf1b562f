"""axe finds nothing, and nothing scrolls sideways, on every kind of page in every mode.

The narrow page of 390 px in large type is held against every rule; at 320 px only the width is looked
at, in other colours only what colours can break.
"""

import re

import pytest
from axe_check import COLOURS, check, check_width  # tests/browser/axe_check.py

pytestmark = pytest.mark.browser
VIEWS = [
    ("desktop", 1280, ""),
    ("phone", 320, ""),
    ("elder", 390, "mode=elder"),
    ("dark", 390, "theme=dark"),
    ("contrast", 1280, "theme=contrast"),
]
PUBLIC = [
    "home",
    "lists",
    "list",
    "detail",
    "unit",
    "units",
    "changes",
    "catalogue",
    "catalogue for hospitals",
    "obligation",
    "directory",
    "what is missing",
    "calendar",
    "progress",
    "progress of a unit",
    "what is counted",
    "leadership",
    "leadership of a unit",
    "promises",
    "columns",
    "search",
    "log",
    "tombstone",
    "version",
    "sign-in",
]


SHOWING = [
    "home",
    "list",
    "detail",
    "unit",
    "catalogue",
    "directory",
    "search",
    "log",
    "sign-in",
    "progress",
]
"""Pages that between them show every part in every colour; the rest is looked at in the light theme."""


@pytest.fixture(scope="module")
def addresses(served):
    listed = re.findall(r"/items/([0-9a-f]{32})/", served.get("/lists/all/")[1])
    obj = listed[0]
    return {
        "home": "/",
        "lists": "/lists/",
        "list": "/lists/all/",
        "detail": f"/items/{obj}/",
        "version": f"/items/{obj}/v1/",
        "unit": "/units/YY1/",
        "units": "/units/",
        "changes": "/lists/changes/",
        "catalogue": "/lists/catalogue/",
        "catalogue for hospitals": "/lists/catalogue/?kind=hospital&sector=health",
        "obligation": "/lists/catalogue/MC-029/",
        "directory": "/units/YY1/directory/",
        "what is missing": "/units/YY1/?only=missing",
        "calendar": "/calendar/",
        "progress": "/progress/",
        "progress of a unit": "/progress/YY1/?of=coverage",
        "what is counted": "/progress/definitions/",
        "leadership": "/leadership/",
        "leadership of a unit": "/leadership/YY1/",
        "promises": "/leadership/tasks/",
        "columns": "/columns/",
        "search": "/search/?q=%E9%A2%84%E6%A1%88",
        "log": "/log/",
        "sign-in": "/sign-in/",
        "obj": obj,
    }


@pytest.mark.parametrize(("view", "width", "mode"), VIEWS)
def test_public_pages(served, browser, browser_context_args, addresses, view, width, mode):
    context = browser.new_context(
        **browser_context_args, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = context.new_page()
    for name in SHOWING if mode.startswith("theme=") else PUBLIC:
        if name == "tombstone":
            continue
        address = addresses[name]
        page.goto(served.url + address + (("&" if "?" in address else "?") + mode if mode else ""))
        if view == "phone":
            check_width(page, f"{name}, {view}")
        else:
            check(page, f"{name}, {view}", COLOURS if mode.startswith("theme=") else ())
    context.close()


@pytest.mark.parametrize(("view", "width", "mode"), [VIEWS[0], VIEWS[1], VIEWS[2]])
def test_desk_pages(served, staff, sign_in, addresses, view, width, mode):
    officer = sign_in(
        staff("YY1", "officer"), viewport={"width": width, "height": 900}, bypass_csp=True
    )
    officer.goto(f"{served.url}/desk/owed/YY1/")
    officer.locator("form[action*='/open/'] button").first.click()
    officer.wait_for_selector("#editor .tiptap")
    draft = officer.url
    with_mode = f"?{mode}" if mode else ""
    for name, address in (
        ("desk", f"{served.url}/desk/"),
        ("owed", f"{served.url}/desk/owed/YY1/"),
        ("events", f"{served.url}/desk/owed/YY1/events/"),
        ("moved", f"{served.url}/desk/owed/YY1/moved/"),
        ("editor", draft),
        ("review", draft + "review/"),
        ("arrange", draft + "arrange/"),
        ("preview", draft + "preview/"),
        ("templates", f"{served.url}/desk/templates/"),
        ("write without an obligation", f"{served.url}/desk/write/"),
        ("withheld", f"{served.url}/desk/withheld/"),
        ("documents", f"{served.url}/desk/documents/"),
        ("nothing found", f"{served.url}/desk/documents/?q=%E6%B2%A1%E6%9C%89"),
        ("history", f"{served.url}/desk/history/"),
        ("notices", f"{served.url}/desk/notices/"),
        ("mail settings", f"{served.url}/desk/notices/settings/"),
        ("start", f"{served.url}/desk/start/"),
        ("people", f"{served.url}/desk/people/YY1/"),
        ("progress", f"{served.url}/desk/progress/"),
        ("columns", f"{served.url}/desk/columns/"),
        ("account", f"{served.url}/desk/account/"),
    ):
        officer.goto(address + (with_mode.replace("?", "&") if "?" in address else with_mode))
        if name == "editor":
            officer.wait_for_selector("#editor .tiptap")
        (check_width if view == "phone" else check)(officer, f"{name}, {view}")
    office = sign_in(
        staff("QFB", "office"), viewport={"width": width, "height": 900}, bypass_csp=True
    )
    for name, address in (
        ("item", f"/desk/items/{addresses['obj']}/"),
        ("withdraw", f"/desk/items/{addresses['obj']}/withdraw/"),
        ("proposals", "/desk/proposals/"),
        ("reviews", "/desk/reviews/"),
        ("review chains", "/desk/chains/"),
        ("review chain", "/desk/chains/edit/"),
        ("review chain tried", "/desk/chains/edit/"),
        ("withheld of all units", "/desk/withheld/"),
        ("documents of all units", "/desk/documents/"),
        ("history of all units", "/desk/history/"),
        ("progress of all units", "/desk/progress/"),
        ("leadership", "/desk/leadership/"),
        ("tasks of leaders", "/desk/leadership/tasks/"),
        ("columns of all units", "/desk/columns/"),
    ):
        office.goto(served.url + address + with_mode)
        if name == "review chain tried":
            office.locator("button[name=try]").click()
            office.wait_for_selector(".pane.lit")
        (check_width if view == "phone" else check)(office, f"{name}, {view}")


@pytest.mark.parametrize(("view", "width", "mode"), [VIEWS[0], VIEWS[1]])
def test_pages_of_the_office(served, staff, sign_in, view, width, mode):
    office = sign_in(
        staff("QFB", "office"), viewport={"width": width, "height": 900}, bypass_csp=True
    )
    for name in ("", "table/", "holidays/", "rows/MC-029/units/"):
        office.goto(f"{served.url}/desk/catalogue/{name}" + (f"?{mode}" if mode else ""))
        check(office, f"catalogue {name}, {view}")
    office.context.close()
