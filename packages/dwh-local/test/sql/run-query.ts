import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';

import { registerTextFunctions } from '../../src/engine/text-functions.js';
import { registerJsonFunctions } from '../../src/json/json-functions.js';
import { typeFromField, type FieldSchema } from '../../src/sql/field-schema.js';
import { translate } from '../../src/sql/translate.js';
import type { QueryParameters, ResolvedTable, TableRef, TranslationContext } from '../../src/sql/translation-context.js';
import type { SelectTranslation, Translation } from '../../src/sql/translation.js';

type Partitioning = Extract<ResolvedTable, { kind: 'table' }>['partitioning'];

export interface TestTable {
  /** A DuckDB SELECT or VALUES whose rows the table holds. */
  readonly rows: string;
  readonly fields: readonly FieldSchema[];
  readonly partitioning?: Partitioning;
  readonly requirePartitionFilter?: boolean;
}

/** A warehouse of a few tables and views in dataset `d` of project `p`, without the wire. */
export class TestWarehouse {
  readonly #tables = new Map<string, ResolvedTable>();

  private constructor(readonly connection: DuckDBConnection, private readonly instance: DuckDBInstance) {}

  static async open(): Promise<TestWarehouse> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    registerJsonFunctions(connection);
    registerTextFunctions(connection);
    return new TestWarehouse(connection, instance);
  }

  async addTable(name: string, { rows, fields, partitioning, requirePartitionFilter }: TestTable): Promise<void> {
    await this.connection.run(`CREATE TABLE "${name}" AS ${rows}`);
    this.#tables.set(`p.d.${name}`, {
      kind: 'table',
      relation: `"${name}"`,
      columns: fields.map((field) => ({ name: field.name, type: typeFromField(field), mode: field.mode ?? 'NULLABLE' })),
      ...(partitioning && { partitioning }),
      ...(requirePartitionFilter && { requirePartitionFilter }),
    });
  }

  addView(name: string, query: string): void {
    this.#tables.set(`p.d.${name}`, { kind: 'view', query, project: 'p' });
  }

  translate(sql: string, more: Partial<TranslationContext> = {}): Promise<Translation> {
    return translate(sql, { defaultProject: 'p', lookup: async (ref: TableRef) => this.#tables.get(`${ref.project}.${ref.dataset}.${ref.table}`), ...more });
  }

  async select(sql: string, parameters?: QueryParameters): Promise<SelectTranslation> {
    const translation = await this.translate(sql, parameters && { parameters });
    if (translation.statement !== 'SELECT') throw new Error(`${translation.statement}, not SELECT`);
    return translation;
  }

  /** The rows that a query answers, as DuckDB writes their values in JSON (integers of 64 bits as text). */
  async rows(sql: string, parameters?: QueryParameters, values: Parameters<DuckDBConnection['runAndReadAll']>[1] = []): Promise<unknown[][]> {
    const { sql: duck } = await this.select(sql, parameters);
    return (await this.connection.runAndReadAll(duck, values)).getRowsJson();
  }

  /** The only value of an expression, with its GoogleSQL type. */
  async value(expression: string): Promise<unknown> {
    return (await this.rows(`SELECT ${expression} AS v`))[0]?.[0];
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
