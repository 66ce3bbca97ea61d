"""Judge one page in a browser in all its forms: axe, the width of the screen, and the keyboard alone."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.somebody import TAGS

RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
SIZES = {1280: 900, 360: 780}
SMALLEST = 320

COLLECT = """() => {
  const asked = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().width > 0;
  const all = [...document.querySelectorAll(asked)].filter((one) => !one.disabled && one.tabIndex >= 0 && seen(one));
  const key = (one) => one.type === "radio" ? one.form?.id + "/" + one.name : one;
  window.__stops = new Set(all.map(key));
  window.__key = key;
  window.__faults = [];
  window.scrollTo(0, 0);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  return window.__stops.size;
}"""
LOOK = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return "";
  window.__stops.delete(window.__key(one));
  if (one === window.__last) return "the same";
  window.__last = one;
  const said = one.tagName.toLowerCase() + " " + (one.name || one.textContent.trim() || one.id).slice(0, 50);
  const drawn = [one, one.nextElementSibling, one.parentElement].filter(Boolean).some((part) => {
    const style = getComputedStyle(part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  });
  if (!drawn) window.__faults.push("no focus is seen on " + said);
  const box = [...one.getClientRects()][0];
  if (!box) return said;
  const spots = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]]
    .map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
  const inside = spots.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  const clear = inside.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (one.contains(top) || top.contains(one) || top.closest("label")?.control === one);
  });
  if (!clear) window.__faults.push("the focus is covered on " + said);
  return said;
}"""
LEFT = """() => [...window.__faults, ...[...window.__stops].map((one) =>
  "the keyboard never reaches " + (one.outerHTML ? one.outerHTML.slice(0, 120) : one))]"""


def bring_axe(context: BrowserContext) -> None:
    """Let every page of a browser that opens from now on carry axe."""
    context.add_init_script(Axe().axe_script)


def judge(page: Page, name: str, *, keyboard: bool = False, night: bool = True) -> Iterator[str]:
    """Yield what is wrong with the open page as wide as it is: by day, by keyboard, by night, and in its width."""
    yield from _axe(page, RULES, name)
    if keyboard:
        yield from (f"{name}: {fault}" for fault in by_keyboard(page))
    if night:
        page.emulate_media(color_scheme="dark")
        yield from _axe(page, COLORS, f"{name} by night")
        page.emulate_media(color_scheme="light")
    width = page.viewport_size["width"] if page.viewport_size else 0
    yield from _too_wide(page, name, SMALLEST if width == min(SIZES) else width)


def _too_wide(page: Page, name: str, width: int) -> Iterator[str]:
    if page.viewport_size and page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": 640})
    real = page.evaluate("document.documentElement.scrollWidth")
    if real > width:
        yield f"{name} is {real} wide where the screen is {width}"


def _axe(page: Page, rules: dict[str, Any], name: str) -> Iterator[str]:
    for one in page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules):
        nodes = "; ".join(node["html"][:160] for node in one["nodes"][:3])
        summary = one["nodes"][0].get("failureSummary", "").replace("\n", " ")[:240]
        yield f"{name}: {one['id']}: {nodes} ({summary})"


def by_keyboard(page: Page) -> list[str]:
    """Return what Tab never reaches, where the focus is not seen, and where something lies over it."""
    for _stop in range(page.evaluate(COLLECT) * 2 + 20):
        page.keyboard.press("Tab")
        if not page.evaluate(LOOK):
            break
    return list(page.evaluate(LEFT))
