import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { BigQuery } from '@google-cloud/bigquery';
import { build } from 'esbuild';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { PROJECT, startTestService } from './test-service.js';

/** How often the job is asked for before each kill. */
const POLLS = [0, 4, 10, 20, 35, 60, 100, 200];
const KILLS = POLLS.length;
const ROWS = 60_000;

let work: string;
let program: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'dwh-local-crash-'));
  // Beside the packages, so that it finds them.
  program = join(fileURLToPath(new URL('.', import.meta.url)), `.crash-child-${process.pid}.mjs`);
  await build({ entryPoints: [fileURLToPath(new URL('crash-child.ts', import.meta.url))], outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
});
afterAll(async () => {
  await rm(program, { force: true });
  await rm(work, { recursive: true, force: true });
});

async function startChild(directory: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, endpoint: line.toString().trim() };
}

test('A server killed at any point of a load starts again with the old partition or the new one, and every job is settled', async () => {
  const directory = join(work, 'data');
  await mkdir(directory);
  {
    await using service = await startTestService({ directory });
    const [dataset] = await service.client.createDataset('shop');
    await dataset.createTable('t', { schema: { fields: [{ name: 'generation', type: 'INTEGER' }, { name: 'text', type: 'STRING' }] }, timePartitioning: { type: 'DAY' } });
    await writeFile(join(directory, 'g0.csv'), '0,old\n');
    await runLoad(service, 't$20210403', ['gs://files/g0.csv'], { writeDisposition: 'WRITE_TRUNCATE' });
  }
  let present = 0;
  const outcomes = new Set<string>();
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await writeFile(join(directory, `g${kill}.csv`), `${kill},"some text, quoted"\n`.repeat(ROWS));
    const { child, endpoint } = await startChild(directory);
    const client = new BigQuery({ projectId: PROJECT, apiEndpoint: endpoint, authClient: new PassThroughClient() as never, location: 'EU' });
    const load = { sourceUris: [`gs://files/g${kill}.csv`], destinationTable: { projectId: PROJECT, datasetId: 'shop', tableId: 't$20210403' }, writeDisposition: 'WRITE_TRUNCATE' };
    await client.createJob({ jobId: `kill_${kill}`, configuration: { load } } as never);
    // Spread over the job's life, from its acceptance to behind its commit.
    for (let polls = 0; polls < (POLLS[kill - 1] ?? 0); polls += 1) await client.job(`kill_${kill}`, { location: 'EU' }).getMetadata();
    child.kill('SIGKILL');
    await once(child, 'exit');

    await using service = await startTestService({ directory });
    const [job] = await service.client.job(`kill_${kill}`, { location: 'EU' }).getMetadata();
    expect(job.status.state).toBe('DONE');
    const failed = job.status.errorResult !== undefined;
    outcomes.add(failed ? 'old' : 'new');
    if (failed) expect(job.status.errorResult.reason).toBe('backendError');
    else present = kill;
    const url = `${service.endpoint}/bigquery/v2/projects/${PROJECT}/datasets/shop/tables/t/data?maxResults=1`;
    const { totalRows } = (await (await fetch(url)).json()) as { totalRows: string };
    expect(totalRows).toBe(present === 0 ? '1' : String(ROWS));
    const generations = new Set((await rawRows(service, 't$20210403')).map((row) => row[0]));
    expect([...generations]).toEqual([String(present)]);
  }
  process.stdout.write(`killed ${KILLS} times: ${[...outcomes].join(' and ')} state seen\n`);
});
