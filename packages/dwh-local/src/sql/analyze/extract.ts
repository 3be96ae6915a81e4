import type { Extract } from '../ast/expression.js';
import { CALENDAR_PARTS, extract, TIME_PARTS } from '../emit/date-part.js';
import { DATE, DATETIME, INT64, TIME, type SqlType } from '../types.js';
import { readPart, readZone, UTC } from './date-part.js';
import { analyzeExpression } from './expression.js';
import { noSignature } from './operator.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

const DATE_ONLY = [...CALENDAR_PARTS, 'DAYOFWEEK', 'DAYOFYEAR'];
const PARTS: Partial<Record<SqlType['kind'], readonly string[]>> = {
  DATE: DATE_ONLY,
  TIME: TIME_PARTS,
  DATETIME: [...DATE_ONLY, ...TIME_PARTS, 'DATE', 'TIME'],
  TIMESTAMP: [...DATE_ONLY, ...TIME_PARTS, 'DATE', 'TIME', 'DATETIME'],
};

export function analyzeExtract(node: Extract, scope: Scope): Typed {
  const from = analyzeExpression(node.from, scope);
  const allowed = PARTS[from.type.kind];
  if (allowed === undefined || (node.zone && from.type.kind !== 'TIMESTAMP')) throw noSignature(scope, node.at, 'EXTRACT', [from]);
  const part = readPart(node.part, allowed, node.at, scope);
  const zone = node.zone ? readZone(node.zone, scope) : UTC;
  const local = from.type.kind === 'TIMESTAMP' ? zone.toLocal(from.sql) : from.sql;
  if (part.name === 'DATE') return compose(node.at, DATE, `CAST(${local} AS DATE)`, [from]);
  if (part.name === 'TIME') return compose(node.at, TIME, `CAST(${local} AS TIME)`, [from]);
  if (part.name === 'DATETIME') return compose(node.at, DATETIME, local, [from]);
  return compose(node.at, INT64, extract(local, part), [from]);
}
