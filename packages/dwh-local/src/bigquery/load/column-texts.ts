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

/** SQL for each field's text, out of the reader's columns `f0`, `f1`, ... */
export function columnTexts(sources: readonly (number | undefined)[]): string[] {
  return sources.map((source) => (source === undefined ? 'NULL::VARCHAR' : `f${source}`));
}

/** The columns of the file in which an empty text is the empty string, not NULL: those of REQUIRED strings. */
export function emptyTextColumns(fields: readonly Field[], sources: readonly (number | undefined)[], format: CsvFormat): ReadonlySet<number> {
  if (!format.nullMarkers.includes('')) return new Set();
  return new Set(sources.filter((source, index) => source !== undefined && fields[index]?.type === 'STRING' && fields[index].mode === 'REQUIRED') as number[]);
}
