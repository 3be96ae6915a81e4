const DAY_MS = 86_400_000;

/** The day before, in UTC: `2021-04-03`. */
export function dayBefore(now) {
  return new Date(now - DAY_MS).toISOString().slice(0, 10);
}

/** The next time at which it is `hour` o'clock UTC, in milliseconds since 1970. */
export function nextRun(now, hour) {
  const today = Math.floor(now / DAY_MS) * DAY_MS + hour * 3_600_000;
  return today > now ? today : today + DAY_MS;
}
