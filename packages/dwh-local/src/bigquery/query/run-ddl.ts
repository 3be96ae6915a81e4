import type { DuckDBConnection } from '@duckdb/node-api';

import { transactionOn } from '../../engine/engine.js';
import type { CreateExternalTableTranslation, CreateTableTranslation, CreateViewTranslation, DropTranslation, OptionValue, Translation } from '../../sql/translation.js';
import type { TableRef } from '../../sql/translation-context.js';
import type { JobContext } from '../jobs/job-runner.js';
import { createExternalTable } from '../external/create-external-table.js';
import { optionsToDefinition } from '../external/options-to-definition.js';
import { permittedFiles } from '../load/permitted-files.js';
import { alreadyExists, invalid, notFound, notImplemented } from '../refusals.js';
import { tableName } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import { layoutText, parseRangePartitioning } from '../partitions/partitioning.js';
import { defaultTexts } from '../schema/default-values.js';
import { parseSchema } from '../schema/parse-schema.js';
import { lockDataset, lockTable, type BigQueryDeps } from '../service.js';
import { getDataset } from '../store/dataset-record.js';
import { deleteTable, findTable, type BaseTableRecord, type TableRecord } from '../store/table-record.js';
import { createTable } from '../tables/create-table.js';
import { parseConstraints } from '../tables/table-constraints.js';
import { createView } from '../tables/create-view.js';
import type { TableSettings } from '../tables/parse-table.js';
import { measureRows, publishRows } from '../write/publish-rows.js';
import { daysOption, labelsOption, refuseOptions, textOption } from './ddl-options.js';
import type { QuerySpec } from './query-spec.js';
import { queryStatistics } from './query-statistics.js';
import { stageQuery, type StagedQuery } from './stage-query.js';

export type Ddl = CreateViewTranslation | CreateTableTranslation | CreateExternalTableTranslation | DropTranslation;

export function isDdl(translation: Translation): translation is Ddl {
  return ['CREATE_VIEW', 'CREATE_TABLE', 'CREATE_TABLE_AS_SELECT', 'CREATE_EXTERNAL_TABLE', 'DROP_TABLE', 'DROP_VIEW', 'DROP_EXTERNAL_TABLE'].includes(translation.statement);
}

/** Runs a CREATE or DROP in one transaction with the job's DONE record. */
export async function runDdl(deps: BigQueryDeps, connection: DuckDBConnection, spec: QuerySpec, location: string, ddl: Ddl, job: JobContext, committing: () => void): Promise<void> {
  const staged = ddl.statement === 'CREATE_TABLE_AS_SELECT' ? await stageQuery(connection, spec, location, job, async (translation) => asSelectPart(translation)) : undefined;
  job.signal.throwIfAborted();
  committing();
  await lockDataset(deps.engine, ddl.target, () =>
    lockTable(deps.engine, ddl.target, () =>
      transactionOn(connection, async () => {
        const operation = await apply(deps, spec, connection, ddl, staged);
        const target = { projectId: ddl.target.project, datasetId: ddl.target.dataset, tableId: ddl.target.table };
        await job.finish(connection, {
          statistics: queryStatistics(ddl.statement, staged?.bytesProcessed ?? 0, staged?.referencedTables ?? [], await schemaOf(connection, ddl), { ddlOperationPerformed: operation, ddlTargetTable: target }),
        });
      }),
    ),
  );
}

async function asSelectPart(translation: Translation) {
  if (translation.statement !== 'CREATE_TABLE_AS_SELECT' || translation.query === undefined) throw notImplemented('a CREATE TABLE without a query here');
  return { query: translation.query, parameterOrder: translation.parameterOrder, fields: columnsOf(translation) };
}

/** The result of making a table is one without rows, of its columns. */
async function schemaOf(connection: DuckDBConnection, { statement, target }: Ddl) {
  return statement === 'CREATE_TABLE' || statement === 'CREATE_TABLE_AS_SELECT' ? (await findTable(connection, target))?.schema : undefined;
}

type Operation = 'CREATE' | 'REPLACE' | 'SKIP' | 'DROP';

async function apply(deps: BigQueryDeps, spec: QuerySpec, connection: DuckDBConnection, ddl: Ddl, staged: StagedQuery | undefined): Promise<Operation> {
  const existing = await findTable(connection, ddl.target);
  if (isDrop(ddl)) return drop(connection, ddl, existing);
  if (existing !== undefined) {
    if (ddl.ifNotExists) return 'SKIP';
    if (!ddl.orReplace) throw alreadyExists(`Table ${tableName(ddl.target)}`);
    const kind = ddl.statement === 'CREATE_VIEW' ? 'VIEW' : ddl.statement === 'CREATE_EXTERNAL_TABLE' ? 'EXTERNAL' : 'TABLE';
    if (existing.kind !== kind) throw invalid(`${tableName(ddl.target)} cannot be replaced: its type is ${existing.kind}.`);
    if (existing.kind === 'TABLE' && isCreateTable(ddl)) requireSameLayout(existing, ddl);
    await deleteTable(connection, existing);
  }
  if (ddl.statement === 'CREATE_VIEW') await view(connection, ddl);
  else if (ddl.statement === 'CREATE_EXTERNAL_TABLE') await external(deps, spec, connection, ddl);
  else await table(connection, ddl, staged);
  return existing === undefined ? 'CREATE' : 'REPLACE';
}

function isCreateTable(ddl: Ddl): ddl is CreateTableTranslation {
  return ddl.statement === 'CREATE_TABLE' || ddl.statement === 'CREATE_TABLE_AS_SELECT';
}

/** A table is replaced by one that is divided and clustered as it was. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#create_table_statement */
function requireSameLayout(existing: BaseTableRecord, ddl: CreateTableTranslation): void {
  const differs = (what: string, next: string, now: string) => invalid(`Cannot replace a table with a different ${what} spec. Instead, DROP the table, and then recreate it. New ${what} spec is ${next} and existing spec is ${now}`);
  const [next, now] = [layoutText(ddl.partitioning, undefined), layoutText(existing.partitioning, undefined)];
  if (next.toLowerCase() !== now.toLowerCase()) throw differs('partitioning', next, now);
  const [order, ordered] = [ddl.clustering, existing.clustering].map((names) => (names === undefined ? 'none' : `clustering(${names.join(',')})`)) as [string, string];
  if (order.toLowerCase() !== ordered.toLowerCase()) throw differs('clustering', order, ordered);
}

function isDrop(ddl: Ddl): ddl is DropTranslation {
  return ddl.statement.startsWith('DROP_');
}

async function drop(connection: DuckDBConnection, ddl: DropTranslation, existing: TableRecord | undefined): Promise<Operation> {
  const kind = ddl.statement === 'DROP_VIEW' ? 'VIEW' : ddl.statement === 'DROP_EXTERNAL_TABLE' ? 'EXTERNAL' : 'TABLE';
  if (existing === undefined) {
    if (ddl.ifExists) return 'SKIP';
    throw notFound(`Table ${tableName(ddl.target)}`);
  }
  if (existing.kind !== kind) throw invalid(`${tableName(ddl.target)} is not a ${kind}: its type is ${existing.kind}.`);
  await deleteTable(connection, existing);
  return 'DROP';
}

async function view(connection: DuckDBConnection, ddl: CreateViewTranslation): Promise<void> {
  const dataset = await getDataset(connection, ddl.target);
  if (ddl.columnNames !== undefined && ddl.columnNames.length > 0) throw notImplemented('a column list in CREATE VIEW (name the columns in the query)');
  await createView(connection, dataset, ddl.target, ddl.query, settingsOf(ddl.options, ['description', 'friendly_name', 'labels']));
}

async function external(deps: BigQueryDeps, { caller }: QuerySpec, connection: DuckDBConnection, ddl: CreateExternalTableTranslation): Promise<void> {
  await getDataset(connection, ddl.target);
  const { description, friendly_name, labels } = ddl.options;
  const settings = settingsOf(Object.fromEntries(Object.entries({ description, friendly_name, labels }).filter((pair): pair is [string, OptionValue] => pair[1] !== undefined)), ['description', 'friendly_name', 'labels']);
  const stagedFiles = caller === undefined || caller.unrestricted ? deps.stagedFiles : permittedFiles(deps.stagedFiles, caller);
  await createExternalTable({ ...deps, stagedFiles }, connection, ddl.target, optionsToDefinition(ddl.options), settings, ddl.columns && columnsOf({ columns: ddl.columns }));
}

async function table(connection: DuckDBConnection, ddl: CreateTableTranslation, staged: StagedQuery | undefined): Promise<void> {
  const dataset = await getDataset(connection, ddl.target);
  const options = settingsOf(ddl.options, ['description', 'friendly_name', 'labels', 'require_partition_filter', 'partition_expiration_days']);
  const expirationMs = daysOption(ddl.options, 'partition_expiration_days');
  const fields = columnsOf(ddl);
  await defaultTexts(connection, dataset, fields);
  if (ddl.partitioning?.type === 'RANGE') parseRangePartitioning({ field: ddl.partitioning.field, range: ddl.partitioning.range });
  if (ddl.partitioning?.type === 'RANGE' && expirationMs !== undefined) throw invalid('Partition expiration is not supported for integer-range partitioned tables.');
  const partitioning = ddl.partitioning === undefined ? undefined : { ...ddl.partitioning, ...(expirationMs === undefined ? {} : { expirationMs }) };
  const record = await createTable(connection, dataset, ddl.target, fields, {
    ...options,
    partitioning,
    clustering: ddl.clustering,
    requirePartitionFilter: ddl.options['require_partition_filter'] === true,
  }, parseConstraints(ddl.tableConstraints, fields));
  if (staged !== undefined) await fill(connection, record, staged, ddl.target);
}

async function fill(connection: DuckDBConnection, record: BaseTableRecord, staged: StagedQuery, ref: TableRef): Promise<void> {
  const target = { table: ref, createIfNeeded: false, disposition: 'WRITE_APPEND' as const, allowAddition: false, allowRelaxation: false };
  const plan = { existing: record, schema: record.schema, partition: undefined };
  await publishRows(connection, staged.rows, await measureRows(connection, staged.rows, plan, target), plan, target);
}

function columnsOf(ddl: Pick<CreateTableTranslation, 'columns'>): Field[] {
  return parseSchema({ fields: ddl.columns.map((column) => column.field) }) ?? [];
}

function settingsOf(options: Readonly<Record<string, OptionValue>>, known: readonly string[]): TableSettings {
  refuseOptions(options, known);
  return { labels: labelsOption(options), description: textOption(options, 'description'), friendlyName: textOption(options, 'friendly_name') };
}
