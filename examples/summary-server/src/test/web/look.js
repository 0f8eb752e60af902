// Looks at the dashboard in Chromium without a window and prints what is seen as one JSON object.
//
//   node look.js --url URL [--width N] [--theme light|dark] [--screenshot FILE] [--key KEY] [--escape] [--keyboard] [--live URL --live-key KEY --live-body JSON]
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: asked } = parseArgs({
  options: {
    url: { type: "string" },
    width: { type: "string", default: "1440" },
    theme: { type: "string", default: "light" },
    screenshot: { type: "string" },
    key: { type: "string" },
    escape: { type: "boolean", default: false },
    keyboard: { type: "boolean", default: false },
    "live-body": { type: "string" },
    "live-key": { type: "string" },
    "live-id": { type: "string", default: "today-keys" },
    "live-text": { type: "string" },
  },
});
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const context = await browser.newContext({
    viewport: { width: Number(asked.width), height: 900 },
    colorScheme: asked.theme,
    timezoneId: "Europe/Berlin",
    locale: "en-US",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const errors = [];
  const bytes = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("response", async (response) => response.ok() && /\/$|\.(js|css|svg)$/.test(new URL(response.url()).pathname) && bytes.push((await response.body()).length));
  await page.addInitScript(() => {
    window.shifts = 0;
    window.shifted = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
      window.shifts += entry.value;
      entry.sources.forEach(({ node }) => window.shifted.push(node?.id || node?.className || node?.nodeName));
    })).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(asked.url);
  let stored = null;
  if (asked.escape) {
    await page.getByRole("dialog").waitFor();
    await page.getByLabel("Key", { exact: true }).fill("half a key");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    stored = await page.evaluate(() => localStorage.getItem("tally-key"));
    await page.reload();
  }
  if (asked.key) {
    await page.getByLabel("Key", { exact: true }).fill(asked.key);
    await page.getByRole("button", { name: "Show the counts" }).click();
  }
  await page.locator("body[data-state=ready], body[data-state=empty]").waitFor();
  await page.locator("#status[data-live=yes]").waitFor();
  await page.waitForLoadState("domcontentloaded");
  const state = await page.locator("body").getAttribute("data-state");
  if (state === "ready") {
    await page.locator("#heat td[data-level]").first().waitFor({ state: "attached" });
  }
  const seen = { state, stored };
  if (asked["live-body"]) {
    seen.liveStatus = await page.evaluate(
      async ([body, key]) => (await fetch("/frames", { method: "POST", headers: { Authorization: key }, body })).status,
      [asked["live-body"], asked["live-key"]],
    );
    const target = page.locator(`#${asked["live-id"]}`);
    await target.filter({ hasText: asked["live-text"] }).waitFor({ state: "attached", timeout: 15_000 });
  }
  Object.assign(seen, await page.evaluate(look));
  Object.assign(seen, await page.evaluate(() => ({ shifts: window.shifts, shifted: window.shifted })));
  if (asked.keyboard) {
    seen.keyboard = await useKeyboard(page);
  }
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  seen.violations = violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(" | ")}`);
  if (asked.screenshot) {
    await page.evaluate(() => document.activeElement?.blur());
    await page.mouse.move(0, 0);
    await page.screenshot({ path: asked.screenshot, fullPage: true });
  }
  seen.errors = errors;
  seen.bytes = bytes.reduce((sum, each) => sum + each, 0);
  seen.title = await page.title();
  console.log(JSON.stringify(seen, null, 1));
} finally {
  await browser.close();
}

/** Runs in the page: every text with an id, and what sticks out. */
function look() {
  const texts = {};
  for (const element of document.querySelectorAll("[id]")) {
    if (element.children.length === 0 && element.textContent.trim() && !["OPTION"].includes(element.tagName)) {
      texts[element.id] = element.textContent;
    }
  }
  const rows = [...document.querySelectorAll("#clients tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent));
  const visible = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility()).length;
  return {
    texts,
    clients: rows,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    clipped: [...document.querySelectorAll(".value, .card dl > div, h2, button, .tools")].filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1).map((element) => element.id || element.textContent),
    cards: visible(".card"),
    heat: Object.fromEntries([...document.querySelectorAll("#heat tbody tr")].flatMap((row, day) => [...row.querySelectorAll("td")].map((cell, hour) => [`${day}/${hour}`, cell.textContent]).filter(([, text]) => text !== "no keys"))),
    csv: document.getElementById("csv").getAttribute("href"),
    json: document.getElementById("json").getAttribute("href"),
    chart: document.getElementById("chart").getAttribute("aria-valuetext"),
    dark: getComputedStyle(document.body).backgroundColor,
  };
}

/** Uses the page as somebody without a pointer does. */
async function useKeyboard(page) {
  const said = {};
  await page.locator("#chart").focus();
  await page.keyboard.press("End");
  said.last = await page.locator("#chart").getAttribute("aria-valuetext");
  await page.keyboard.press("ArrowRight");
  said.after = await page.locator("#chart").getAttribute("aria-valuetext");
  await page.keyboard.press("Home");
  said.first = await page.locator("#chart").getAttribute("aria-valuetext");
  await page.locator("#heat td[tabindex='0']").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  said.heat = await page.locator("#heat-readout").textContent();
  await page.locator("#range-day").focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/range=week/);
  await page.getByRole("heading", { name: "Keys per minute" }).waitFor();
  said.address = new URL(page.url()).search;
  await page.goBack();
  said.back = new URL(page.url()).search;
  return said;
}
