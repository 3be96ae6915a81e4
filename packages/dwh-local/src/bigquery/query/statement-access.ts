import type { DuckDBConnection } from '@duckdb/node-api';

import { quoteIdentifier } from '../../engine/quote.js';
import type { Caller } from '../../iam/caller.js';
import type { TableRef, TableScan } from '../../sql/translation-context.js';
import type { Translation } from '../../sql/translation.js';
import { findDataset } from '../store/dataset-record.js';
import { findTable } from '../store/table-record.js';
import { requireColumns } from '../tables/require-columns.js';
import { datasetResourceOf, tableResource } from '../write/require-target.js';

const INFORMATION_SCHEMA = /^INFORMATION_SCHEMA\./i;

/** What the caller of one statement must be allowed: to read every table that it reads, and to change what it changes. */
export class StatementAccess {
  readonly scans: TableScan[] = [];

  constructor(
    readonly connection: DuckDBConnection,
    readonly caller: Caller,
  ) {}

  /** @throws ApiError 403 accessDenied */
  async require(translation: Translation, definesView: boolean): Promise<void> {
    await this.#requireChange(translation);
    const text = readingText(translation);
    const read = text === undefined ? this.scans : this.scans.filter((scan) => text.includes(quoteIdentifier(scan.alias)));
    for (const scan of read) await this.#requireRead(scan);
    if (text === undefined || definesView) return;
    for (const scan of read) await this.#requireTagged(scan, text);
  }

  /** What is wrong with a statement, the names of columns among it, is told to who may read or change the tables that it names. */
  async requireNamed(): Promise<void> {
    for (const scan of this.scans) {
      if (!(await this.caller.may('bigquery.tables.updateData', tableResource(scan.ref)))) await this.#requireRead(scan);
    }
  }

  /** A table that is not there is denied to who could not read it: only others learn that it is missing. `table` is `project:dataset.table`. */
  async requireMissing(table: string): Promise<void> {
    const [, project = '', dataset = '', name = ''] = /^(.*):([^.]*)\.(.*)$/s.exec(table) ?? [];
    await this.caller.require('bigquery.tables.getData', tableResource({ project, dataset, table: name }));
  }

  async #requireChange(translation: Translation): Promise<void> {
    const { caller } = this;
    switch (translation.statement) {
      case 'SELECT':
        return;
      case 'INSERT':
      case 'UPDATE':
      case 'MERGE':
      case 'DELETE':
      case 'TRUNCATE_TABLE':
        return caller.require('bigquery.tables.updateData', tableResource(translation.target));
      case 'CREATE_VIEW':
      case 'CREATE_EXTERNAL_TABLE':
      case 'CREATE_TABLE':
      case 'CREATE_TABLE_AS_SELECT':
        await caller.require('bigquery.tables.create', datasetResourceOf(translation.target));
        if (translation.orReplace) await caller.require('bigquery.tables.update', tableResource(translation.target));
        if (translation.orReplace && translation.statement !== 'CREATE_VIEW') await caller.require('bigquery.tables.updateData', tableResource(translation.target));
        return;
      case 'ALTER_TABLE':
        await caller.require('bigquery.tables.update', tableResource(translation.target));
        return caller.require('bigquery.tables.get', tableResource(translation.target));
      case 'DROP_TABLE':
      case 'DROP_EXTERNAL_TABLE':
      case 'DROP_VIEW':
        await caller.require('bigquery.tables.delete', tableResource(translation.target));
        return caller.require('bigquery.tables.get', tableResource(translation.target));
      case 'CREATE_SCHEMA':
        return caller.require('bigquery.datasets.create', { kind: 'project', project: translation.target.project });
      case 'DROP_SCHEMA':
        return caller.require('bigquery.datasets.delete', datasetResourceOf(translation.target));
    }
  }

  async #requireRead({ ref, views }: TableScan): Promise<void> {
    const through = views.at(-1);
    if (through !== undefined && (await this.#isAuthorized(through, ref))) return;
    if (!INFORMATION_SCHEMA.test(ref.table)) return this.caller.require('bigquery.tables.getData', tableResource(ref));
    if (/^region-/i.test(ref.dataset)) {
      const permission = /\.JOBS/i.test(ref.table) ? 'bigquery.jobs.listAll' : /\.SCHEMATA/i.test(ref.table) ? 'bigquery.datasets.get' : 'bigquery.tables.get';
      return this.caller.require(permission, { kind: 'project', project: ref.project });
    }
    await this.caller.require('bigquery.tables.get', datasetResourceOf(ref));
    await this.caller.require('bigquery.tables.list', datasetResourceOf(ref));
  }

  /** Whether the dataset that holds a table lets a view read it for whoever reads the view. */
  async #isAuthorized(view: TableRef, ref: TableRef): Promise<boolean> {
    const dataset = await findDataset(this.connection, ref);
    return (dataset?.access ?? []).some((entry) => {
      const named = entry['view'] as { projectId: string; datasetId: string; tableId: string } | undefined;
      const all = (entry['dataset'] as { dataset: { projectId: string; datasetId: string } } | undefined)?.dataset;
      if (named !== undefined) return named.projectId === view.project && named.datasetId === view.dataset && named.tableId === view.table;
      return all !== undefined && all.projectId === view.project && all.datasetId === view.dataset;
    });
  }

  /** Columns with policy tags, wherever the statement or a view behind it names them; an authorized view does not help. */
  async #requireTagged({ ref, alias }: TableScan, text: string): Promise<void> {
    const record = await findTable(this.connection, ref);
    if (record === undefined || record.kind === 'VIEW') return;
    const read = record.schema.filter((field) => text.includes(`${quoteIdentifier(alias)}.${quoteIdentifier(field.name)}`));
    await requireColumns(this.caller, record, read);
  }
}

/** The DuckDB text that reads rows; empty where a statement reads none, undefined where what it would read is not read yet. */
function readingText(translation: Translation): string | undefined {
  switch (translation.statement) {
    case 'SELECT':
    case 'UPDATE':
    case 'MERGE':
    case 'DELETE':
      return translation.sql;
    case 'INSERT':
      return translation.insert?.source.sql ?? '';
    case 'CREATE_TABLE':
    case 'CREATE_TABLE_AS_SELECT':
      return translation.query?.sql ?? '';
    case 'CREATE_VIEW':
      return undefined;
    default:
      return '';
  }
}
