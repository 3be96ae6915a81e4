import { defineDataset } from '@bm/dwh-push';
import { expect, it } from 'vitest';
import * as z from 'zod';

import type { Catalog } from '../../src/ports/catalog.js';
import type { Clock } from '../../src/ports/clock.js';
import { ServiceError } from '../../src/ports/service-error.js';
import { registerEntry } from '../../src/steps/register/register-entry.js';

const { contract } = defineDataset({ schema: z.object({ a: z.int() }) }) as unknown as { contract: Parameters<typeof registerEntry>[0]['contract'] };
const unavailable = new ServiceError('dataplex.entries.update', 503, 'unavailable', true);
const missing = new ServiceError('dataplex.entries.update', 404, 'notFound', false);
const invalid = new ServiceError('dataplex.entries.update', 400, 'invalidArgument', false);

/** A clock whose patience ends when `ring` is called. */
function patience() {
  let ring: () => void = () => undefined;
  const clock: Clock = { now: () => 0, random: () => 0, sleep: async (_, signal) => signal?.throwIfAborted(), alarm: (_, to) => ((ring = to), () => undefined) };
  return { clock, ring: () => ring() };
}

function register(attach: Catalog['attach'], clock: Clock) {
  const catalog = { available: true, attach, read: async () => undefined };
  return registerEntry({ catalog, clock, table: { project: 'p', dataset: 'd', table: 't' }, location: 'EU', contract, team: 'shop', source: { kind: 'rows', host: undefined }, partition: '20210403', push: { pushId: 'x', rowsLoaded: 1, rowsRejected: 0 }, signal: undefined });
}

it('a catalog that is unavailable, silent or late fails no push', async () => {
  expect(await register(() => Promise.reject(unavailable), patience().clock)).toEqual({ catalog: 'pending' });
  const silent = patience();
  expect(await register((_table, _location, _aspects, signal) => new Promise((_, reject) => { signal?.addEventListener('abort', () => reject(signal.reason)); silent.ring(); }), silent.clock)).toEqual({ catalog: 'pending' });
  const late = patience();
  let asked = 0;
  expect(await register(() => { if ((asked += 1) === 5) late.ring(); return Promise.reject(missing); }, late.clock)).toEqual({ catalog: 'pending' });
  expect(asked).toBe(5);
});

it('a catalog that refuses what it is told fails none either, and the receipt says so', async () => {
  expect(await register(() => Promise.reject(invalid), patience().clock)).toEqual({ catalog: 'refused', catalogReason: 'invalidArgument (dataplex.entries.update)' });
  const denied = new ServiceError('dataplex.entries.update', 403, 'permissionDenied', false, 'dataplex.entries.update');
  await expect(register(() => Promise.reject(denied), patience().clock)).rejects.toMatchObject({ code: 'REGISTER_FORBIDDEN', permission: 'dataplex.entries.update' });
});
