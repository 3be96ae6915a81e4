import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import type { ResolvedTable } from '../../sql/translation-context.js';
import type { StagedFile } from '../../gcs/staged-files.js';
import { JobFailure } from '../jobs/job-failure.js';
import { BadRecords } from '../load/bad-records.js';
import { columnsOfSource, resolveSource, type ResolvedSource } from '../load/resolve-source.js';
import type { SourceSpec } from '../load/source-spec.js';
import { resolveSources, stageFiles } from '../load/stage-files.js';
import { StageTable } from '../load/stage-table.js';
import { emptyExternal, withFileName } from './file-name.js';
import { columnsOf } from '../query/relation-columns.js';
import { invalid } from '../refusals.js';
import type { Field } from '../schema/field.js';
import type { BigQueryDeps } from '../service.js';

/** The external tables of one query. Each is read once, into a temporary table of the query's connection, when its name is first met. */
export class ExternalTables {
  readonly #opened = new Map<string, ResolvedTable>();
  readonly #stages: StageTable[] = [];
  /** The size of the files read so far. */
  bytesRead = 0;

  /** Without a `signal` nothing is read but what the columns are; the tables are empty then. */
  constructor(
    readonly deps: BigQueryDeps,
    readonly connection: DuckDBConnection,
    readonly signal?: AbortSignal,
  ) {}

  /**
   * `key` tells definitions apart.
   * @throws ApiError 404 where no file is there; JobFailure where the files cannot be read, as a load of them would fail.
   */
  async open(key: string, source: SourceSpec, schema = source.schema): Promise<ResolvedTable> {
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const sources = await resolveSources(this.deps.stagedFiles, source.sourceUris);
    try {
      const workDirectory = await mkdtemp(join(this.deps.workFolder, 'external-'));
      const { fields, relation } = await this.#read(source, schema, sources.files, workDirectory).finally(() => rm(workDirectory, { recursive: true, force: true }));
      const table: ResolvedTable = { kind: 'table', external: true, relation, columns: columnsOf(fields) };
      this.#opened.set(key, table);
      return table;
    } catch (error) {
      // What a load would say of its records is no statistic of a query.
      throw error instanceof JobFailure ? new JobFailure(error.errorResult, error.errors) : error;
    } finally {
      sources.release();
    }
  }

  async close(): Promise<void> {
    for (const stage of this.#stages.splice(0)) await stage.drop();
  }

  async #read(source: SourceSpec, schema: readonly Field[] | undefined, files: readonly StagedFile[], workDirectory: string): Promise<{ fields: readonly Field[]; relation: string }> {
    const signal = this.signal ?? new AbortController().signal;
    const resolved = await resolveSource(this.connection, source, files, workDirectory, signal, schema);
    const inFiles = requireFields(resolved);
    const fields = columnsOfSource(inFiles, resolved.hive);
    if (this.signal === undefined) return { fields, relation: emptyExternal(fields) };
    const inPaths = withFileName(resolved.hive);
    const stage = await StageTable.create(this.connection, columnsOfSource(inFiles, inPaths), `external_${this.#stages.length}`);
    this.#stages.push(stage);
    await stageFiles({ stage, bad: new BadRecords(source.format, source.maxBadRecords), workDirectory, signal, fields: inFiles, hive: inPaths, rowsRead: 0 }, resolved.source, files);
    this.bytesRead += files.reduce((sum, file) => sum + file.size, 0);
    return { fields, relation: stage.relation };
  }
}

/** The columns of an external table. @throws ApiError 400 where neither the definition nor the files have any */
export async function externalSchema(deps: BigQueryDeps, connection: DuckDBConnection, source: SourceSpec, files: readonly StagedFile[]): Promise<readonly Field[]> {
  const workDirectory = await mkdtemp(join(deps.workFolder, 'external-'));
  try {
    const resolved = await resolveSource(connection, source, files, workDirectory, new AbortController().signal);
    return columnsOfSource(requireFields(resolved), resolved.hive);
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}

function requireFields({ source, fields }: ResolvedSource): readonly Field[] {
  if (fields === undefined) throw invalid(`No schema specified for the external table: ${source.format} needs one.`, 'schema');
  return fields;
}
