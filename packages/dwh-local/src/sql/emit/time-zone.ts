import { bind } from './bind.js';

/**
 * The TIMESTAMPTZ of a local TIMESTAMP in a named zone. What the clock shows twice is the first of both, and what it skips is counted from before the
 * change, as the service does; DuckDB takes the second. `zone` is SQL for the name.
 */
export function instantIn(zone: string, local: string): string {
  return bind([zone, local], (name, civil) =>
    bind([`timezone(${name}, ${civil})`, name, civil], (late, name2, civil2) => {
      const before = `(${late} - to_days(1))`;
      const offset = `(timezone(${name2}, ${before}) - timezone('UTC', ${before}))`;
      return bind([`timezone('UTC', ${civil2} - ${offset})`, late, name2, civil2], (early, late3, name3, civil3) => `CASE WHEN timezone(${name3}, ${early}) <> ${civil3} AND timezone(${name3}, ${late3}) = ${civil3} THEN ${late3} ELSE ${early} END`);
    }),
  );
}

/** The same; NULL where there is no such zone. DuckDB's own refusal of its name cannot be caught, so that the name is tried in a text. */
export function instantInKnown(zone: string, local: string): string {
  return bind([zone, local], (name, civil) => `CASE WHEN TRY_CAST('2000-01-01 00:00:00 ' || ${name} AS TIMESTAMPTZ) IS NOT NULL THEN ${instantIn(name, civil)} END`);
}
