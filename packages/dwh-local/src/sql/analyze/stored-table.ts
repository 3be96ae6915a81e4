import type { Name } from '../ast/node.js';
import type { TableReference } from '../ast/query.js';
import { quoteIdentifier } from '../emit/quote.js';
import { TableNotFoundError } from '../sql-error.js';
import { isDefinition, type ResolvedTable, type TableColumn, type TableRef } from '../translation-context.js';
import { arrayOf, DATE, STRING, TIMESTAMP, type SqlType } from '../types.js';
import { MAXIMUM_VIEW_DEPTH, type View } from './catalog.js';
import { queryRelation, type FromResult } from './from.js';
import { partitionColumns } from './partition-filter.js';
import { analyzeQuery } from './query.js';
import type { Scope, ScopeColumn } from './scope.js';
import { refKey, SourceText } from './session.js';
import { resolvePath } from './table-name.js';

/** A table or view of a dataset. */
export function analyzeStoredTable(node: TableReference, scope: Scope): FromResult {
  const { source } = scope;
  const { session } = source;
  // A view's text knows nothing of the query's definitions.
  const ref = resolveTable(node.path, source, source.viewPath.length === 0 ? session.context.definitions : undefined);
  const entry = session.catalog.find(ref);
  if (entry === undefined) throw new TableNotFoundError(`${ref.project}:${ref.dataset}.${ref.table}`, session.context.location ?? 'EU');
  const alias = node.alias?.name ?? (node.path.at(-1) as Name).name;
  const internal = session.freshName('t');
  if (!isDefinition(ref)) session.context.scanned?.({ ref, alias: internal, views: source.viewPath.flatMap((name) => session.views.get(name) ?? []) });
  if (entry.kind === 'view') {
    const query = expandView(ref, entry, node.at, source);
    return { sql: `(${query.sql}) AS ${quoteIdentifier(internal)}`, relations: [queryRelation(internal, alias, { ...query, isValue: false })], merged: [], uses: [] };
  }
  if (!isDefinition(ref)) session.tables.set(refKey(ref), ref);
  const column = (name: string) => `${quoteIdentifier(internal)}.${quoteIdentifier(name)}`;
  const columns = entry.columns.map((field): ScopeColumn => ({ name: field.name, type: columnType(field), sql: column(field.name) }));
  const pseudoColumns = pseudoColumnsOf(entry, column);
  const filter = entry.requirePartitionFilter ? partitionColumns(entry, columns, pseudoColumns) : undefined;
  return {
    sql: `${entry.relation} AS ${quoteIdentifier(internal)}`,
    relations: [{ alias, columns, pseudoColumns, ...(filter && { partitionFilters: [{ table: `${ref.dataset}.${ref.table}`, ingestionTime: pseudoColumns.length > 0, columns: filter }] }) }],
    merged: [],
    uses: [],
  };
}

/** The table that a path names. @throws SqlError for a path that names none, and for what no query may name. */
export function resolveTable(path: readonly Name[], source: SourceText, definitions?: ReadonlySet<string>): TableRef {
  const first = path[0] as Name;
  const written = path.map((part) => part.name).join('.');
  const table = (path.at(-1) as Name).name;
  if (table.includes('*')) throw source.unsupported(first.at, `wildcard table ${written}`);
  if (table.includes('$')) throw source.error(first.at, `Table "${written}" cannot include decorator`);
  const ref = resolvePath(path, { project: source.defaultProject, ...(source.defaultDataset && { dataset: source.defaultDataset }), ...(definitions && { definitions }) });
  if (ref !== undefined) return ref;
  if (path.length === 1) throw source.error(first.at, `Table "${written}" must be qualified with a dataset (e.g. dataset.table)`);
  throw source.error(first.at, `Invalid table name: ${written}`);
}

/** A view sees neither the query's names nor its default dataset. */
function expandView(ref: TableRef, view: View, at: number, source: SourceText) {
  const name = refKey(ref);
  if (source.viewPath.includes(name)) throw source.error(at, `View ${ref.project}:${ref.dataset}.${ref.table} refers to itself`);
  if (source.viewPath.length >= MAXIMUM_VIEW_DEPTH) throw source.unsupported(at, `views nested more than ${MAXIMUM_VIEW_DEPTH} levels deep`);
  source.session.views.set(name, ref);
  return analyzeQuery(view.query, new SourceText(view.text, source.session, view.project, undefined, [...source.viewPath, name]), undefined);
}

export function columnType(column: TableColumn): SqlType {
  return column.mode === 'REPEATED' && column.type.kind !== 'ARRAY' ? arrayOf(column.type) : column.type;
}

function pseudoColumnsOf({ partitioning, external }: Extract<ResolvedTable, { kind: 'table' }>, column: (name: string) => string): readonly ScopeColumn[] {
  if (external === true) return [{ name: '_FILE_NAME', type: STRING, sql: column('_FILE_NAME') }];
  return partitioning !== undefined && partitioning.field === undefined && partitioning.type !== 'RANGE' ? pseudo(column('_PARTITIONTIME'), partitioning.type) : [];
}

/** `_PARTITIONDATE` exists for days only. */
export function pseudo(time: string, type: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR'): ScopeColumn[] {
  const columns: ScopeColumn[] = [{ name: '_PARTITIONTIME', type: TIMESTAMP, sql: time }];
  if (type === 'DAY') columns.push({ name: '_PARTITIONDATE', type: DATE, sql: `CAST(timezone('UTC', ${time}) AS DATE)` });
  return columns;
}
