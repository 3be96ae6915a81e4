import { parseTarget, type WriteTarget } from '../load/load-spec.js';
import { splitDecorator } from '../partitions/decorator.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalChoice, optionalObject, optionalObjects, optionalString } from '../request-fields.js';
import { checkTableId, type TableRef } from '../resource-names.js';

type Body = Readonly<Record<string, unknown>>;

/** A table that a job reads as a whole, or one partition of it. */
export interface TableSource {
  readonly table: TableRef;
  readonly decorator?: string;
}

export interface CopySpec {
  readonly sources: readonly TableSource[];
  readonly target: WriteTarget;
}

const MAX_SOURCES = 1_200;
export const COPY_FIELDS: ReadonlySet<string> = new Set(['sourceTable', 'sourceTables', 'destinationTable', 'createDisposition', 'writeDisposition', 'operationType']);

/** `configuration.copy`. @throws ApiError 400 for what the service refuses at once, 501 for snapshots and clones. */
export function parseCopy(copy: Body, project: string): CopySpec {
  refuseUnknown(copy, COPY_FIELDS, 'configuration.copy');
  const operation = optionalChoice(copy, 'operationType', ['OPERATION_TYPE_UNSPECIFIED', 'COPY', 'SNAPSHOT', 'RESTORE', 'CLONE']) ?? 'COPY';
  if (operation !== 'COPY' && operation !== 'OPERATION_TYPE_UNSPECIFIED') throw notImplemented(`configuration.copy.operationType ${operation}`);
  if (copy['writeDisposition'] === 'WRITE_TRUNCATE_DATA') throw invalid('WRITE_TRUNCATE_DATA is not supported for copy jobs.', 'configuration.copy.writeDisposition');
  const one = optionalObject(copy, 'sourceTable');
  const many = optionalObjects(copy, 'sourceTables') ?? [];
  if (one !== undefined && many.length > 0) throw invalid('Only one of sourceTable and sourceTables can be specified.', 'configuration.copy.sourceTables');
  const sources = [...(one === undefined ? [] : [one]), ...many];
  if (sources.length === 0) throw invalid('Required parameter is missing: configuration.copy.sourceTable', 'configuration.copy.sourceTable');
  if (sources.length > MAX_SOURCES) throw invalid(`Too many source tables: at most ${MAX_SOURCES} are allowed.`, 'configuration.copy.sourceTables');
  return { sources: sources.map((source) => parseTableSource(source, project, 'configuration.copy.sourceTable')), target: parseTarget(copy, project, 'configuration.copy', 'WRITE_EMPTY') };
}

/** A table reference, maybe with a partition decorator. @throws ApiError 400, 501 for a decorator in time (`t@...`) */
export function parseTableSource(body: Body, project: string, where: string): TableSource {
  const tableId = optionalString(body, 'tableId') ?? '';
  const dataset = optionalString(body, 'datasetId') ?? '';
  if (tableId === '' || dataset === '') throw invalid(`Required parameter is missing: ${where}`, where);
  if (tableId.includes('@')) throw notImplemented('snapshot decorators (table@time)');
  const { table, decorator } = splitDecorator(tableId);
  checkTableId(table);
  return { table: { project: optionalString(body, 'projectId') || project, dataset, table }, ...(decorator === undefined ? {} : { decorator }) };
}
