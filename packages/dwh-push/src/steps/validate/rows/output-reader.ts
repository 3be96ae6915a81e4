import type { Row, RowForm } from '../../../batch/row-batch.js';
import type { Column } from '../../../contract/column.js';
import type { Contract } from '../../../contract/contract.js';
import { rowSchemaOf } from '../../../contract/row-schema.js';
import { strictSchema } from '../../../contract/strict-schema.js';
import { Broken } from './broken.js';
import { namedDepth } from './named-depth.js';
import { ownValue } from './own-value.js';
import { runSchema } from './run-schema.js';
import { takesValuesAsTheyAre, valueReader } from './value-reader.js';

/** What the schemas of a record's columns make of its values, in the order of the columns. */
type OutputReader = (row: Row) => readonly unknown[] | Broken;

export function outputReader(contract: Contract, form: RowForm): OutputReader {
  const whole = rowSchemaOf(contract);
  const columns = contract.columns.map((column, index) => ({ column, name: column.name, read: valueReader(column, index, form) }));
  if (whole === undefined) return byColumn(columns);
  const asItIs = takesValuesAsTheyAre(contract.columns, form);
  const depth = namedDepth(contract.columns);
  const byName = new Map(contract.columns.map((column) => [column.name, column]));
  return (row) => {
    const values = asItIs && 'value' in row ? (row.value as object) : inputsOf(columns, row);
    if (values instanceof Broken) return values;
    const output = runSchema(whole, values, 'A check or transform of a column', depth);
    if (!(output instanceof Broken)) return columns.map(({ name }) => (output as Readonly<Record<string, unknown>>)[name]);
    const [name] = output.path;
    const column = name === undefined ? undefined : byName.get(name);
    return column === undefined ? output : asRequired(output, ownValue(values, column.name), column);
  };
}

interface ReadColumn {
  readonly column: Column;
  readonly name: string;
  readonly read: (row: Row) => unknown;
}

function inputsOf(columns: readonly ReadColumn[], row: Row): Record<string, unknown> | Broken {
  const inputs: Record<string, unknown> = {};
  for (const { name, read } of columns) {
    const input = read(row);
    if (input instanceof Broken) return input.under(name);
    if (input !== undefined) inputs[name] = input;
  }
  return inputs;
}

/** A column at a time, for columns that are called like what every object has. */
function byColumn(columns: readonly ReadColumn[]): OutputReader {
  const schemas = columns.map(({ column }) => strictSchema(column.schema));
  const depths = columns.map(({ column }) => namedDepth(column.fields ?? []));
  return (row) => {
    const outputs: unknown[] = [];
    for (const [index, { column, name, read }] of columns.entries()) {
      const input = read(row);
      if (input instanceof Broken) return input.under(name);
      const output = runSchema(schemas[index] as (typeof schemas)[number], input, `A check or transform of column "${name}"`, depths[index] as (path: readonly string[]) => number);
      if (output instanceof Broken) return asRequired(output.under(name), input, column);
      outputs.push(output);
    }
    return outputs;
  };
}

/** Where something must be and nothing is, that is the rule, whatever the schema calls it. */
function asRequired(broken: Broken, input: unknown, { mode }: Column): Broken {
  const missing = (input === undefined || input === null) && mode !== 'NULLABLE';
  return missing ? new Broken('required', broken.path) : broken;
}
