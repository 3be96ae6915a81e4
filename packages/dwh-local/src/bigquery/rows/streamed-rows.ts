import { MAX_STREAMED_ROWS } from '../limits.js';
import { JsonProblem, jsonRowTexts, type JsonRowOptions } from '../load/json-row.js';
import { invalid, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalObjects, optionalString } from '../request-fields.js';
import type { Field } from '../schema/field.js';

type Body = Readonly<Record<string, unknown>>;

/** tabledata.insertAll, checked. */
export interface StreamRequest {
  readonly rows: readonly { readonly insertId: string | undefined; readonly json: unknown }[];
  readonly skipInvalidRows: boolean;
  readonly ignoreUnknownValues: boolean;
  /** Appended to the table's id: rows go into a table of that name, which is made like this one. */
  readonly templateSuffix: string | undefined;
}

/** What is wrong with a row, as the API words it. */
export interface RowError {
  readonly reason: 'invalid' | 'stopped';
  readonly location: string;
  readonly debugInfo: string;
  readonly message: string;
}

export const STREAM_FIELDS: ReadonlySet<string> = new Set(['kind', 'rows', 'skipInvalidRows', 'ignoreUnknownValues', 'templateSuffix', 'traceId']);

/** @throws ApiError 400 */
export function parseStreamRequest(body: Body): StreamRequest {
  refuseUnknown(body, STREAM_FIELDS, 'insertAll');
  const rows = optionalObjects(body, 'rows') ?? [];
  if (rows.length === 0) throw invalid('No rows present in the request.');
  if (rows.length > MAX_STREAMED_ROWS) throw invalid(`too many rows present in the request, limit: ${MAX_STREAMED_ROWS} row count: ${rows.length}.`);
  return {
    rows: rows.map((row) => ({ insertId: insertIdOf(row), json: row['json'] })),
    skipInvalidRows: optionalBoolean(body, 'skipInvalidRows') ?? false,
    ignoreUnknownValues: optionalBoolean(body, 'ignoreUnknownValues') ?? false,
    templateSuffix: optionalString(body, 'templateSuffix') || undefined,
  };
}

/** Google's Python client sends numbers as they are given to it. */
function insertIdOf(row: Body): string | undefined {
  const { insertId } = row;
  return typeof insertId === 'number' ? String(insertId) : optionalString(row, 'insertId') || undefined;
}

/** A streamed row's texts for the casts, or what is wrong with it. */
export function streamedTexts(json: unknown, fields: readonly Field[], options: Pick<JsonRowOptions, 'ignoreUnknownValues' | 'defaults'>): (string | null)[] | RowError {
  try {
    return jsonRowTexts(json ?? {}, fields, { ...options, streamed: true });
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    return invalidRow(error.path, error.message.replace(/^No such/, 'no such'));
  }
}

/** In the service's words, but without the value that it puts behind them. */
export function unreadableValue(field: Field, missing: boolean): RowError {
  return invalidRow(field.name, missing ? `Missing required field: ${field.name}.` : `Cannot convert value to ${field.type.toLowerCase()} (bad value).`);
}

export function invalidRow(location: string, message: string): RowError {
  return { reason: 'invalid', location, debugInfo: '', message };
}

/** Of a good row beside which a bad one stood. */
export const STOPPED: RowError = { reason: 'stopped', location: '', debugInfo: '', message: '' };
