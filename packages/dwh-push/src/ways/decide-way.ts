import { DwhPushError } from '../errors.js';
import type { TableField } from '../ports/warehouse.js';
import type { PushScope } from '../push-scope.js';
import type { Source } from '../steps/source/source.js';
import { chooseWay, type ChosenWay } from './choose-way.js';

/** `chooseWay` with all facts: where the bucket of the source is, is asked only where it matters. */
export async function decideWay(source: Pick<Source, 'kind' | 'parts' | 'objects'>, fields: readonly TableField[], location: string, { push, sources, run }: PushScope): Promise<ChosenWay> {
  const facts = { push, source, fields, location };
  const chosen = chooseWay(facts);
  const bucket = source.objects?.[0]?.bucket;
  if (chosen.kind === 'stream' || bucket === undefined) return chosen;
  return chooseWay({ ...facts, sourceLocation: await run.ahead('source', () => sources.location(bucket, run.signal)) });
}

/** Why the bytes are read after all. */
export function cannotTell(why: string): string {
  return `BigQuery cannot tell: ${why}`;
}

/** For a caller who wants the service and nothing else. */
export function noServiceWay(source: string, why: string): DwhPushError {
  return new DwhPushError('OPTIONS_INVALID', `way: the source ${source} cannot go by the service: ${why}.`);
}
