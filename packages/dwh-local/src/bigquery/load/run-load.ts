import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import { interruptOnAbort } from '../../engine/interrupt-on-abort.js';
import type { StagedFile } from '../../gcs/staged-files.js';
import type { JobContext } from '../jobs/job-runner.js';
import { checkPolicyTags } from '../schema/check-policy-tags.js';
import { defaultTexts } from '../schema/default-values.js';
import { findField, type Field } from '../schema/field.js';
import type { BigQueryDeps } from '../service.js';
import { getDataset } from '../store/dataset-record.js';
import { findTable } from '../store/table-record.js';
import { planWrite } from '../write/plan-write.js';
import { measureRows } from '../write/publish-rows.js';
import { TargetChanged, writeRows } from '../write/write-rows.js';
import { BadRecords } from './bad-records.js';
import type { LoadContext } from './load-context.js';
import type { LoadSpec } from './load-spec.js';
import { columnsOfSource, resolveSource } from './resolve-source.js';
import { resolveSources, stageFiles } from './stage-files.js';
import { StageTable } from './stage-table.js';

const ATTEMPTS = 3;

/** A load job: every file is read into a temporary table first; then one short transaction replaces or adds the rows and marks the job DONE. */
export async function runLoad(deps: BigQueryDeps, spec: LoadSpec, uploaded: StagedFile | undefined, job: JobContext): Promise<void> {
  const sources = uploaded === undefined ? await resolveSources(deps.stagedFiles, spec.sourceUris) : { files: [uploaded], release: () => undefined };
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
  const inputBytes = files.reduce((sum, file) => sum + file.size, 0);
  await job.reads(inputBytes);
  const current = await findTable(connection, spec.table);
  const { source, fields: inFiles, hive } = await resolveSource(connection, spec, files, workDirectory, job.signal);
  const provided = inFiles === undefined ? undefined : columnsOfSource(inFiles, hive);
  const plan = planWrite(spec, current, provided);
  const dataset = await getDataset(connection, spec.table);
  await checkPolicyTags(deps, connection, dataset.location, provided ?? [], current?.schema);
  const inPaths = (field: Field) => findField(hive?.fields ?? [], field.name) !== undefined;
  const known = (field: Field): Field => ({ ...field, mode: findField(plan.schema, field.name)?.mode ?? field.mode });
  const fileFields = (provided ?? plan.schema).filter((field) => !inPaths(field)).map(known);
  const fields = columnsOfSource(fileFields, hive).map((field) => known(inPaths(field) ? (findField(plan.schema, field.name) ?? field) : field));
  const stage = await StageTable.create(connection, fields);
  const committing = interruptOnAbort(connection, job.signal);
  try {
    const context: LoadContext = { stage, bad: new BadRecords(spec.format, spec.maxBadRecords), workDirectory, signal: job.signal, fields: fileFields, hive, defaults: await defaultTexts(connection, dataset, plan.schema), rowsRead: 0 };
    await stageFiles(context, source, files);
    const rows = { relation: stage.relation, fields };
    const measured = await measureRows(connection, rows, plan, spec);
    job.signal.throwIfAborted();
    // From here on a cancellation comes too late: it would otherwise cut the transaction.
    committing();
    const statistics = {
      load: {
        inputFiles: String(files.length),
        inputFileBytes: String(inputBytes),
        outputRows: String(measured.rows),
        outputBytes: String(measured.bytes),
        badRecords: String(context.bad.count),
      },
    };
    await writeRows(deps.engine, connection, { target: spec, plan, provided, rows, measured }, () => job.finish(connection, { statistics, errors: context.bad.warnings }));
  } finally {
    committing();
    await stage.drop();
  }
}
