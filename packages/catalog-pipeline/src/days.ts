const MILLISECONDS_PER_DAY = 86_400_000;

/** Whether `text` is a day of the calendar as `YYYY-MM-DD`, from 0001-01-01 on: 2021-02-30 is not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '0001') return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // The parser reads 2021-02-30 as 2 March, so the day must come out as it went in.
  return !Number.isNaN(time) && dayOf(time) === text;
}

/** How many days lie between two days, both included; 0 or less where `to` is before `from`. */
export function countDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_DAY + 1;
}

/** Every day from `from` to `to`, both included, in order. */
export function eachDay(from: string, to: string): string[] {
  return Array.from({ length: Math.max(0, countDays(from, to)) }, (_, index) => dayOf(Date.parse(from) + index * MILLISECONDS_PER_DAY));
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
