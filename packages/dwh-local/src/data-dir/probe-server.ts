import { get } from 'node:http';

import type { ServerRecord } from './server-file.js';

/** What `GET /_dwh/health` answers. */
export interface Health {
  readonly instance: string;
  readonly project: string;
  readonly location: string;
  readonly version: string;
}

const PATIENCE_MS = 5_000;

/** Asks the server that a record names; undefined where nothing answers, or another warehouse does (its port was given away). */
export async function probeServer(record: ServerRecord): Promise<Health | undefined> {
  const health = await ask(`${record.endpoint}/_dwh/health`).catch(() => undefined);
  return isHealth(health) && health.instance === record.instance ? health : undefined;
}

/** `fetch` would take a proxy from the environment, and tens of milliseconds to load. */
function ask(url: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, timeout: PATIENCE_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString()));
        } catch (error) {
          reject(error as Error);
        }
      });
    });
    request.on('timeout', () => request.destroy(new Error('No answer in time.')));
    request.on('error', reject);
  });
}

function isHealth(value: unknown): value is Health {
  return typeof value === 'object' && value !== null && 'instance' in value && 'project' in value && typeof value.project === 'string' && 'location' in value && typeof value.location === 'string';
}
