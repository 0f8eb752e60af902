// Numbers and moments as text, in the language of the browser.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** Formats a number: whole from 10 on, with one decimal below. */
export const number = (value) => (Math.abs(value) < 10 ? tenths : whole).format(value);

/** Formats a time with input: 45 s, 12 min, 3 h 05 m. */
export function duration(millis) {
  const minutes = Math.floor(millis / 60000);
  if (minutes < 1) {
    return `${Math.round(millis / 1000)} s`;
  }
  return minutes < 60 ? `${minutes} min` : `${whole.format(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")} m`;
}

/** Formats a length in metres: 12.3 m, 340 m, 5.2 km. */
export const length = (metres) => (Math.round(metres) < 1000 ? `${number(metres)} m` : `${number(metres / 1000)} km`);

export const dayName = (date) => new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${date}T00:00Z`));

/** Formats an hour of the day: 11 AM, or 11:00 where the day has 24 hours. */
export function hour(millis, zone) {
  const format = new Intl.DateTimeFormat(undefined, { hour: "numeric", timeZone: zone });
  const hasHalves = format.resolvedOptions().hour12;
  return (hasHalves ? format : new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone })).format(millis);
}

/** Formats the moment of a bucket as exactly as its size asks for. */
export function moment(millis, bucket, zone) {
  const day = { weekday: "short", day: "numeric", month: "short", timeZone: zone };
  if (bucket === "1d") {
    return new Intl.DateTimeFormat(undefined, { ...day, year: "numeric" }).format(millis);
  }
  return new Intl.DateTimeFormat(undefined, { ...day, hour: "2-digit", minute: "2-digit" }).format(millis);
}

/** Formats how long ago something was. */
export function ago(millis, now = Date.now()) {
  const minutes = Math.round((now - millis) / 60000);
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  if (minutes < 10) {
    return "just now";
  }
  if (minutes < 90) {
    return relative.format(-minutes, "minute");
  }
  return minutes < 36 * 60 ? relative.format(-Math.round(minutes / 60), "hour") : relative.format(-Math.round(minutes / 1440), "day");
}
