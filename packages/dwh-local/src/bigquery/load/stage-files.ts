import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { quoteLiteral } from '../../engine/quote.js';
import type { StagedFile, StagedFiles } from '../../gcs/staged-files.js';
import { JobFailure } from '../jobs/job-failure.js';
import type { Field } from '../schema/field.js';
import type { LoadContext } from './load-context.js';
import type { CsvFormat } from './csv-format.js';
import { gunzipTo, isGzip, rewriteUtf16 } from './source-bytes.js';
import type { SourceSpec } from './source-spec.js';
import { stageCsv } from './stage-csv.js';
import { stageJson } from './stage-json.js';
import { stageParquet } from './stage-parquet.js';

/** Stages every file, in order. @throws JobFailure with the service's texts where there are more bad records than allowed. */
export async function stageFiles(context: LoadContext, spec: SourceSpec, files: readonly StagedFile[]): Promise<void> {
  checkFormat(spec, context.fields);
  for (const file of files) await stageFile(context, spec, file);
}

/** The files that the URIs name, sorted per URI; their bytes stay until `release`. */
export async function resolveSources(stagedFiles: StagedFiles, uris: readonly string[]): Promise<{ files: StagedFile[]; release(): void }> {
  const resolved: Awaited<ReturnType<StagedFiles['resolve']>>[] = [];
  const release = () => resolved.forEach((entry) => entry.release());
  try {
    for (const uri of uris) resolved.push(await stagedFiles.resolve(uri));
  } catch (error) {
    release();
    throw error;
  }
  return { files: resolved.flatMap((entry) => entry.files), release };
}

async function stageFile(context: LoadContext, spec: SourceSpec, file: StagedFile): Promise<void> {
  context.signal.throwIfAborted();
  context.stage.trailing = (context.hive?.texts(file.uri) ?? []).map((text) => (text === null ? 'NULL::VARCHAR' : quoteLiteral(text)));
  if (spec.format === 'PARQUET') return stageParquet(context, file.uri, file.path, spec.parquet);
  const zipped = await checkedGzip(spec, file);
  const path = zipped ? join(context.workDirectory, 'unpacked') : file.path;
  if (zipped) {
    await gunzipTo(file.path, path, context.signal).catch((error: unknown) => {
      context.signal.throwIfAborted();
      if (error instanceof Error) throw new JobFailure({ reason: 'invalid', location: file.uri, message: `Error while reading data, error message: The gzip data is damaged. File: ${file.uri}` });
      throw error;
    });
  }
  try {
    if (spec.format === 'CSV') await inUtf8(context, path, spec.csv, (utf8) => stageCsv(context, file.uri, utf8, spec.csv));
    else await stageJson(context, file.uri, path, spec);
  } finally {
    if (zipped) await rm(path, { force: true });
  }
}

async function inUtf8(context: LoadContext, path: string, { encoding }: CsvFormat, work: (path: string) => Promise<void>): Promise<void> {
  if (encoding === 'UTF-8' || encoding === 'ISO-8859-1') return work(path);
  const rewritten = join(context.workDirectory, 'utf8');
  try {
    await rewriteUtf16(path, rewritten, encoding, context.signal);
    await work(rewritten);
  } finally {
    await rm(rewritten, { force: true });
  }
}

/** @throws JobFailure where `compression` says something else than the file's bytes. */
async function checkedGzip(spec: SourceSpec, file: StagedFile): Promise<boolean> {
  const zipped = await isGzip(file.path);
  // An empty file is no gzip, and as little anything else.
  if (spec.gzip === undefined || spec.gzip === zipped || file.size === 0) return zipped;
  const message = `Error while reading data, error message: compression is ${spec.gzip ? 'GZIP' : 'NONE'}, but the file is ${zipped ? '' : 'not '}gzip. File: ${file.uri}`;
  throw new JobFailure({ reason: 'invalid', location: file.uri, message });
}

function checkFormat(spec: SourceSpec, fields: readonly Field[]): void {
  if (spec.format !== 'CSV') return;
  for (const field of fields) {
    if (field.type === 'RECORD') throw new JobFailure({ reason: 'invalid', message: `Cannot load CSV data with a nested schema. Field: ${field.name}` });
    if (field.mode === 'REPEATED') throw new JobFailure({ reason: 'invalid', message: `Cannot load CSV data with a repeated field. Field: ${field.name}` });
  }
}
