import type { Contract } from '../../../contract/contract.js';
import type { PartitionTime } from '../../../partition/partition-time.js';
import { or, type CompiledCheck } from './count-query.js';
import { Parameters } from './parameters.js';
import { parquetRules } from './parquet-rules.js';
import { Inexpressible } from './value-rules.js';

const WORDS = {
  unreadable: 'BigQuery does not read all values of the files',
  misshapen: 'BigQuery does not find all records of the files',
  doubtful: 'some text holds NUL or the replacement character, or some numbers or instants are none that the contract takes',
};

/**
 * Parquet says itself what its values are: BigQuery's columns are asked, once the footers have told that they have the types of the contract.
 *
 * @returns why not, where SQL cannot say what the contract asks
 */
export function compileParquetCheck(contract: Contract, partition: PartitionTime | undefined): CompiledCheck | string {
  const { columns, partitioning } = contract;
  if (contract.recordCheck !== undefined) return 'the contract has a check over whole records';
  const partitionColumn = partitioning.type === 'none' ? undefined : partitioning.column;
  const parameters = new Parameters();
  try {
    const all = columns.map((column, index) => parquetRules(column, `v${index}`, column.name === partitionColumn ? partition : undefined, parameters));
    const rules = (['rules', 'partition'] as const).flatMap((tier) => all.flatMap((ofColumn) => ofColumn[tier].map(({ rule, broken }) => ({ column: ofColumn.column.name, rule, broken }))));
    const broken = rules.length === 0 ? '-1' : `CASE ${rules.map((rule, index) => `WHEN ${rule.broken} THEN ${index}`).join(' ')} END`;
    const sql = [
      `SELECT COUNT(*) AS records, COUNT(*) AS line_count, COUNTIF(doubtful) AS doubtful${rules.map((_, index) => `, COUNTIF(broken = ${index}) AS broken_${index}`).join('')}`,
      `FROM (SELECT ${or(all.flatMap(({ doubt }) => (doubt === undefined ? [] : [doubt])))} AS doubtful, ${broken} AS broken`,
      `  FROM (SELECT ${all.map(({ column }, index) => `\`${column.name}\` AS v${index}`).join(', ')} FROM records))`,
    ].join('\n');
    return {
      sql,
      parameters: parameters.all,
      rules: rules.map(({ column, rule }) => ({ column, rule })),
      tables: (uris) => ({ records: { uris, gzip: false, format: { name: 'PARQUET' }, fields: [] } }),
      words: WORDS,
    };
  } catch (error) {
    if (error instanceof Inexpressible) return error.message;
    throw error;
  }
}
