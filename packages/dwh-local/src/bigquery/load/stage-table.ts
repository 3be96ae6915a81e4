import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, rows } from '../../engine/engine.js';
import { quoteIdentifier } from '../../engine/quote.js';
import { columnDefinitions } from '../../engine/type-map.js';
import type { Field } from '../schema/field.js';
import { MAX_REPORTED_ERRORS } from '../limits.js';
import { castColumn, isScalar } from './cast-sql.js';

/** Says which column of a staged row is bad: 0 none, n the n-th is not of its type, -n the n-th is required and NULL. No column of a user starts like this. */
const BAD = '"_PARTITION_BAD"';

export interface BadRow {
  /** From 0, among the rows that this insert staged. */
  readonly index: number;
  readonly field: Field;
  /** From 0. */
  readonly position: number;
  readonly missing: boolean;
}

/** SQL for a column's value, and for what it was `given` (the value must then be NULL only where that is) or for whether it is `bad`. */
export type StagedColumn = { readonly value: string } & ({ readonly given: string } | { readonly bad: string });

/** A temporary table with the rows of a load, typed, before anyone can see them. It lives as long as its connection keeps it. */
export class StageTable {
  readonly relation: string;
  #nextRowId = 0;
  /** SQL for the texts of the last columns, which what is appended does not have. */
  trailing: readonly string[] = [];

  private constructor(
    readonly connection: DuckDBConnection,
    readonly fields: readonly Field[],
    name: string,
  ) {
    this.relation = `temp.main.${quoteIdentifier(name)}`;
  }

  static async create(connection: DuckDBConnection, fields: readonly Field[], name = 'stage'): Promise<StageTable> {
    const stage = new StageTable(connection, fields, name);
    await stage.drop();
    await connection.run(`CREATE TEMP TABLE ${quoteIdentifier(name)} (${fields.length === 0 ? '' : `${columnDefinitions(fields)}, `}${BAD} INTEGER)`);
    return stage;
  }

  async drop(): Promise<void> {
    await this.connection.run(`DROP TABLE IF EXISTS ${this.relation}`);
  }

  /** @returns how many rows are staged. */
  async count(): Promise<number> {
    const row = await firstRow<{ n: bigint }>(this.connection, `SELECT count(*) AS n FROM ${this.relation}`);
    return Number(row?.n ?? 0n);
  }

  /**
   * Casts the text columns of `source` and appends them. `texts` holds, per field, SQL for its text.
   * @returns the number of rows read, and of bad ones with the first `reported`; bad rows are taken out again.
   */
  async append(source: string, texts: readonly string[], reported = MAX_REPORTED_ERRORS): Promise<{ rows: number; bad: number; badRows: readonly BadRow[] }> {
    const columns = this.fields.map((field, index): StagedColumn => {
      const text = texts[index] ?? this.trailing[index - texts.length] ?? 'NULL';
      const { value, bad } = castColumn(field, text);
      // A text is bad where it is not NULL and its value is, so that no cast is computed twice.
      return isScalar(field) ? { value, given: text } : { value, bad };
    });
    return this.appendColumns(source, columns, reported);
  }

  /** The same for columns that are typed already. */
  async appendColumns(source: string, given: readonly StagedColumn[], reported = MAX_REPORTED_ERRORS): Promise<{ rows: number; bad: number; badRows: readonly BadRow[] }> {
    const columns = [...given, ...this.trailing.slice(0, this.fields.length - given.length).map((text, index) => scalarColumn(this.fields[given.length + index], text))];
    const [value, mark] = [(index: number) => `"_PARTITION_V${index}"`, (index: number) => `"_PARTITION_B${index}"`];
    const computed = columns.map((column, index) => `${column.value} AS ${value(index)}, ${'given' in column ? column.given : column.bad} AS ${mark(index)}`);
    const isBad = (column: StagedColumn | undefined, index: number) => (column !== undefined && 'given' in column ? `${mark(index)} IS NOT NULL AND ${value(index)} IS NULL` : mark(index));
    const verdicts = this.fields.flatMap((field, index) => [`WHEN ${isBad(columns[index], index)} THEN ${index + 1}`, ...(field.mode === 'REQUIRED' ? [`WHEN ${value(index)} IS NULL THEN ${-index - 1}`] : [])]);
    const values = [...columns.map((_, index) => value(index)), verdicts.length === 0 ? '0' : `CASE ${verdicts.join(' ')} ELSE 0 END`];
    const before = this.#nextRowId;
    const inserted = await this.connection.run(`INSERT INTO ${this.relation} SELECT ${values.join(', ')} FROM ${layered(source, computed)}`);
    const read = inserted.rowsChanged;
    // Row ids keep counting over deleted rows.
    this.#nextRowId += read;
    const bad = await firstRow<{ n: bigint }>(this.connection, `SELECT count(*) AS n FROM ${this.relation} WHERE ${BAD} <> 0`);
    const count = Number(bad?.n ?? 0n);
    if (count === 0) return { rows: read, bad: 0, badRows: [] };
    const found = await rows<{ id: bigint; code: number }>(
      this.connection,
      `SELECT rowid AS id, ${BAD} AS code FROM ${this.relation} WHERE ${BAD} <> 0 ORDER BY rowid LIMIT ${reported}`,
    );
    await this.connection.run(`DELETE FROM ${this.relation} WHERE ${BAD} <> 0`);
    const badRows = found.flatMap(({ id, code }) => {
      const position = Math.abs(code) - 1;
      const field = this.fields[position];
      return field === undefined ? [] : [{ index: Number(id) - before, field, position, missing: code < 0 }];
    });
    return { rows: read, bad: count, badRows };
  }

  /** Takes rows of the only append out that `condition` is true of. @returns their places among those that were read, from 0 */
  async takeOut(condition: string): Promise<number[]> {
    const found = await rows<{ id: bigint }>(this.connection, `SELECT rowid AS id FROM ${this.relation} WHERE ${condition}`);
    if (found.length > 0) await this.connection.run(`DELETE FROM ${this.relation} WHERE ${condition}`);
    return found.map(({ id }) => Number(id));
  }

  /** The staged columns, quoted, for an INSERT. */
  get columns(): readonly string[] {
    return this.fields.map((field) => quoteIdentifier(field.name));
  }

  /** Takes the rows of the last append back. */
  async takeBack(rowsRead: number): Promise<void> {
    await this.connection.run(`DELETE FROM ${this.relation} WHERE rowid >= ${this.#nextRowId - rowsRead}`);
  }
}

function scalarColumn(field: Field | undefined, text: string): StagedColumn {
  return { value: field === undefined ? 'NULL' : castColumn(field, text).value, given: text };
}

/** The time that DuckDB takes to plan one SELECT grows with the square of what it computes, so that wide ones are stacked. */
const COLUMNS_PER_SELECT = 64;

function layered(source: string, computed: readonly string[]): string {
  const layers = Array.from({ length: Math.ceil(computed.length / COLUMNS_PER_SELECT) }, (_, layer) => computed.slice(layer * COLUMNS_PER_SELECT, (layer + 1) * COLUMNS_PER_SELECT));
  return layers.reduce((from, columns) => `(SELECT *, ${columns.join(', ')} FROM ${from})`, source);
}
