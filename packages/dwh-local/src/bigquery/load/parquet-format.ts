import { invalid, refuseUnknown } from '../refusals.js';
import { optionalBoolean } from '../request-fields.js';

export type DecimalTarget = 'NUMERIC' | 'BIGNUMERIC' | 'STRING';

/** How what a Parquet file says of its columns becomes their types. */
export interface ParquetFormat {
  /** In the order in which they are tried. */
  readonly decimalTargets: readonly DecimalTarget[];
  /** A LIST is an array, instead of a record that holds an array of records. */
  readonly listInference: boolean;
  readonly enumAsString: boolean;
}

const ORDER: readonly DecimalTarget[] = ['NUMERIC', 'BIGNUMERIC', 'STRING'];

/** @throws ApiError 400, or 501 for what is not carried. */
export function parseParquetFormat(options: Readonly<Record<string, unknown>>, targets: readonly string[], where: string): ParquetFormat {
  const unknown = targets.find((target) => !ORDER.some((known) => known === target));
  if (unknown !== undefined) throw invalid(`Invalid value for decimalTargetTypes: ${unknown} is not a valid value`, `${where}.decimalTargetTypes`);
  if (new Set(targets).size !== targets.length) throw invalid('decimalTargetTypes cannot contain duplicate types.', `${where}.decimalTargetTypes`);
  refuseUnknown(options, new Set(['enableListInference', 'enumAsString']), `${where}.parquetOptions`);
  return {
    decimalTargets: targets.length === 0 ? ['NUMERIC'] : ORDER.filter((target) => targets.includes(target)),
    listInference: optionalBoolean(options, 'enableListInference') ?? false,
    enumAsString: optionalBoolean(options, 'enumAsString') ?? false,
  };
}
