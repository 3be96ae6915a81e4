import type { LoadJob } from './ports/warehouse.js';
import type { PushScope } from './push-scope.js';
import { decode } from './steps/decode/decode.js';
import type { TablePlan } from './steps/load/table-plan.js';
import type { Source } from './steps/source/source.js';
import { stage, type Staged } from './steps/stage/stage.js';
import { byteWay } from './ways/byte-way.js';
import { rowWay } from './ways/row-way.js';
import type { Way } from './ways/way.js';

/** What was staged, and how a load job reads it. */
export interface StagedSource extends Staged {
  readonly format: LoadJob['format'];
}

/** Source, decode, validate and stage as one stream with backpressure: from bytes anywhere to immutable objects that hold the accepted records. */
export async function stageSource(source: Source, planned: TablePlan, scope: PushScope): Promise<StagedSource> {
  const { push, run } = scope;
  run.totalSourceBytes = source.size;
  const count = (chunk: Buffer) => {
    run.facts.sourceBytes += chunk.length;
  };
  const parts = source.parts.map((part) => ({ ...part, chunks: run.stream('source', part.chunks, count) }));
  const decoded = await run.step('decode', () => decode({ ...source, parts }, { ...push, signal: run.signal }));
  return decoded.kind === 'fields' ? stageAll(byteWay({ decoded, scope, source: source.name }, planned.fields), scope) : stageAll(rowWay({ decoded, scope, source: source.name }), scope);
}

async function stageAll<Records extends { readonly records: number }>({ accepted, encoder, format }: Way<Records>, { run, store, objects, runFolder }: PushScope): Promise<StagedSource> {
  const onStaged = (length: number) => {
    run.facts.stagedBytes += length;
    run.progress();
  };
  const staged = await run.step('stage', () => stage(run.stream('validate', accepted), { store, folder: runFolder, objects, encoder, signal: run.signal, onStaged }));
  return { ...staged, format };
}
