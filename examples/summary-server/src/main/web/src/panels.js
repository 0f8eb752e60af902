// The cards of today, the totals and the clients.
import { byId, element, setText } from "./dom.js";
import { ago, dayName, hour, number } from "./format.js";
import { MEASURES } from "./measures.js";

const PERIODS = ["today", "week", "month", "year", "lifetime"];
const cards = new Map();
const cells = new Map();

function card(id, name) {
  const parts = {
    value: element("p", { class: "value", id: `today-${id}` }, "–"),
    bar: element("span", { class: "bar" }),
    yesterday: element("dd", { id: `yesterday-${id}` }, "–"),
    usual: element("dd", { id: `usual-${id}` }, "–"),
  };
  cards.set(id, parts);
  return element(
    "article",
    { class: "card", "aria-label": name },
    element("h3", {}, name),
    parts.value,
    element("span", { class: "track", "aria-hidden": "true" }, parts.bar),
    element("dl", {}, element("div", {}, element("dt", {}, "Yesterday"), parts.yesterday), element("div", {}, element("dt", {}, "Usual"), parts.usual)),
  );
}

function bestCard() {
  const value = element("p", { class: "value", id: "today-best" }, "–");
  const keys = element("dd", { id: "best-keys" }, "–");
  cards.set("best", { value, keys });
  return element("article", { class: "card", "aria-label": "Best hour" }, element("h3", {}, "Best hour"), value, element("span", { class: "track none", "aria-hidden": "true" }), element("dl", {}, element("div", {}, element("dt", {}, "Keys then"), keys)));
}

/** Builds the cards and the rows of the totals once, so that nothing moves when the counts come. */
function build() {
  byId("cards").append(...Object.entries(MEASURES).map(([id, { name }]) => card(id, name)), bestCard());
  byId("totals").tBodies[0].append(
    ...Object.entries(MEASURES).map(([id, { name }]) => {
      const row = PERIODS.map((period) => element("td", { id: `${period}-${id}-total` }, "–"));
      cells.set(id, row);
      return element("tr", {}, element("th", { scope: "row" }, name), ...row);
    }),
  );
}

/** Fills the cards and the totals. */
export function drawTotals(totals, dpi, zone) {
  setText(byId("today-date"), dayName(totals.today));
  for (const [id, measure] of Object.entries(MEASURES)) {
    const parts = cards.get(id);
    const today = measure.value(totals.periods.today, dpi);
    const usual = measure.value(totals.usual_day, dpi);
    setText(parts.value, measure.text(today));
    parts.bar.style.inlineSize = `${usual > 0 ? Math.min((100 * today) / usual, 100) : 0}%`;
    setText(parts.yesterday, measure.text(measure.value(totals.periods.yesterday, dpi)));
    setText(parts.usual, totals.usual_day.days > 0 ? measure.text(usual) : "–");
    PERIODS.forEach((period, i) => setText(cells.get(id)[i], measure.text(measure.value(totals.periods[period], dpi))));
  }
  const best = totals.best_hour && Date.parse(totals.best_hour.start);
  setText(cards.get("best").value, best ? hour(best, zone) : "–");
  setText(cards.get("best").keys, best ? number(totals.best_hour.kp) : "–");
  const days = (count) => `${number(count)} ${count === 1 ? "day" : "days"}`;
  setText(byId("streak-current"), days(totals.streak.current));
  setText(byId("streak-longest"), days(totals.streak.longest));
  setText(byId("active-days"), number(totals.streak.active_days));
}

const nameOf = (client) => (client === "" ? "(no name)" : client);

/** Fills the list to choose a client from, if it changed. */
export function drawChoice(clients, chosen) {
  const select = byId("client");
  const values = ["*", ...clients.map(({ client }) => `=${client}`)];
  if (values.join("\n") !== [...select.options].map(({ value }) => value).join("\n")) {
    select.replaceChildren(new Option("All clients", "*"), ...clients.map(({ client }) => new Option(nameOf(client), `=${client}`)));
  }
  select.value = chosen === null ? "*" : `=${chosen}`;
}

/** Fills the table of clients. */
export function drawClients(clients, dpi, choose) {
  const rows = clients.map((each) => {
    const button = element("button", { type: "button", class: "link" }, nameOf(each.client));
    button.addEventListener("click", () => choose(each.client));
    const values = Object.values(MEASURES).map((measure) => element("td", {}, measure.text(measure.value(each, dpi))));
    return element("tr", {}, element("th", { scope: "row" }, button), ...values, element("td", {}, ago(Date.parse(each.last))));
  });
  const body = byId("clients").tBodies[0];
  const text = (list) => [...list].map((row) => row.textContent).join("\n");
  if (text(body.rows) !== text(rows)) {
    body.replaceChildren(...rows);
  }
}

build();
