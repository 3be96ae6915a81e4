import { invalid, notImplemented } from '../refusals.js';
import { optionalInteger } from '../request-fields.js';
import type { Field } from './field.js';

const MAX_SCALE = 9;
const MAX_INTEGER_DIGITS = 29;

/** `maxLength`, `precision` and `scale`, as decimal texts. */
export type TypeParameters = Pick<Field, 'maxLength' | 'precision' | 'scale'>;

/** What a column's type is narrowed to. @throws ApiError 400 for parameters that its type does not have, 501 for those of nested columns and of BIGNUMERIC */
export function parseTypeParameters(body: Readonly<Record<string, unknown>>, type: Field['type'], mode: Field['mode'], path: string): TypeParameters {
  const [maxLength, precision, scale] = [optionalInteger(body, 'maxLength'), optionalInteger(body, 'precision'), optionalInteger(body, 'scale')];
  if (maxLength === undefined && precision === undefined && scale === undefined) return {};
  if (maxLength !== undefined && type !== 'STRING' && type !== 'BYTES') throw invalid(`Field ${path}: maxLength can only be set for STRING and BYTES.`, 'schema');
  if ((precision !== undefined || scale !== undefined) && type !== 'NUMERIC' && type !== 'BIGNUMERIC') throw invalid(`Field ${path}: precision and scale can only be set for NUMERIC and BIGNUMERIC.`, 'schema');
  if (path.includes('.') || mode === 'REPEATED' || type === 'BIGNUMERIC') throw notImplemented(`type parameters of ${type === 'BIGNUMERIC' ? type : 'nested and repeated columns'} (field ${path})`);
  if (maxLength !== undefined) {
    if (maxLength <= 0) throw invalid(`Field ${path}: maxLength must be positive.`, 'schema');
    return { maxLength: String(maxLength) };
  }
  if (precision === undefined) throw invalid(`Field ${path}: a scale needs a precision.`, 'schema');
  const digits = scale ?? 0;
  if (digits < 0 || digits > MAX_SCALE || precision < Math.max(1, digits) || precision > MAX_INTEGER_DIGITS + digits) {
    throw invalid(`Field ${path}: NUMERIC has a scale of 0 to ${MAX_SCALE} and a precision of up to ${MAX_INTEGER_DIGITS} more.`, 'schema');
  }
  return { precision: String(precision), ...(scale === undefined ? {} : { scale: String(scale) }) };
}

/** Whether a column of `after` holds everything that one of `before` does. */
export function holdsAll(before: TypeParameters, after: TypeParameters): boolean {
  if (after.maxLength !== undefined && (before.maxLength === undefined || Number(before.maxLength) > Number(after.maxLength))) return false;
  if (after.precision === undefined) return true;
  if (before.precision === undefined) return false;
  const integerDigits = ({ precision, scale }: TypeParameters) => Number(precision) - Number(scale ?? 0);
  return Number(before.scale ?? 0) <= Number(after.scale ?? 0) && integerDigits(before) <= integerDigits(after);
}

export function parametersOf({ maxLength, precision, scale }: TypeParameters): TypeParameters {
  return { ...(maxLength === undefined ? {} : { maxLength }), ...(precision === undefined ? {} : { precision }), ...(scale === undefined ? {} : { scale }) };
}
