import { quoteLiteral } from '../../engine/quote.js';
import { invalid } from '../refusals.js';
import type { Field } from '../schema/field.js';
import { findField, sameName } from '../schema/field.js';
import type { CsvFormat } from './csv-format.js';

/** Which column of the file each field comes from; undefined for a field that the file lacks. */
export function columnSources(fields: readonly Field[], header: readonly string[] | undefined, format: CsvFormat): (number | undefined)[] {
  if (header === undefined) return fields.map((_, index) => index);
  const unknown = header.find((name) => findField(fields, name) === undefined);
  if (unknown !== undefined && !format.ignoreUnknownValues) throw invalid('Error while reading data, error message: The header of the file names a column that the schema does not have.');
  return fields.map((field) => {
    const index = header.findIndex((name) => sameName(name, field.name));
    return index === -1 ? undefined : index;
  });
}

/** SQL for each field's text, out of the reader's columns `f0`, `f1`, ... An empty text of a REQUIRED string column is the empty string, not NULL. */
export function columnTexts(fields: readonly Field[], sources: readonly (number | undefined)[], format: CsvFormat): string[] {
  const emptyIsNull = format.nullMarkers.includes('');
  return fields.map((field, index) => {
    const source = sources[index];
    if (source === undefined) return 'NULL::VARCHAR';
    return emptyIsNull && field.type === 'STRING' && field.mode === 'REQUIRED' ? `coalesce(f${source}, ${quoteLiteral('')})` : `f${source}`;
  });
}
