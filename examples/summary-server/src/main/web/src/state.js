// What is shown, as it is in the address: ?range=week&at=2026-11-20&client=desk&measure=keys
import { MEASURES } from "./measures.js";
import { addDays, local, startOfDay } from "./zone.js";

export const RANGES = {
  day: { name: "Day", days: 1, bucket: "5m" },
  week: { name: "Week", days: 7, bucket: "1h" },
  month: { name: "Month", days: 30, bucket: "1d" },
  year: { name: "Year", days: 365, bucket: "1d" },
  all: { name: "All", days: Infinity, bucket: "1d" },
};

const DPI = 96;

function zoneOf(asked) {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: asked });
    return asked;
  } catch {
    return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  }
}

/** Reads the address; what is missing or wrong there gets its default. */
export function readAddress(address = location.href, now = Date.now()) {
  const query = new URL(address).searchParams;
  const zone = zoneOf(query.get("zone") ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC");
  const today = local(now, zone).date;
  const at = query.get("at") ?? "";
  const dpi = Number(query.get("dpi"));
  const isDate = /^\d{4}-\d\d-\d\d$/.test(at) && !Number.isNaN(Date.parse(at));
  return {
    zone,
    hasOwnZone: query.has("zone"),
    today,
    at: isDate && at >= "1970-01-01" && at < today ? at : today,
    range: Object.hasOwn(RANGES, query.get("range") ?? "") ? query.get("range") : "day",
    measure: Object.hasOwn(MEASURES, query.get("measure") ?? "") ? query.get("measure") : "keys",
    client: query.has("client") ? query.get("client") : null,
    dpi: dpi >= 10 && dpi <= 30000 ? dpi : DPI,
  };
}

/** Returns the address of what is shown, without what is there by default. */
export function writeAddress(state) {
  const query = new URLSearchParams();
  const put = (name, value, byDefault) => value !== byDefault && query.set(name, value);
  put("range", state.range, "day");
  put("at", state.at, state.today);
  put("measure", state.measure, "keys");
  put("client", state.client, null);
  put("dpi", state.dpi, DPI);
  put("zone", state.hasOwnZone ? state.zone : null, null);
  const text = query.toString();
  return text ? `?${text}` : location.pathname;
}

/** Returns the range of the chart as moments, and its buckets. */
export function rangeOf(state, first) {
  const { days, bucket } = RANGES[state.range];
  const to = startOfDay(addDays(state.at, 1), state.zone);
  const from = Number.isFinite(days) ? addDays(state.at, 1 - days) : local(Math.min(first ?? to - 1, to - 1), state.zone).date;
  return { from: startOfDay(from, state.zone), to, bucket, zone: state.zone };
}
