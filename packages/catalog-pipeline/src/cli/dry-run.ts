import { formatPlan, type DwhClient } from '@bm/dwh-push';

import { planPushes } from '../plan-pushes.js';
import type { CliIo } from './cli-io.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { explainError } from './explain-error.js';
import type { ImportArguments } from './import-arguments.js';

/** Writes what an import would do; fails where it would fail before it reads the data. */
export async function dryRun({ request }: ImportArguments, client: DwhClient, io: CliIo): Promise<ExitCode> {
  try {
    const { plans, views } = await planPushes({ ...request, client, signal: io.signal });
    io.stdout.write(plans.map((plan) => `${formatPlan(plan)}\n`).join(''));
    if (plans.some(({ errors }) => errors.length > 0)) return EXIT.failed;
    io.stdout.write(views.map((view) => `view ${view}: would be published\n`).join(''));
    return EXIT.ok;
  } catch (error) {
    io.stderr.write(explainError(error));
    return io.signal.aborted ? EXIT.interrupted : EXIT.failed;
  }
}
