import { DwhPushError } from './errors.js';
import type { PushScope } from './push-scope.js';
import { stageSource, type StagedSource } from './stage-source.js';
import type { Inspected } from './steps/load/inspect-table.js';
import type { TablePlan } from './steps/load/table-plan.js';
import type { Source } from './steps/source/source.js';
import { cannotTell, decideWay, noServiceWay } from './ways/decide-way.js';
import { listRejects } from './ways/list-rejects.js';
import { serviceWay } from './ways/service-way.js';

interface Looked {
  readonly inspected: Inspected;
  readonly planned: TablePlan;
}

/**
 * From the source to staged objects that hold its accepted records: by the service where that is certain to end as reading the bytes would, otherwise through this process. What the service cannot tell of the
 * data is read then.
 *
 * @throws DwhPushError `OPTIONS_INVALID` where the caller wants the service and it is not possible, and what the steps up to stage throw
 */
export async function stageEitherWay(source: Source, looked: Looked, scope: PushScope): Promise<StagedSource> {
  const { push, run } = scope;
  const chosen = await decideWay(source, looked.planned.fields, looked.inspected.location, scope);
  if (chosen.kind === 'service') {
    Object.assign(run.facts, { way: 'service', wayReason: chosen.why });
    run.totalSourceBytes = source.size;
    const staged = await serviceWay({ way: chosen, objects: source.objects ?? [], name: source.name, location: looked.inspected.location }, scope).catch(async (error: unknown) => {
      throw DwhPushError.isInstance(error) && error.code === 'DATA_REJECTED' ? await run.step('validate', () => listRejects(error, source, looked.planned.fields, scope)) : error;
    });
    if (!('unclear' in staged)) return staged;
    return streamed(cannotTell(staged.unclear));
  }
  return streamed(chosen.why);

  function streamed(why: string): Promise<StagedSource> {
    if (push.way === 'service') throw noServiceWay(source.name, why);
    Object.assign(run.facts, { way: 'stream', wayReason: why });
    return stageSource(source, looked.planned, scope);
  }
}
