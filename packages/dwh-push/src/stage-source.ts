import type { LoadJob } from './ports/jobs.js';
import type { PushScope } from './push-scope.js';
import { RejectLog } from './rejects/reject-log.js';
import { rechunk } from './shared/rechunk.js';
import { decode } from './steps/decode/decode.js';
import type { TablePlan } from './steps/load/table-plan.js';
import type { Source } from './steps/source/source.js';
import { PartWriter } from './steps/stage/part-writer.js';
import { stage, type Staged } from './steps/stage/stage.js';
import { byteWay } from './ways/byte-way.js';
import { countRecords } from './ways/count-records.js';
import { rowWay } from './ways/row-way.js';
import type { Way } from './ways/way.js';

/** Packets of a network are gathered to this much at once: what passes on each of them leaves garbage, and a heap that grows for it stays large. */
const CHUNK_BYTES = 256 * 1024;

/** What was staged, and how a load job reads it. */
export interface StagedSource extends Staged {
  readonly format: LoadJob['format'];
}

/** Source, decode, validate and stage as one stream with backpressure: from bytes anywhere to immutable objects that hold the accepted records. */
export async function stageSource(source: Source, planned: TablePlan, scope: PushScope): Promise<StagedSource> {
  const { push, run, store, runFolder } = scope;
  run.totalSourceBytes = source.size;
  const count = (chunk: Buffer) => {
    run.facts.sourceBytes += chunk.length;
  };
  const letters = new PartWriter({ store, prefix: `${runFolder}reject-`, extension: 'ndjson', objects: scope.rejectObjects, signal: run.signal, onStaged: () => undefined });
  const sink = { append: (line: Buffer) => letters.append(line, 0, line.length), drain: () => letters.drain() };
  const rejects = new RejectLog({ source: source.name, runId: scope.runId, limit: push.rejectLimit, allowEmpty: push.allowEmpty, sink });
  const parts = source.parts.map((part) => ({ ...part, chunks: run.stream('source', rechunk(part.chunks, CHUNK_BYTES), count) }));
  try {
    const decoded = await run.step('decode', () => decode({ ...source, parts }, { ...push, signal: run.signal }));
    const options = { scope, rejects, onRecords: countRecords(run) };
    const staged = await (decoded.kind === 'fields' ? stageAll(byteWay({ ...options, decoded }, planned.fields), scope) : stageAll(rowWay({ ...options, decoded }), scope));
    // Parquet is read here and there.
    if (source.size !== undefined) run.facts.sourceBytes = source.size;
    if (run.facts.rowsRejected > 0) await run.step('stage', () => letters.finish());
    return staged;
  } finally {
    await letters.settle();
  }
}

async function stageAll<Records extends { readonly records: number }>({ accepted, encoder, format }: Way<Records>, { run, store, objects, runFolder }: PushScope): Promise<Staged & Pick<StagedSource, 'format'>> {
  const onStaged = (length: number) => {
    run.facts.stagedBytes += length;
    run.progress();
  };
  const writer = new PartWriter({ store, prefix: `${runFolder}part-`, extension: encoder.extension, objects, signal: run.signal, onStaged });
  return { ...(await run.step('stage', () => stage(run.stream('validate', accepted), encoder, writer))), format };
}
