import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { startLocalWarehouse } from '@bm/dwh-local';

import { serveInProcess } from './served-process.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'crash-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

it('keeps every acknowledged object whole, and nothing of the others, when it is killed at any moment', async () => {
  const acknowledged = new Map<string, string>();
  for (let round = 0; round < 4; round += 1) {
    const served = await serveInProcess(dir);
    const bucket = `${served.env['DWH_ENDPOINT']}/upload/storage/v1/b/${served.env['DWH_STAGING_BUCKET']}/o`;
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 0; ; index += 1) {
        const name = `r${round}-w${writer}-${index % 5}`;
        const content = randomBytes(200_000);
        const response = await fetch(`${bucket}?uploadType=media&name=${name}`, { method: 'POST', body: new Uint8Array(content) }).catch(() => undefined);
        // An overwrite that was not acknowledged may have happened or not: nothing is known of that name then.
        if (response?.status !== 200) return acknowledged.delete(name);
        acknowledged.set(name, createHash('md5').update(content).digest('base64'));
      }
    });
    await expect.poll(() => acknowledged.size, { timeout: 20_000, interval: 5 }).toBeGreaterThan((round + 1) * 9);
    await served.kill();
    await Promise.all(writers);
  }

  const warehouse = await startLocalWarehouse({ dir });
  try {
    expect(warehouse.joined).toBe(false);
    const api = `${warehouse.endpoint}/storage/v1/b/${warehouse.stagingBucket}/o`;
    for (const [name, md5] of acknowledged) {
      const content = Buffer.from(await (await fetch(`${api}/${name}?alt=media`)).arrayBuffer());
      expect(createHash('md5').update(content).digest('base64'), name).toBe(md5);
    }
    const listed = (await (await fetch(api)).json()) as { items: { name: string; md5Hash: string }[] };
    for (const { name, md5Hash } of listed.items) {
      const content = Buffer.from(await (await fetch(`${api}/${name}?alt=media`)).arrayBuffer());
      expect(createHash('md5').update(content).digest('base64'), name).toBe(md5Hash);
    }
    expect(await readdir(join(dir, 'blobs', 'objects'))).toHaveLength(listed.items.length);
    expect(await readdir(join(dir, 'blobs', 'incoming'))).toEqual([]);
  } finally {
    await warehouse.close();
  }
});
