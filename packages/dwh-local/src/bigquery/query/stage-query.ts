import type { DuckDBConnection } from '@duckdb/node-api';

import { transactionOn } from '../../engine/engine.js';
import { columnDefinitions } from '../../engine/type-map.js';
import type { ParameterUse, TranslatedQuery, Translation } from '../../sql/translation.js';
import { JobFailure } from '../jobs/job-failure.js';
import type { JobContext } from '../jobs/job-runner.js';
import type { Field } from '../schema/field.js';
import type { TableRef } from '../resource-names.js';
import { parseSchema } from '../schema/parse-schema.js';
import { Snapshot } from '../store/snapshot.js';
import type { BaseTableRecord } from '../store/table-record.js';
import { holdsExpired } from '../tables/drop-expired.js';
import type { ReadyRows } from '../write/publish-rows.js';
import { bindParameters } from './query-parameters.js';
import { queryFailure } from './query-failure.js';
import type { QuerySpec } from './query-spec.js';
import { translateQuery } from './translate-query.js';

const RELATION = 'temp.main.query_rows';

/** The rows of a query in a temporary table, and what reading them took. */
export interface StagedQuery {
  readonly rows: ReadyRows;
  readonly bytesProcessed: number;
  readonly referencedTables: TranslatedQuery['referencedTables'];
}

/** A query, with the columns that its rows get: the query's own unless given. */
export interface QueryPart {
  readonly query: TranslatedQuery;
  readonly parameterOrder: readonly ParameterUse[];
  readonly fields?: readonly Field[];
}

/** A table that the query reads holds rows that have expired: they have to go first. */
export class ExpiredRows extends Error {
  constructor(readonly table: TableRef) {
    super('A table holds rows that have expired.');
  }
}

/** Translates a statement and runs the query in it into a temporary table, both in one snapshot. `part` picks the query of the statement. @throws ExpiredRows */
export async function stageQuery(connection: DuckDBConnection, spec: QuerySpec, location: string, job: JobContext, part: (translation: Translation) => Promise<QueryPart>): Promise<StagedQuery> {
  return transactionOn(connection, async () => {
    const snapshot = new Snapshot(connection);
    const { query, parameterOrder, fields = fieldsOf(query.schema) } = await part(await translateQuery(connection, spec.sql, { ...spec, location, snapshot }));
    job.checked();
    const records = await tablesOf(snapshot, query);
    for (const record of records) if (await holdsExpired(connection, record)) throw new ExpiredRows(record);
    const bytesProcessed = bytesIn(records) + (spec.externals?.bytesRead ?? 0);
    checkBudget(spec, bytesProcessed);
    await job.reads(bytesProcessed);
    const bound = await bindParameters(connection, parameterOrder, spec.parameterValues);
    const [create, insert] = [`CREATE OR REPLACE TEMP TABLE query_rows (${columnDefinitions(fields)})`, `INSERT INTO ${RELATION} ${query.sql}`];
    // Without values it is one call of the client instead of four.
    if (bound.values.length > 0) await connection.run(create);
    await (bound.values.length === 0 ? connection.run(`${create}; ${insert}`) : connection.run(insert, bound.values, bound.types)).catch((error: unknown) => {
      throw queryFailure(error);
    });
    return { rows: { relation: RELATION, fields }, bytesProcessed, referencedTables: query.referencedTables };
  });
}

export async function dropStaged(connection: DuckDBConnection): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${RELATION}`);
}

export function fieldsOf(schema: TranslatedQuery['schema']): Field[] {
  return parseSchema({ fields: schema }) ?? [];
}

/** What the service would have to read at most: all bytes of the tables behind the query. It prunes columns and partitions, this does not. */
export async function bytesOf(connection: DuckDBConnection, query: Pick<TranslatedQuery, 'referencedTables'>): Promise<number> {
  return bytesIn(await tablesOf(new Snapshot(connection), query));
}

function bytesIn(records: readonly BaseTableRecord[]): number {
  return records.reduce((bytes, { numBytes }) => bytes + numBytes, 0);
}

async function tablesOf(snapshot: Snapshot, { referencedTables }: Pick<TranslatedQuery, 'referencedTables'>): Promise<readonly BaseTableRecord[]> {
  const records: BaseTableRecord[] = [];
  for (const ref of referencedTables) {
    const record = await snapshot.table(ref);
    if (record?.kind === 'TABLE') records.push(record);
  }
  return records;
}

function checkBudget(spec: QuerySpec, bytes: number): void {
  if (spec.maximumBytesBilled === undefined || bytes <= spec.maximumBytesBilled) return;
  throw new JobFailure({ reason: 'bytesBilledLimitExceeded', message: `Query exceeded limit for bytes billed: ${spec.maximumBytesBilled}. ${bytes} or higher required.` });
}
