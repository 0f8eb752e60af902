// Days and hours of a time zone, without a library: the browser knows the offset of every zone at every moment.

const HOUR = 3600_000;
const parts = new Map();

function formatter(zone) {
  if (!parts.has(zone)) {
    parts.set(
      zone,
      new Intl.DateTimeFormat("en-CA", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }),
    );
  }
  return parts.get(zone);
}

/** Returns the clock of the zone at a moment: a date as 2026-11-26, the hour, and what the clock shows as if it were UTC. */
export function local(millis, zone) {
  const found = Object.fromEntries(formatter(zone).formatToParts(millis).map(({ type, value }) => [type, value]));
  const date = `${found.year}-${found.month}-${found.day}`;
  const shown = Date.parse(`${date}T${found.hour}:${found.minute}:${found.second}Z`);
  return { date, hour: Number(found.hour), weekday: (new Date(shown).getUTCDay() + 6) % 7, shown };
}

/** Returns the moment at which a day of the zone begins. */
export function startOfDay(date, zone) {
  const wanted = Date.parse(`${date}T00:00Z`);
  let moment = wanted;
  for (let i = 0; i < 3; i++) {
    moment += wanted - local(moment, zone).shown;
  }
  // Where the clocks go forward at midnight, the day begins later.
  return local(moment, zone).date === date ? moment : moment + HOUR;
}

/** Returns another date, some days later or earlier. */
export const addDays = (date, days) => new Date(Date.parse(`${date}T00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10);

/** Returns the moments at which the buckets of a range begin. */
export function bucketStarts({ from, to, bucket, zone }) {
  const starts = [];
  if (bucket === "1d") {
    for (let date = local(from, zone).date; startOfDay(date, zone) < to; date = addDays(date, 1)) {
      starts.push(startOfDay(date, zone));
    }
  } else {
    const step = bucket === "1h" ? HOUR : HOUR / 12;
    for (let moment = from; moment < to; moment += step) {
      starts.push(moment);
    }
  }
  return starts;
}
