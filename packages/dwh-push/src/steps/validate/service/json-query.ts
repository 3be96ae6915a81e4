import type { Contract } from '../../../contract/contract.js';
import { unknownKeysOf } from '../../../contract/unknown-keys.js';
import type { PartitionTime } from '../../../partition/partition-time.js';
import type { ExternalTable } from '../../../ports/jobs.js';
import { NOT_IN_LINES, or, type CompiledCheck } from './count-query.js';
import { jsonRules, type JsonRules } from './json-rules.js';
import { FLAT_OBJECT, KEY, UNCERTAIN_ESCAPE, valueOf } from './json-tokens.js';
import { Parameters } from './parameters.js';
import { Inexpressible } from './value-rules.js';

const WORDS = {
  unreadable: 'BigQuery does not read every line as a record of these columns',
  misshapen: 'some lines are no flat object, or have a key twice, or one that the contract does not have',
  doubtful: 'some values are written in a way of JSON that BigQuery may read as something else, or are no values of their columns',
};

/**
 * Newline-delimited JSON is read as whole lines, whose texts say what BigQuery's own reading of JSON does not: how a value was written, and which keys there were. It is read as records too, as the load job reads it: that has to
 * find as many, with as many values in each column.
 *
 * @returns why not, where SQL cannot say what the contract asks
 */
export function compileJsonCheck(contract: Contract, partition: PartitionTime | undefined, gzip: boolean): CompiledCheck | string {
  const { columns, partitioning } = contract;
  if (contract.recordCheck !== undefined) return 'the contract has a check over whole records';
  if (unknownKeysOf(contract.schema) !== 'refused') return 'the contract passes over keys that it does not name, and BigQuery does not tell them from those that differ in case only';
  const partitionColumn = partitioning.type === 'none' ? undefined : partitioning.column;
  const parameters = new Parameters();
  try {
    const all = columns.map((column, index) => jsonRules(column, { token: `t${index}`, cell: `c${index}` }, column.name === partitionColumn ? partition : undefined, parameters));
    const rules = [...all.flatMap(({ column, rules: asked }) => asked.map((rule) => ({ ...rule, column: column.name }))), ...all.flatMap(({ column, partition: asked }) => asked.map((rule) => ({ ...rule, column: column.name })))];
    return {
      sql: sqlOf(all, rules),
      parameters: parameters.all,
      rules: rules.map(({ column, rule }) => ({ column, rule })),
      tables: (uris, nullMarker) => tablesOf({ uris, gzip }, contract, nullMarker),
      words: WORDS,
    };
  } catch (error) {
    if (error instanceof Inexpressible) return error.message;
    throw error;
  }
}

function sqlOf(all: readonly JsonRules[], rules: readonly { readonly broken: string }[]): string {
  const each = (text: (index: number) => string): string => all.map((_, index) => text(index)).join(', ');
  return [
    `SELECT records, line_count, line_bytes, misshapen, replaced, doubtful, ${rules.map((_, index) => `broken_${index}`).join(', ')},`,
    `  CASE WHEN ${all.map((_, index) => `read_${index} = given_${index}`).join(' AND ')} THEN 0 ELSE 1 END AS misread`,
    'FROM (',
    `  SELECT COUNT(*) AS records, ${all.map(({ column: { name } }, index) => `COUNTIF(\`${name}\` IS NOT NULL) AS read_${index}`).join(', ')}`,
    '  FROM records',
    ') CROSS JOIN (',
    '  SELECT COUNT(*) AS line_count, COALESCE(SUM(BYTE_LENGTH(line)), 0) AS line_bytes,',
    `    COUNTIF(line IS NULL OR NOT REGEXP_CONTAINS(line, r'${FLAT_OBJECT}') OR ARRAY_LENGTH(REGEXP_EXTRACT_ALL(line, r'${KEY}')) != ${all.map((_, index) => `CASE WHEN t${index} IS NULL THEN 0 ELSE 1 END`).join(' + ')}) AS misshapen,`,
    String.raw`    COUNTIF(REGEXP_CONTAINS(line, r'\x{FFFD}')) AS replaced,`,
    `    COUNTIF(REGEXP_CONTAINS(line, r'${UNCERTAIN_ESCAPE}') OR ${or(all.flatMap(({ doubt }) => (doubt === undefined ? [] : [doubt])))}) AS doubtful,`,
    `    ${each((index) => `COUNTIF(t${index} != 'null') AS given_${index}`)},`,
    `    ${rules.map((_, index) => `COUNTIF(broken = ${index}) AS broken_${index}`).join(', ')}`,
    '  FROM (',
    `    SELECT *, CASE ${rules.map(({ broken }, index) => `WHEN ${broken} THEN ${index}`).join(' ')} END AS broken`,
    `    FROM (SELECT *, ${all.map(({ cell }, index) => `${cell} AS c${index}`).join(', ')}`,
    `      FROM (SELECT line, ${all.map(({ column: { name } }, index) => `REGEXP_EXTRACT(line, r'${valueOf(name)}') AS t${index}`).join(', ')}`,
    '        FROM `lines`))))',
  ].join('\n');
}

function tablesOf(files: Pick<ExternalTable, 'uris' | 'gzip'>, { columns }: Contract, nullMarker: string): Readonly<Record<'records' | 'lines', ExternalTable>> {
  return {
    records: { ...files, format: { name: 'NEWLINE_DELIMITED_JSON' }, fields: columns.map(({ name, type }) => ({ name, type })) },
    lines: { ...files, format: { name: 'CSV', nullMarker, quote: '', delimiter: NOT_IN_LINES, skip: 0, quotedNewlines: false }, fields: [{ name: 'line', type: 'STRING' }] },
  };
}
