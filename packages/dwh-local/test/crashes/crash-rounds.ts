import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { serveInProcess } from '../local-warehouse/served-process.ts';
import { apiOf, type Api } from './api.ts';
import { makeDataset, Refused, writers } from './writers.ts';

export interface CrashReport {
  /** Writes that were acknowledged before a kill. */
  readonly acknowledged: number;
  /** Writes that a kill met before their answer. */
  readonly inFlight: number;
}

/** After how many acknowledged writes of a round the server is killed: from none to this. */
const MOST_WRITES = 12;
/** And how long after that, at most, so that kills fall everywhere within a write; in milliseconds. */
const SPREAD_MS = 25;

/**
 * Lets writers of every kind write at once, kills the server with SIGKILL, starts it again and looks whether all that was acknowledged is there, whole and once.
 * @param say - is told of the progress
 * @throws Error with the first thing that is wrong
 */
export async function crashRounds(dir: string, kills: number, say: (text: string) => void = () => undefined): Promise<CrashReport> {
  const all = writers();
  let [acknowledged, inFlight] = [0, 0];
  for (let round = 0; round <= kills; round += 1) {
    const served = await serveInProcess(dir);
    const api = apiOf(served.env['DWH_ENDPOINT'] ?? '', served.env['DWH_STAGING_BUCKET'] ?? '');
    let killed = false;
    try {
      if (round === 0) await prepare(api);
      for (const writer of all) {
        const wrong = await writer.check(api);
        if (wrong !== undefined) throw new Error(`after kill ${round}, ${writer.name}: ${wrong}`);
      }
      const left = await readdir(join(dir, 'blobs', 'incoming'));
      if (left.length > 0) throw new Error(`after kill ${round}: ${left.length} files of uploads that never ended are left`);
      if (round === kills) break;
      const enough = Promise.withResolvers<void>();
      const target = acknowledged + ((round * 5) % (MOST_WRITES + 1));
      if (acknowledged === target) enough.resolve();
      const work = all.map(async (writer) => {
        try {
          for (;;) {
            await writer.write(api);
            acknowledged += 1;
            if (acknowledged === target) enough.resolve();
          }
        } catch (error) {
          if (error instanceof Refused || !killed) throw error;
          inFlight += 1;
        }
      });
      const over = Promise.all(work);
      over.catch(() => undefined);
      await Promise.race([over, enough.promise]);
      await delay(SPREAD_MS * ((round * 0.618) % 1));
      killed = true;
      await served.kill();
      await over;
      if ((round + 1) % 25 === 0) say(`${round + 1} kills, ${acknowledged} writes acknowledged, ${inFlight} in flight`);
    } finally {
      killed = true;
      await served.kill();
    }
  }
  return { acknowledged, inFlight };

  async function prepare(api: Api): Promise<void> {
    await makeDataset(api);
    for (const writer of all) await writer.prepare(api);
  }
}
