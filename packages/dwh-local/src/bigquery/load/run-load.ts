import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import { interruptOnAbort } from '../../engine/interrupt-on-abort.js';
import type { StagedFile, StagedFiles } from '../../gcs/staged-files.js';
import type { JobContext } from '../jobs/job-runner.js';
import { JobFailure } from '../jobs/job-failure.js';
import { findField, type Field } from '../schema/field.js';
import type { BigQueryDeps } from '../service.js';
import { findTable } from '../store/table-record.js';
import { planWrite } from '../write/plan-write.js';
import { measureRows } from '../write/publish-rows.js';
import { TargetChanged, writeRows } from '../write/write-rows.js';
import { BadRecords } from './bad-records.js';
import type { LoadContext } from './load-context.js';
import type { LoadSpec } from './load-spec.js';
import { gunzipTo, isGzip } from './source-bytes.js';
import { stageCsv } from './stage-csv.js';
import { stageJson } from './stage-json.js';
import { StageTable } from './stage-table.js';

const ATTEMPTS = 3;

/** A load job: every file is read into a temporary table first; then one short transaction replaces or adds the rows and marks the job DONE. */
export async function runLoad(deps: BigQueryDeps, spec: LoadSpec, uploaded: StagedFile | undefined, job: JobContext): Promise<void> {
  const sources = await resolveSources(deps, spec, uploaded);
  const workDirectory = await mkdtemp(join(deps.workFolder, 'load-'));
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await deps.engine.withConnection((connection) => loadOnce(deps, connection, spec, sources.files, workDirectory, job));
      } catch (error) {
        if (!(error instanceof TargetChanged) || attempt === ATTEMPTS) throw error;
      }
    }
  } finally {
    sources.release();
    await rm(workDirectory, { recursive: true, force: true });
  }
}

async function loadOnce(deps: BigQueryDeps, connection: DuckDBConnection, spec: LoadSpec, files: readonly StagedFile[], workDirectory: string, job: JobContext): Promise<void> {
  const plan = planWrite(spec, await findTable(connection, spec.table), spec.schema);
  const fields = (spec.schema ?? plan.schema).map((field) => ({ ...field, mode: findField(plan.schema, field.name)?.mode ?? field.mode }));
  checkFormat(spec, fields);
  const stage = await StageTable.create(connection, fields);
  const committing = interruptOnAbort(connection, job.signal);
  try {
    const context: LoadContext = { stage, bad: new BadRecords(spec.format, spec.maxBadRecords), workDirectory, signal: job.signal, fields, rowsRead: 0 };
    for (const file of files) await stageFile(context, spec, file);
    const rows = { relation: stage.relation, fields };
    const measured = await measureRows(connection, rows, plan, spec);
    job.signal.throwIfAborted();
    // From here on a cancellation comes too late: it would otherwise cut the transaction.
    committing();
    const statistics = {
      load: {
        inputFiles: String(files.length),
        inputFileBytes: String(files.reduce((sum, file) => sum + file.size, 0)),
        outputRows: String(measured.rows),
        outputBytes: String(measured.bytes),
        badRecords: String(context.bad.count),
      },
    };
    await writeRows(deps.engine, connection, { target: spec, plan, provided: spec.schema, rows, measured }, () => job.finish(connection, { statistics, errors: context.bad.warnings }));
  } finally {
    committing();
    await stage.drop();
  }
}

async function stageFile(context: LoadContext, spec: LoadSpec, file: StagedFile): Promise<void> {
  context.signal.throwIfAborted();
  const zipped = await isGzip(file.path);
  const path = zipped ? join(context.workDirectory, 'unpacked') : file.path;
  if (zipped) {
    await gunzipTo(file.path, path, context.signal).catch((error: unknown) => {
      context.signal.throwIfAborted();
      if (error instanceof Error) throw new JobFailure({ reason: 'invalid', location: file.uri, message: `Error while reading data, error message: The gzip data is damaged. File: ${file.uri}` });
      throw error;
    });
  }
  try {
    if (spec.format === 'CSV') await stageCsv(context, file.uri, path, spec.csv);
    else await stageJson(context, file.uri, path, spec);
  } finally {
    if (zipped) await rm(path, { force: true });
  }
}

async function resolveSources(deps: BigQueryDeps, spec: LoadSpec, uploaded: StagedFile | undefined): Promise<{ files: StagedFile[]; release(): void }> {
  if (uploaded !== undefined) return { files: [uploaded], release: () => undefined };
  const resolved: Awaited<ReturnType<StagedFiles['resolve']>>[] = [];
  const release = () => resolved.forEach((entry) => entry.release());
  try {
    for (const uri of spec.sourceUris) resolved.push(await deps.stagedFiles.resolve(uri));
  } catch (error) {
    release();
    throw error;
  }
  return { files: resolved.flatMap((entry) => entry.files), release };
}

function checkFormat(spec: LoadSpec, fields: readonly Field[]): void {
  if (spec.format !== 'CSV') return;
  for (const field of fields) {
    if (field.type === 'RECORD') throw new JobFailure({ reason: 'invalid', message: `Cannot load CSV data with a nested schema. Field: ${field.name}` });
    if (field.mode === 'REPEATED') throw new JobFailure({ reason: 'invalid', message: `Cannot load CSV data with a repeated field. Field: ${field.name}` });
  }
}
