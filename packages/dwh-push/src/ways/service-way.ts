import { createHash } from 'node:crypto';

import { checkJobPrefix } from '../commit/job-id.js';
import { DwhPushError } from '../errors.js';
import type { ResolvedPush } from '../options.js';
import type { LoadJob } from '../ports/jobs.js';
import type { SourceObject } from '../ports/source-store.js';
import type { PushScope } from '../push-scope.js';
import { nullMarkerOf } from '../steps/stage/null-marker.js';
import { rewriteObjects } from '../steps/stage/rewrite-objects.js';
import type { Staged } from '../steps/stage/stage.js';
import { runCheck } from '../steps/validate/service/run-check.js';
import { verdictOf, type RuleCount } from '../steps/validate/service/verdict.js';
import type { ServiceWay } from './choose-way.js';
import { lookAtObjects } from './look-at-objects.js';

interface ServiceOptions {
  readonly way: ServiceWay;
  readonly objects: readonly SourceObject[];
  /** What the source is called. */
  readonly name: string;
  readonly location: string;
}

/**
 * Has Cloud Storage copy the source and BigQuery check the copies: their bytes pass through no process, but for the edges of each.
 *
 * @returns what was staged; or why only reading the bytes can tell, and then nothing is staged any more
 * @throws DwhPushError `DATA_REJECTED`, `DATA_EMPTY`, `SOURCE_*`, `STAGE_*`, `VALIDATE_*`
 */
export async function serviceWay({ way, objects, name, location }: ServiceOptions, scope: PushScope): Promise<(Staged & { readonly format: LoadJob['format'] }) | { readonly unclear: string }> {
  const { push, run, store, warehouse, clock, runFolder, labels } = scope;
  const { check, files } = way;
  const looked = await run.step('decode', () => lookAtObjects(objects, files, scope));
  if ('problem' in looked) return { unclear: looked.problem };
  const onStaged = (bytes: number) => {
    run.facts.stagedBytes += bytes;
    run.progress();
  };
  await run.step('stage', () => rewriteObjects(objects, { store, prefix: `${runFolder}source-`, extension: `${files.format}${files.gzip ? '.gz' : ''}`, objects: scope.objects, signal: run.signal, onStaged }));
  const nullMarker = nullMarkerOf(push.contract);
  const query = { location, sql: check.sql, parameters: check.parameters, tables: check.tables(scope.objects.uris, nullMarker), labels };
  const checked = await run.step('validate', () => runCheck({ warehouse, clock, query, jobPrefix: checkJobPrefix(scope.jobPrefix), signal: run.signal }).catch((error: unknown) => unchecked(error, push.way)));
  const verdict = 'counts' in checked ? verdictOf(check, checked.counts, looked) : ({ kind: 'unclear', why: 'failed' in checked ? checked.failed : `${check.words.unreadable} (${checked.unreadable})` } as const);
  if (verdict.kind === 'unclear') {
    await scope.objects.remove();
    run.facts.stagedBytes = 0;
    return { unclear: verdict.why };
  }
  run.facts.rowsRead = verdict.records;
  run.facts.sourceBytes = run.facts.stagedBytes;
  if (verdict.kind === 'rejected') {
    run.facts.rowsRejected = verdict.total;
    throw rejection(name, verdict);
  }
  if (verdict.records === 0 && !push.allowEmpty) throw new DwhPushError('DATA_EMPTY', `The source ${name} holds no records.`);
  return {
    rows: verdict.records,
    bytes: run.facts.stagedBytes,
    digest: digestOf(objects, way),
    format: loadFormat(files, verdict.emptyIs === 'NULL' ? '' : nullMarker),
  };
}

/** What the query failed for may be the query's alone (what it costs, how large it is): then reading the bytes still tells. */
function unchecked(error: unknown, way: ResolvedPush['way']): { readonly failed: string } {
  if (way === 'service' || !DwhPushError.isInstance(error) || error.code !== 'VALIDATE_FAILED') throw error;
  return { failed: error.message.replace(/\.$/, '') };
}

function loadFormat(files: ServiceWay['files'], nullMarker: string): LoadJob['format'] {
  if (files.format === 'csv') return { name: 'CSV', nullMarker, ...files.dialect, quotedNewlines: false };
  return { name: files.format === 'parquet' ? 'PARQUET' : 'NEWLINE_DELIMITED_JSON' };
}

/** The same bytes, read the same way, are the same content, whenever and wherever they were written. */
function digestOf(objects: readonly SourceObject[], { files }: ServiceWay): string {
  return createHash('sha256').update(JSON.stringify([files, objects.map(({ crc32c, size }) => [crc32c, size])])).digest('hex');
}

function rejection(name: string, { total, byRule }: { readonly total: number; readonly byRule: readonly RuleCount[] }): DwhPushError {
  const [first] = byRule as [RuleCount];
  const many = total === 1 ? '1 record' : `${total} records`;
  const message = `${many} of ${name} ${total === 1 ? 'does' : 'do'} not keep the contract: ${first.records} by column "${first.column}", rule "${first.rule}"${byRule.length > 1 ? `, and so on for ${byRule.length} rules` : ''}.`;
  return new DwhPushError('DATA_REJECTED', message, { rejects: { total, listed: [], byRule } });
}
