import type { Contract } from '../../../contract/contract.js';
import type { PartitionTime } from '../../../partition/partition-time.js';
import type { CsvFile, ExternalTable, QueryParameter } from '../../../ports/jobs.js';
import { columnRules } from './column-rules.js';
import { Parameters } from './parameters.js';
import { Inexpressible } from './value-rules.js';

export interface BrokenRule {
  readonly column: string;
  readonly rule: string;
}

/** SQL that holds files against a contract. Its one row counts; record by record the first rule that is broken counts, as elsewhere. */
export interface CompiledCheck {
  readonly sql: string;
  readonly parameters: readonly QueryParameter[];
  /** What `broken_0`, `broken_1`, ... of the row count. */
  readonly rules: readonly BrokenRule[];
  /** What the query calls tables. */
  readonly tables: (uris: readonly string[], nullMarker: string) => Readonly<Record<string, ExternalTable>>;
  /** Why the bytes have to be read where BigQuery cannot read the files as the query does, where lines are no records, and where values are in doubt. */
  readonly words: Readonly<Record<'unreadable' | 'misshapen' | 'doubtful', string>>;
}

/** How the files are written: UTF-8, and `"` quotes. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: '"' | '';
  /** Lines before the records. */
  readonly skip: number;
}

/**
 * The files are read twice: as records, and as lines, because only whole lines tell how fields were quoted, whether each is one record, and what was no UTF-8.
 *
 * @returns why not, where SQL cannot say what the contract asks
 */
export function compileCheck(contract: Contract, partition: PartitionTime | undefined, dialect: Dialect, gzip: boolean): CompiledCheck | string {
  const { delimiter, quote } = dialect;
  const { columns, partitioning } = contract;
  if (contract.recordCheck !== undefined) return 'the contract has a check over whole records';
  if (columns.length === 1) return 'records of one column may be empty lines, which BigQuery may pass over';
  const partitionColumn = partitioning.type === 'none' ? undefined : partitioning.column;
  const parameters = new Parameters();
  try {
    const all = columns.map((column, index) => columnRules(column, `c${index}`, column.name === partitionColumn ? partition : undefined, parameters));
    const rules = all.flatMap(({ column, rules: ofColumn }) => ofColumn.map(({ rule, broken }) => ({ column: column.name, rule, broken })));
    const isEmpty = (wanted: 'NULLABLE' | 'REQUIRED') => or(columns.flatMap(({ mode }, index) => (mode === wanted ? [`c${index} = ''`] : [])));
    const sql = [
      'SELECT * FROM (',
      '  SELECT COUNT(*) AS records, COUNTIF(doubtful) AS doubtful, COUNTIF(nullable_empty) AS nullable_empty, COUNTIF(required_empty) AS required_empty,',
      `    ${rules.map((_, index) => `COUNTIF(broken = ${index}) AS broken_${index}`).join(', ')}`,
      '  FROM (',
      `    SELECT ${or(all.flatMap(({ doubt }) => (doubt === undefined ? [] : [doubt])))} AS doubtful, ${isEmpty('NULLABLE')} AS nullable_empty, ${isEmpty('REQUIRED')} AS required_empty,`,
      `      CASE ${rules.map(({ broken }, index) => `WHEN ${broken} THEN ${index}`).join(' ')} END AS broken`,
      '    FROM records)',
      ') CROSS JOIN (',
      '  SELECT COUNT(*) AS line_count, COALESCE(SUM(BYTE_LENGTH(line)), 0) AS line_bytes,',
      `    COUNTIF(line IS NULL OR NOT REGEXP_CONTAINS(line, r'${linePattern(columns.length, delimiter, quote)}')) AS misshapen,`,
      `    COUNTIF(${quote === '' ? 'FALSE' : `REGEXP_CONTAINS(line, r'(?:^|${hex(delimiter)})""(?:${hex(delimiter)}|$)')`}) AS quoted_empty,`,
      String.raw`    COUNTIF(REGEXP_CONTAINS(line, r'\x{FFFD}')) AS replaced`,
      '  FROM lines)',
    ].join('\n');
    return { sql, parameters: parameters.all, rules: rules.map(({ column, rule }) => ({ column, rule })), tables: (uris, nullMarker) => tablesOf({ uris, gzip }, dialect, nullMarker, columns.length), words: WORDS };
  } catch (error) {
    if (error instanceof Inexpressible) return error.message;
    throw error;
  }
}

const WORDS = {
  unreadable: 'BigQuery does not read every line as a record of these columns: a quoted line break, or a broken record',
  misshapen: 'some lines are no records: a quoted line break, or a broken record',
  doubtful: 'some numbers or instants lie at the ends of their range',
};

/** SQL that is true where one of the conditions is. */
export function or(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'FALSE' : conditions.map((condition) => `(${condition})`).join(' OR ');
}

/** One record of RFC 4180 with so many fields, and no line break in it. */
function linePattern(width: number, delimiter: string, quote: string): string {
  const bare = `[^${hex(delimiter)}\\r\\n${quote === '' ? '' : '"'}]*`;
  const field = quote === '' ? bare : `(?:"(?:[^"\\r\\n]|"")*"|${bare})`;
  // RE2 repeats at most 1,000 times; a record has up to 10,000 fields.
  const following = `${hex(delimiter)}${field}`;
  const times = width - 1;
  const counted = [...Array.from({ length: Math.floor(times / 100) }, () => `(?:${following}){100}`), ...(times % 100 === 0 ? [] : [`(?:${following}){${times % 100}}`])];
  return `^${field}${counted.join('')}$`;
}

/** A delimiter that is not expected in any line: one that holds it has too many fields, and fails the query. */
export const NOT_IN_LINES = '\u0001';

function tablesOf(files: Pick<ExternalTable, 'uris' | 'gzip'>, { delimiter, quote, skip }: Dialect, nullMarker: string, width: number): Readonly<Record<'records' | 'lines', ExternalTable>> {
  const texts = (names: readonly string[]) => names.map((name) => ({ name, type: 'STRING' }));
  const file: CsvFile = { name: 'CSV', nullMarker, skip, quotedNewlines: false };
  return {
    records: { ...files, format: { ...file, delimiter, quote }, fields: texts(Array.from({ length: width }, (_, index) => `c${index}`)) },
    lines: { ...files, format: { ...file, delimiter: NOT_IN_LINES, quote: '' }, fields: texts(['line']) },
  };
}

function hex(character: string): string {
  return `\\x{${(character.codePointAt(0) as number).toString(16)}}`;
}
