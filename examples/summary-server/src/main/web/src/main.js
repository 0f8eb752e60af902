// Puts the parts together: reads the address, asks the server, draws, and draws again when the server has new counts.
import * as api from "./api.js";
import * as chart from "./chart.js";
import { byId, element, setText } from "./dom.js";
import * as heat from "./heat.js";
import { MEASURES } from "./measures.js";
import { drawChoice, drawClients, drawTotals } from "./panels.js";
import { RANGES, rangeOf, readAddress, writeAddress } from "./state.js";
import { addDays, local, startOfDay } from "./zone.js";
import "./style.css";

const BETWEEN_LOADS = 1000;
const HEAT_DAYS = 28;
const BETWEEN_HEATS = 5 * 60_000;
const BETWEEN_LOADS_WITHOUT_EVENTS = 60_000;

let state = readAddress();
let running = null;
let again = false;
let heatDrawn = { at: 0, of: "" };
let drawnChart = null;

function showState(name) {
  document.body.dataset.state = name;
}

function showProblem(text) {
  byId("problem").hidden = text === "";
  setText(byId("problem"), text);
}

/** Asks for everything that is shown and draws it. Only one runs at a time; what is asked for meanwhile runs after it. */
async function load() {
  if (running) {
    again = true;
    return running;
  }
  running = refresh()
    .then(() => showProblem(""))
    .catch((failure) => (failure instanceof api.KeyNeeded ? askForKey() : showProblem(failure.message)))
    .finally(() => {
      running = null;
      if (again) {
        again = false;
        load();
      }
    });
  return running;
}

async function refresh() {
  followMidnight();
  const asked = state;
  const { clients: known } = await api.clients({ zone: asked.zone });
  if (known.length === 0) {
    showState("empty");
    return;
  }
  const chosen = known.filter(({ client }) => asked.client === null || client === asked.client);
  const first = Math.min(...chosen.map((each) => Date.parse(each.first)));
  const range = rangeOf(asked, Number.isFinite(first) ? first : undefined);
  const [totals, charted, { clients }] = await Promise.all([api.totals(asked), chartRows(range, asked.client), api.clients(range)]);
  if (asked !== state) {
    again = true; // something else was chosen meanwhile
    return;
  }
  showState("ready");
  drawChoice(known, asked.client);
  drawTotals(totals, asked.dpi, asked.zone);
  drawChart(charted.range, charted.rows);
  drawClients(clients, asked.dpi, (client) => choose({ client }));
  await loadHeat(asked, first);
}

/** Returns the rows of a range, by hours if the server does not keep all of its five minutes. */
async function chartRows(range, client) {
  const { rows, keptFrom } = await api.activity(range, client);
  return range.bucket === "5m" && keptFrom > range.from ? chartRows({ ...range, bucket: "1h" }, client) : { range, rows };
}

async function loadHeat(asked, first) {
  const of = `${asked.client}/${asked.at}/${asked.zone}`;
  if (heatDrawn.of === of && Date.now() - heatDrawn.at < BETWEEN_HEATS) {
    return;
  }
  const range = {
    from: startOfDay(addDays(asked.at, 1 - HEAT_DAYS), asked.zone),
    to: startOfDay(addDays(asked.at, 1), asked.zone),
    bucket: "1h",
    zone: asked.zone,
  };
  const { rows } = await api.activity(range, asked.client);
  heat.draw(range, rows, first);
  heatDrawn = { at: Date.now(), of };
}

function drawChart(range, rows) {
  const text = JSON.stringify([range, rows, state.measure, state.dpi]);
  if (text === drawnChart) {
    return;
  }
  drawnChart = text;
  setText(byId("chart-title"), chart.title(state.measure, range.bucket));
  chart.draw(range, rows, state.measure, state.dpi);
  const bounds = rows.some((row) => row.gaps > 0);
  setText(byId("chart-note"), `${bounds ? "Amber: reports were dropped, the count is a lower bound. " : ""}Times in ${state.zone.replaceAll("_", " ")}. No bar: no counts.`);
  for (const format of ["csv", "json"]) {
    byId(format).href = api.activityUrl(range, state.client, format);
    byId(format).download = `tally-${local(range.from, state.zone).date}-${local(range.to - 1, state.zone).date}.${format}`;
  }
}

/** A page that shows today goes on to the next day at midnight. */
function followMidnight() {
  const { date } = local(Date.now(), state.zone);
  if (date !== state.today) {
    state = { ...state, today: date, at: state.at === state.today ? date : state.at };
    showControls();
  }
}

function choose(change) {
  state = { ...state, ...change };
  history.pushState(null, "", writeAddress(state));
  showControls();
  load();
}

function showControls() {
  byId(`range-${state.range}`).checked = true;
  byId("measure").value = state.measure;
  byId("at").value = state.at;
  byId("at").max = state.today;
  byId("after").disabled = state.at === state.today;
  byId("dpi").value = String(state.dpi);
  document.title = state.client === null ? "Tally" : `${state.client} – Tally`;
}

function buildControls() {
  for (const [id, { name }] of Object.entries(RANGES)) {
    const input = element("input", { type: "radio", name: "range", id: `range-${id}`, value: id });
    input.addEventListener("change", () => choose({ range: id }));
    byId("ranges").append(input, element("label", { for: `range-${id}` }, name));
  }
  byId("measure").append(...Object.entries(MEASURES).map(([id, { name }]) => new Option(name, id)));
  byId("measure").addEventListener("change", ({ target }) => choose({ measure: target.value }));
  byId("client").addEventListener("change", ({ target }) => choose({ client: target.value === "*" ? null : target.value.slice(1) }));
  byId("at").addEventListener("change", ({ target }) => target.validity.valid && choose({ at: target.value }));
  byId("dpi").addEventListener("change", ({ target }) => target.validity.valid && choose({ dpi: Number(target.value) }));
  byId("before").addEventListener("click", () => step(-1));
  byId("after").addEventListener("click", () => step(1));
  byId("connect").textContent = `API_URL=${location.origin}/frames API_KEY_FILE=key bin/activity-client run`;
  byId("copy").addEventListener("click", () => navigator.clipboard?.writeText(byId("connect").textContent).then(() => setText(byId("copy"), "Copied")));
  for (const format of ["csv", "json"]) {
    byId(format).addEventListener("click", (event) => api.hasKey() && downloadWithKey(event));
  }
}

function step(direction) {
  const { days } = RANGES[state.range];
  const at = addDays(state.at, direction * (Number.isFinite(days) ? days : 365));
  choose({ at: at > state.today ? state.today : at });
}

/** A link cannot send the key, so what it names is fetched here. */
async function downloadWithKey(event) {
  event.preventDefault();
  const { href, download } = event.currentTarget;
  const link = element("a", { href: URL.createObjectURL(await (await api.request(href)).blob()), download });
  link.click();
  URL.revokeObjectURL(link.href);
}

function askForKey() {
  const dialog = byId("key-dialog");
  if (!dialog.open) {
    dialog.showModal();
  }
}

function live() {
  let due = null;
  const loadSoon = () => {
    if (due === null && !document.hidden) {
      due = setTimeout(() => {
        due = null;
        load();
      }, BETWEEN_LOADS / 4);
    }
  };
  document.addEventListener("visibilitychange", loadSoon);
  setInterval(loadSoon, BETWEEN_LOADS_WITHOUT_EVENTS);
  api.listen(loadSoon, (connected) => {
    byId("status").dataset.live = connected ? "yes" : "no";
    setText(byId("status"), connected ? "Live" : "Reconnecting");
  });
}

byId("key-dialog").addEventListener("submit", () => {
  api.rememberKey(byId("key").value);
  load();
});
window.addEventListener("popstate", () => {
  state = readAddress();
  showControls();
  load();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawnChart && chart.render());
buildControls();
showControls();
load();
live();
