import type { Field } from '../schema/field.js';

/** What autodetection makes of a text. */
export type DetectedType = Extract<Field['type'], 'STRING' | 'INTEGER' | 'FLOAT' | 'BOOLEAN' | 'DATE' | 'TIME' | 'TIMESTAMP'>;

const INTEGER = /^[+-]?\d+$/;
const FLOAT = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf|infinity|nan)$/i;
const BOOLEAN = /^(true|false|t|f|yes|no|y|n)$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{1,2}:\d{2}:\d{2}(\.\d{1,6})?$/;
/** With or without seconds and zone: a time without one is UTC. */
const TIMESTAMP = /^\d{4}[-/]\d{1,2}[-/]\d{1,2}[ Tt]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?( ?(Z|z|UTC|[+-]\d{1,2}(:?\d{2})?))?$/;
const MAX_INT64 = 2n ** 63n - 1n;

/** The type of one text. https://docs.cloud.google.com/bigquery/docs/schema-detect */
export function typeOfText(text: string): DetectedType {
  if (INTEGER.test(text)) return isInt64(text) ? 'INTEGER' : 'FLOAT';
  if (FLOAT.test(text)) return 'FLOAT';
  if (BOOLEAN.test(text)) return 'BOOLEAN';
  if (DATE.test(text)) return 'DATE';
  if (TIME.test(text)) return 'TIME';
  return TIMESTAMP.test(text) ? 'TIMESTAMP' : 'STRING';
}

/** The type that holds both; STRING where only a text does. */
export function commonType(left: DetectedType | undefined, right: DetectedType): DetectedType {
  if (left === undefined || left === right) return right;
  const numbers = [left, right].every((type) => type === 'INTEGER' || type === 'FLOAT');
  return numbers ? 'FLOAT' : 'STRING';
}

function isInt64(text: string): boolean {
  const value = BigInt(text.replace('+', ''));
  return value <= MAX_INT64 && value >= -MAX_INT64 - 1n;
}
