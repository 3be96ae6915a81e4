import { duckType } from '../../engine/type-map.js';
import { quoteIdentifier, quoteLiteral } from '../../engine/quote.js';
import { JobFailure } from '../jobs/job-failure.js';
import { sameName, type Field } from '../schema/field.js';
import type { LoadContext } from './load-context.js';
import type { ParquetFormat } from './parquet-format.js';
import { parquetNodes } from './parquet-schema.js';
import { parquetValue } from './parquet-values.js';
import type { StagedColumn } from './stage-table.js';

/**
 * Stages one Parquet file. Columns go by name; one that the schema lacks is left out, as the service does without a word.
 * @throws JobFailure for a file that is damaged, a column of another type than the schema's, and values beyond their type.
 */
export async function stageParquet(context: LoadContext, uri: string, path: string, format: ParquetFormat): Promise<void> {
  const nodes = await parquetNodes(context.stage.connection, uri, path);
  const failure = (message: string) => new JobFailure({ reason: 'invalid', location: uri, message: `Error while reading data, error message: ${message} File: ${uri}` });
  const double = nodes.find((node, index) => nodes.some((other, at) => at < index && sameName(other.name, node.name)));
  if (double !== undefined) throw failure(`Duplicate field name: ${double.name}. Field names are case insensitive.`);
  const reading = { format, mismatch: (column: string, has: string, wanted: string) => failure(`Parquet column '${column}' has type ${has} which does not match the target cpp_type ${TYPE_NAMES[wanted] ?? wanted}.`) };
  const columns = context.fields.map((field): StagedColumn => {
    const node = nodes.find((candidate) => sameName(candidate.name, field.name));
    if (node === undefined) return { value: `${field.mode === 'REPEATED' ? '[]' : 'NULL'}::${duckType(field)}`, bad: 'false' };
    return parquetValue(field, node, quoteIdentifier(node.name), reading);
  });
  const source = `read_parquet(${quoteLiteral(path)}, binary_as_string=false, hive_partitioning=false, union_by_name=false)`;
  const staged = await context.stage.appendColumns(source, columns).catch((error: unknown) => {
    context.signal.throwIfAborted();
    // DuckDB's own message may quote a value.
    if (error instanceof Error) throw failure('The Parquet file is damaged, or written in a way that cannot be read.');
    throw error;
  });
  context.rowsRead += staged.rows;
  if (staged.bad === 0) return;
  const messages = staged.badRows.map(({ field, missing }) => valueProblem(field, missing));
  context.bad.add(uri, staged.bad, messages);
  context.bad.check(uri, context.rowsRead);
}

function valueProblem({ name, type }: Pick<Field, 'name' | 'type'>, missing: boolean): string {
  if (missing) return `Missing required value for field ${name}.`;
  return /NUMERIC$/.test(type) ? `A decimal value of field ${name} is out of valid ${type} range.` : `A value is out of range, or NULL in an array, for field ${name} of type ${type}.`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = { INTEGER: 'INT64', FLOAT: 'DOUBLE', BOOLEAN: 'BOOL' };
