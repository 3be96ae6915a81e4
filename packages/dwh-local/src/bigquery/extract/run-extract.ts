import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, transactionOn } from '../../engine/engine.js';
import { interruptOnAbort } from '../../engine/interrupt-on-abort.js';
import type { Caller } from '../../iam/caller.js';
import { sourceRows, type SourceRows } from '../copy/read-source.js';
import type { JobContext } from '../jobs/job-runner.js';
import { MAX_EXTRACTED_FILE_BYTES } from '../limits.js';
import { invalid, notImplemented } from '../refusals.js';
import { tableName } from '../resource-names.js';
import { readableSql } from '../rows/readable-sql.js';
import { rowBytesSql } from '../rows/row-bytes.js';
import type { BigQueryDeps } from '../service.js';
import { dropExpired } from '../tables/drop-expired.js';
import { requireColumns } from '../tables/require-columns.js';
import { extractParquet } from './extract-parquet.js';
import { ExtractedFiles, type OnFile } from './extracted-files.js';
import type { ExtractSpec } from './extract-spec.js';
import { csvHeader, csvRow, jsonRow } from './row-text.js';

/** An extract job: the rows, in one snapshot, as files of a bucket. */
export async function runExtract(deps: BigQueryDeps, spec: ExtractSpec, caller: Caller, job: JobContext): Promise<void> {
  await dropExpired(deps.engine, spec.source.table);
  const directory = await mkdtemp(join(deps.workFolder, 'extract-'));
  try {
    let files = 0;
    const onFile: OnFile = async (path) => {
      job.signal.throwIfAborted();
      if ((await stat(path)).size > MAX_EXTRACTED_FILE_BYTES && spec.format === 'PARQUET') throw notImplemented('Parquet files beyond 1 GB');
      if (files > 0 && !spec.name.includes('*')) throw tooLarge(spec);
      await deps.writtenObjects.put(caller, spec.bucket, spec.name.replace('*', () => String(files).padStart(12, '0')), path);
      files += 1;
    };
    const bytes = await deps.engine.withConnection((connection) => extract(connection, spec, caller, join(directory, 'file'), onFile, job));
    const statistics = { extract: { destinationUriFileCounts: [String(files)], inputBytes: String(bytes) } };
    await deps.engine.transaction((connection) => job.finish(connection, { statistics }));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** @returns the size of the rows, in bytes */
async function extract(connection: DuckDBConnection, spec: ExtractSpec, caller: Caller, path: string, onFile: OnFile, job: JobContext): Promise<number> {
  const done = interruptOnAbort(connection, job.signal);
  try {
    return await transactionOn(connection, async () => {
      const rows = await sourceRows(connection, spec.source);
      await requireColumns(caller, rows.record, rows.record.schema);
      await job.reads(rows.record.numBytes);
      const size = await firstRow<{ bytes: bigint | null }>(connection, `SELECT sum(${rowBytesSql(rows.record.schema)})::BIGINT AS bytes FROM ${rows.relation} WHERE ${rows.where}`);
      const bytes = Number(size?.bytes ?? 0n);
      if (bytes > MAX_EXTRACTED_FILE_BYTES && !spec.name.includes('*')) throw tooLarge(spec);
      if (spec.format === 'PARQUET') {
        await extractParquet(connection, rows, spec.compression, path);
        await onFile(path);
      } else await extractLines(connection, spec, rows, path, onFile, job);
      return bytes;
    });
  } finally {
    done();
  }
}

async function extractLines(connection: DuckDBConnection, spec: ExtractSpec, { record, relation, where }: SourceRows, path: string, onFile: OnFile, job: JobContext): Promise<void> {
  const fields = record.schema;
  const nested = fields.find((field) => field.type === 'RECORD' || field.mode === 'REPEATED');
  if (spec.format === 'CSV' && nested !== undefined) throw invalid(`Operation cannot be performed on a nested schema. Field: ${nested.name}`);
  const csv = spec.format === 'CSV';
  const header = csv && spec.header ? csvHeader(fields, spec.delimiter) : '';
  const files = new ExtractedFiles({ path, gzip: spec.compression === 'GZIP', header, maxBytes: MAX_EXTRACTED_FILE_BYTES, onFile });
  const text = csv ? csvRow(spec.delimiter) : jsonRow;
  const result = await connection.stream(`SELECT ${fields.length === 0 ? '1' : fields.map(readableSql).join(', ')} FROM ${relation} WHERE ${where}`);
  for (;;) {
    job.signal.throwIfAborted();
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return files.close();
    for (const values of chunk.getRows()) await files.write(text(values, fields));
  }
}

function tooLarge({ source }: ExtractSpec) {
  return invalid(`Table ${tableName(source.table)} too large to be exported to a single file. Specify a uri including a * to shard export. See 'Exporting data into one or more files' in https://cloud.google.com/bigquery/docs/exporting-data.`);
}
