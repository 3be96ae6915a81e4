import type { SourceObject } from '../ports/source-store.js';
import type { PushScope } from '../push-scope.js';
import { BEGINNING_BYTES, beginningProblem, headerBytes } from '../steps/decode/csv-beginning.js';
import { gunzipBeginning, plainSize } from '../steps/decode/gzip-edges.js';
import { ndjsonProblem } from '../steps/decode/ndjson-beginning.js';
import { readFooter, type WantedColumn } from '../steps/decode/parquet/parquet-footer.js';
import { MAGIC_BYTES, toldByContent } from '../steps/decode/source-format.js';
import { bytesOf, firstBytes, lastBytes } from '../steps/source/first-bytes.js';
import type { FileFacts } from '../steps/validate/service/whole-files.js';
import type { ServiceFiles } from './choose-way.js';

/** Objects that are looked at at a time. */
const AT_ONCE = 8;
/** https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const MAX_GZIP_BYTES = 4_000_000_000;

/** What the edges of the objects say of all of them; or why only reading them tells. */
export type Looked = FileFacts | { readonly problem: string };

interface Edges {
  readonly header: number;
  readonly ending: 1 | 2;
  readonly plain: number;
  /** Of Parquet: how many records it has. */
  readonly records: number;
}

/**
 * Reads the first bytes of each object, of gzip the last ones, of Parquet the footer.
 *
 * @throws DwhPushError of the step `source`
 */
export async function lookAtObjects(objects: readonly SourceObject[], files: ServiceFiles, scope: PushScope): Promise<Looked> {
  const all: Edges[] = [];
  for (let at = 0; at < objects.length; at += AT_ONCE) {
    const found = await Promise.all(objects.slice(at, at + AT_ONCE).map(async (object) => ({ object, edges: await edgesOf(object, files, scope) })));
    for (const { object, edges } of found) {
      if (typeof edges === 'string') return { problem: `gs://${object.bucket}/${object.name}: ${edges}` };
      all.push(edges);
    }
  }
  const sum = (of: (edges: Edges) => number) => all.reduce((total, edges) => total + of(edges), 0);
  if (files.format === 'parquet') return { records: sum(({ records }) => records) };
  if (!files.gzip) return {};
  const [first] = all as [Edges];
  if (all.some(({ ending }) => ending !== first.ending)) return { problem: 'some of its objects end lines with CRLF, and some with LF' };
  return { whole: { files: all.length, plainBytes: sum(({ plain }) => plain), skippedBytes: sum(({ header }) => header), endingBytes: first.ending } };
}

async function edgesOf(object: SourceObject, files: ServiceFiles, scope: PushScope): Promise<Edges | string> {
  return files.format === 'parquet' ? edgesOfParquet(object, files.columns, scope) : edgesOfText(object, files, scope);
}

async function edgesOfParquet(object: SourceObject, columns: readonly WantedColumn[], { run, sources, clock }: PushScope): Promise<Edges | string> {
  if (toldByContent(await firstBytes(sources, object, MAGIC_BYTES, clock, run.signal)) !== 'parquet') return 'it does not begin like Parquet';
  const slice = async (start: number, end = object.size) => Uint8Array.from(await bytesOf(sources, object, { from: start, to: end }, clock, run.signal)).buffer;
  const footer = await readFooter({ byteLength: object.size, slice }, columns);
  return 'problem' in footer ? footer.problem : { header: 0, ending: 1, plain: 0, records: footer.records };
}

async function edgesOfText(object: SourceObject, files: Exclude<ServiceFiles, { readonly format: 'parquet' }>, { push, run, sources, clock }: PushScope): Promise<Edges | string> {
  const stored = await firstBytes(sources, object, BEGINNING_BYTES, clock, run.signal);
  const final = stored.length === object.size;
  const bytes = files.gzip ? gunzipBeginning(stored) : stored;
  if (bytes === undefined) return 'it does not begin like gzip';
  if (files.gzip && object.size > MAX_GZIP_BYTES) return 'it is larger than a gzip file may be that BigQuery reads';
  let header = 0;
  if (files.format === 'csv') {
    const { delimiter, quote, skip } = files.dialect;
    const dialect = { delimiter: delimiter.charCodeAt(0), quote: quote === '' ? -1 : quote.charCodeAt(0), encoding: 'utf-8' } as const;
    const expected = { dialect, header: skip === 1, columns: push.contract.columns.map(({ name }) => name) };
    const problem = beginningProblem(bytes, final, expected);
    if (problem !== undefined) return problem;
    header = headerBytes(bytes, final, expected);
  } else {
    const problem = ndjsonProblem(bytes);
    if (problem !== undefined) return problem;
  }
  if (!files.gzip) return { header, ending: 1, plain: 0, records: 0 };
  const plain = plainSize(await lastBytes(sources, object, 8, clock, run.signal));
  if (plain === undefined) return 'it is too short for gzip';
  const lineEnd = bytes.indexOf('\n');
  return { header, ending: lineEnd > 0 && bytes[lineEnd - 1] === 0x0d ? 2 : 1, plain, records: 0 };
}
