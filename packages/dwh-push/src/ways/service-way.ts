import { createHash } from 'node:crypto';

import { checkJobPrefix } from '../commit/job-id.js';
import { DwhPushError } from '../errors.js';
import type { LoadJob } from '../ports/warehouse.js';
import type { SourceObject } from '../ports/source-store.js';
import type { PushScope } from '../push-scope.js';
import { BEGINNING_BYTES, beginningProblem } from '../steps/decode/csv-beginning.js';
import { firstBytes } from '../steps/source/first-bytes.js';
import { nullMarkerOf } from '../steps/stage/null-marker.js';
import { rewriteObjects } from '../steps/stage/rewrite-objects.js';
import type { Staged } from '../steps/stage/stage.js';
import { runCheck } from '../steps/validate/service/run-check.js';
import { verdictOf, type RuleCount } from '../steps/validate/service/verdict.js';
import type { ServiceWay } from './choose-way.js';

/** Objects whose beginnings are read at a time. */
const AT_ONCE = 8;

interface ServiceOptions {
  readonly way: ServiceWay;
  readonly objects: readonly SourceObject[];
  /** What the source is called. */
  readonly name: string;
  readonly location: string;
}

/**
 * Has Cloud Storage copy the source and BigQuery check the copies: their bytes pass through no process, but for the first line of each.
 *
 * @returns what was staged; or why only reading the bytes can tell, and then nothing is staged any more
 * @throws DwhPushError `DATA_REJECTED`, `DATA_EMPTY`, `SOURCE_*`, `STAGE_*`, `VALIDATE_*`
 */
export async function serviceWay({ way, objects, name, location }: ServiceOptions, scope: PushScope): Promise<(Staged & { readonly format: LoadJob['format'] }) | { readonly unclear: string }> {
  const { push, run, store, warehouse, clock, runFolder, labels } = scope;
  const { check, dialect } = way;
  const problem = await run.step('decode', () => problemOf(objects, dialect, scope));
  if (problem !== undefined) return { unclear: problem };
  const onStaged = (bytes: number) => {
    run.facts.stagedBytes += bytes;
    run.progress();
  };
  await run.step('stage', () => rewriteObjects(objects, { store, prefix: `${runFolder}source-`, extension: 'csv', objects: scope.objects, signal: run.signal, onStaged }));
  const nullMarker = nullMarkerOf(push.contract);
  const query = { location, sql: check.sql, parameters: check.parameters, tables: check.tables(scope.objects.uris, dialect, nullMarker), labels };
  const counts = await run.step('validate', () => runCheck({ warehouse, clock, query, jobPrefix: checkJobPrefix(scope.jobPrefix), signal: run.signal }));
  const verdict = counts === 'unreadable' ? ({ kind: 'unclear', why: 'BigQuery does not read every line as a record of these columns: a quoted line break, or a broken record' } as const) : verdictOf(check, counts);
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
    format: { name: 'CSV', nullMarker: verdict.emptyIs === 'NULL' ? '' : nullMarker, ...dialect, quotedNewlines: false },
  };
}

/** Each object has a beginning of its own. */
async function problemOf(objects: readonly SourceObject[], { delimiter, quote, skip }: ServiceWay['dialect'], { push, run, sources, clock }: PushScope): Promise<string | undefined> {
  const dialect = { delimiter: delimiter.charCodeAt(0), quote: quote === '' ? -1 : quote.charCodeAt(0), encoding: 'utf-8' } as const;
  const expected = { dialect, header: skip === 1, columns: push.contract.columns.map(({ name }) => name) };
  for (let at = 0; at < objects.length; at += AT_ONCE) {
    const problems = await Promise.all(
      objects.slice(at, at + AT_ONCE).map(async (object) => {
        const bytes = await firstBytes(sources, object, BEGINNING_BYTES, clock, run.signal);
        const problem = beginningProblem(bytes, bytes.length === object.size, expected);
        return problem === undefined ? undefined : `gs://${object.bucket}/${object.name}: ${problem}`;
      }),
    );
    const found = problems.find((problem) => problem !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same bytes, read the same way, are the same content, whenever and wherever they were written. */
function digestOf(objects: readonly SourceObject[], { dialect }: ServiceWay): string {
  return createHash('sha256').update(JSON.stringify([dialect, objects.map(({ crc32c, size }) => [crc32c, size])])).digest('hex');
}

function rejection(name: string, { total, byRule }: { readonly total: number; readonly byRule: readonly RuleCount[] }): DwhPushError {
  const [first] = byRule as [RuleCount];
  const many = total === 1 ? '1 record' : `${total} records`;
  const message = `${many} of ${name} ${total === 1 ? 'does' : 'do'} not keep the contract: ${first.records} by column "${first.column}", rule "${first.rule}"${byRule.length > 1 ? `, and so on for ${byRule.length} rules` : ''}.`;
  return new DwhPushError('DATA_REJECTED', message, { rejects: { total, listed: [], byRule } });
}
