import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import type { Call, Reply } from '../../http/exchange.js';
import { asRequestError } from '../external/create-external-table.js';
import { NormalizedFile } from '../load/normalized-file.js';
import { readNormalizedSql } from '../load/read-csv-sql.js';
import { StageTable } from '../load/stage-table.js';
import type { WriteTarget } from '../load/load-spec.js';
import { invalid } from '../refusals.js';
import { tableName, type TableRef } from '../resource-names.js';
import type { BigQueryDeps } from '../service.js';
import { defaultTexts } from '../schema/default-values.js';
import { getDataset } from '../store/dataset-record.js';
import { getTable, type BaseTableRecord } from '../store/table-record.js';
import { templateTable } from '../tables/template-table.js';
import { planWrite } from '../write/plan-write.js';
import { measureRows } from '../write/publish-rows.js';
import { TargetChanged, writeRows } from '../write/write-rows.js';
import type { InsertIds } from './insert-ids.js';
import { checkStreamedPartition, outsideBounds } from './streamed-partition.js';
import { parseStreamRequest, STOPPED, streamedTexts, unreadableValue, type RowError, type StreamRequest } from './streamed-rows.js';

const ATTEMPTS = 3;

/** tabledata.insertAll: all rows or, where one is bad, none; with `skipInvalidRows` the good ones. Rows can be read at once: there is no streaming buffer. */
export async function insertAll(deps: BigQueryDeps, insertIds: InsertIds, call: Call, ref: TableRef, decorator: string | undefined): Promise<Reply> {
  const request = parseStreamRequest(await call.json());
  const target = request.templateSuffix === undefined ? ref : await templateTable(deps, call.caller, ref, request.templateSuffix);
  const key = (insertId: string) => `${tableName(target)}\n${decorator ?? ''}\n${insertId}`;
  const errors = await addRows(deps, target, decorator, { ...request, rows: unseen(request.rows, (insertId) => insertIds.has(key(insertId))) });
  insertIds.add(request.rows.flatMap(({ insertId }, index) => (insertId === undefined || errors.has(index) ? [] : [key(insertId)])));
  // The bad rows come before those that were stopped for them.
  const insertErrors = [...errors].toSorted(([left, a], [right, b]) => Number(a === STOPPED) - Number(b === STOPPED) || left - right).map(([index, error]) => ({ index, errors: [error] }));
  return { status: 200, json: { kind: 'bigquery#tableDataInsertAllResponse', ...(insertErrors.length === 0 ? {} : { insertErrors }) } };
}

type Rows = StreamRequest['rows'];

/** The rows, with nothing in the place of those that came before or twice. */
function unseen(rows: Rows, isKnown: (insertId: string) => boolean): (Rows[number] | undefined)[] {
  const here = new Set<string>();
  return rows.map((row) => {
    if (row.insertId === undefined) return row;
    if (here.has(row.insertId) || isKnown(row.insertId)) return undefined;
    here.add(row.insertId);
    return row;
  });
}

type Unseen = Omit<StreamRequest, 'rows'> & { readonly rows: readonly (Rows[number] | undefined)[] };

async function addRows(deps: BigQueryDeps, ref: TableRef, decorator: string | undefined, request: Unseen): Promise<Map<number, RowError>> {
  const directory = await mkdtemp(join(deps.workFolder, 'stream-'));
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await deps.engine.withConnection((connection) => addOnce(deps, connection, ref, decorator, request, join(directory, 'rows.csv')));
      } catch (error) {
        if (!(error instanceof TargetChanged) || attempt === ATTEMPTS) throw asRequestError(error);
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function addOnce(deps: BigQueryDeps, connection: DuckDBConnection, ref: TableRef, decorator: string | undefined, request: Unseen, path: string): Promise<Map<number, RowError>> {
  const record = await getTable(connection, ref);
  if (record.kind !== 'TABLE') throw invalid(`Cannot add rows to a table of type ${record.kind}.`);
  if (record.schema.length === 0) throw invalid(`The destination table has no schema. Table: ${tableName(ref)}`);
  checkStreamedPartition(record, decorator, new Date());
  const target: WriteTarget = { table: ref, createIfNeeded: false, disposition: 'WRITE_APPEND', allowAddition: false, allowRelaxation: false, ...(decorator === undefined ? {} : { decorator }) };
  const plan = planWrite(target, record, undefined);
  const stage = await StageTable.create(connection, record.schema, 'streamed');
  try {
    const errors = await stageRows(stage, record, request, path);
    const stops = errors.size > 0 && !request.skipInvalidRows;
    if (stops) return new Map(request.rows.map((_, index) => [index, errors.get(index) ?? STOPPED]));
    if ((await stage.count()) === 0) return errors;
    const rows = { relation: stage.relation, fields: record.schema };
    const measured = await measureRows(connection, rows, plan, target);
    await writeRows(deps.engine, connection, { target, plan, provided: undefined, rows, measured }, async () => undefined);
    return errors;
  } finally {
    await stage.drop();
  }
}

/** @returns what is wrong with which row. */
async function stageRows(stage: StageTable, record: BaseTableRecord, request: Unseen, path: string): Promise<Map<number, RowError>> {
  const { schema } = record;
  const errors = new Map<number, RowError>();
  const written: number[] = [];
  const defaults = await defaultTexts(stage.connection, await getDataset(stage.connection, record), schema);
  const file = new NormalizedFile(path);
  for (const [index, row] of request.rows.entries()) {
    if (row === undefined) continue;
    const texts = streamedTexts(row.json, schema, { ignoreUnknownValues: request.ignoreUnknownValues, defaults });
    if (Array.isArray(texts)) {
      await file.write(texts);
      written.push(index);
    } else errors.set(index, texts);
  }
  await file.close();
  if (written.length === 0) return errors;
  const staged = await stage.append(readNormalizedSql(path, schema.length, file.longestRow), schema.map((_, index) => `f${index}`), written.length);
  if (staged.rows !== written.length) throw new Error(`The request has ${written.length} rows, but ${staged.rows} were read.`);
  for (const bad of staged.badRows) errors.set(written[bad.index] ?? 0, unreadableValue(bad.field, bad.missing));
  const outside = outsideBounds(record, new Date());
  if (outside !== undefined) for (const place of await stage.takeOut(outside.condition)) errors.set(written[place] ?? 0, outside.error);
  return errors;
}
