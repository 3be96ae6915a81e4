import { pushWithRetries } from './push-with-retries.js';
import { dayBefore, nextRun } from './schedule.js';
import { stock } from './stock.js';

const TRIES = 8;
const PUSH_MS = 3_600_000;

/**
 * Pushes the day before: at once, which catches up after a restart and costs nothing where it is there already, and then every day.
 *
 * @param clock - `now()`, and `sleep(ms)`, which throws when the signal comes
 * @param status - what the service tells of itself; this changes it
 * @param signal - ends it; a push that runs is aborted
 */
export async function runService({ client, source, hour, log, clock, status, signal }) {
  await requireAccess(client, log);
  while (!signal.aborted) {
    await pushDay(dayBefore(clock.now()), { client, source, log, clock, status, signal });
    if (signal.aborted) break;
    const next = nextRun(clock.now(), hour);
    status.next = new Date(next).toISOString();
    await clock.sleep(next - clock.now()).catch(() => undefined);
  }
}

/** A service that may not push says so when it is deployed, not at night. */
async function requireAccess(client, log) {
  const { ok, missing, unknown } = await client.checkAccess({ dataset: 'shop' });
  for (const { role, resource, gcloud } of missing) log.error({ role, resource, gcloud }, 'a grant is missing');
  for (const { permissions, why } of unknown) log.info({ permissions, why }, 'could not be asked for');
  if (missing.length > 0) throw new Error('The service may not push to "shop": see the log for what to grant.');
  log.info({ ok }, 'access was checked');
}

async function pushDay(day, { client, source, log, clock, status, signal }) {
  Object.assign(status, { state: 'pushing', day });
  try {
    const push = () => client.pushDataset({ source, table: 'shop.stock', partitionDate: day, schema: stock, deadlineMs: PUSH_MS, signal, logger: log });
    const { outcome } = await pushWithRetries(push, { tries: TRIES, pause: (ms) => clock.sleep(ms), log });
    Object.assign(status, { state: 'waiting', outcome });
  } catch (error) {
    // The day is lost only until somebody has mended it and the service is started again, or it is backfilled.
    Object.assign(status, { state: signal.aborted ? 'ending' : 'failed', outcome: error.code ?? error.message });
  }
}
