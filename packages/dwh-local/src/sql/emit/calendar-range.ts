import type { SqlType } from '../types.js';
import { bind } from './bind.js';
import { raise } from './raise.js';

const DUCK: Partial<Record<SqlType['kind'], readonly [type: string, zone: string]>> = { DATE: ['DATE', ''], DATETIME: ['TIMESTAMP', ''], TIMESTAMP: ['TIMESTAMPTZ', ' 00:00:00+00'] };

/** True where a value leaves GoogleSQL's calendar, the years 1 to 9999; DuckDB's is wider. Other types have no years. */
export function leavesCalendar(value: string, kind: SqlType['kind']): string {
  const [type, zone] = DUCK[kind] ?? [];
  return type === undefined ? 'FALSE' : `(${value} >= ${type} '10000-01-01${zone}' OR ${value} < ${type} '0001-01-01${zone}')`;
}

/** A DATE, DATETIME or TIMESTAMP that fails the query where it leaves the calendar. */
export function inCalendar(sql: string, kind: SqlType['kind'], what = `${kind} arithmetic`): string {
  if (DUCK[kind] === undefined) return sql;
  return bind([sql], (value) => `CASE WHEN ${leavesCalendar(value, kind)} THEN ${raise(`${what} leaves the range of years 1 to 9999`)} ELSE ${value} END`);
}
