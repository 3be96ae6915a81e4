import { setTimeout as sleep } from 'node:timers/promises';

import { createDwhClient } from '@bm/dwh-push';

import { serveHealth } from './health.js';
import { log } from './log.js';
import { runService } from './service.js';

const { SOURCE = 'data/stock_{yyyymmdd}.csv', PUSH_HOUR = '4', PORT = '8080' } = process.env;

const ending = new AbortController();
// Once each: a second signal ends the process at once, as it would without this.
for (const name of ['SIGTERM', 'SIGINT']) process.once(name, () => ending.abort(new Error(`${name} came`)));

const client = createDwhClient();
const status = { state: 'starting' };
const server = await serveHealth(status, Number(PORT));
log.info({ port: server.address().port }, 'listening');
try {
  const clock = { now: () => Date.now(), sleep: (ms) => sleep(ms, undefined, { signal: ending.signal }) };
  await runService({ client, source: SOURCE, hour: Number(PUSH_HOUR), log, clock, status, signal: ending.signal });
} catch (error) {
  log.error({ error: error.message }, 'the service cannot go on');
  process.exitCode = 1;
} finally {
  // A push that was aborted has ended by now: its job is settled and its lease given back.
  server.close();
  await client.close();
  log.info({}, 'ended');
}
