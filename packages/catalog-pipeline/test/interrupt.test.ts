import { writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { request as forward, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

import { importCatalog } from '@bm/catalog-pipeline';
import { describe, expect, test } from 'vitest';

import { catalogOf } from './support/catalog-csv.js';
import { cellsOf, tableCells } from './support/read-back.js';
import { readCsv } from './support/read-csv.js';
import { startCli } from './support/run-cli.js';
import { testServer } from './support/test-server.js';
import { temporaryDirectory, testWarehouse, type TestWarehouse } from './support/test-warehouse.js';

const DAY = '2021-04-03';
const OLD = catalogOf('Acer', 'Dell', 'HP');
const NEW = catalogOf('Samsung', 'Toshiba');
const logger = 'silent';
const cells = (csv: string) => cellsOf(readCsv(csv));
const partition = ({ client }: TestWarehouse) => tableCells(client, 'backmarket.catalog_inc_raw', DAY);

/** Puts content into the day, from this process. */
async function importDay({ client }: TestWarehouse, csv: string): Promise<void> {
  const source = join(await temporaryDirectory(), 'catalog.csv');
  await writeFile(source, csv);
  await importCatalog({ client, source, date: DAY, logger });
}

/** A source that sends the first bytes of a file and then nothing any more. `stalled` resolves when they have left. */
async function stallingSource(csv: string, bytes: number): Promise<{ source: string; stalled: Promise<void> }> {
  const { promise: stalled, resolve } = Promise.withResolvers<void>();
  const origin = await testServer((_, response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(csv) });
    response.flushHeaders();
    response.write(csv.slice(0, bytes), () => resolve());
  });
  return { source: `${origin}/catalog.csv`, stalled };
}

interface Gate {
  readonly endpoint: string;
  /** Resolves when the warehouse has done the request that the gate holds back the answer of. */
  readonly held: Promise<void>;
}

/** Stands before a warehouse: passes `passed` requests on and back; does the next one too, but never answers it, nor any after it. */
async function gateBefore(endpoint: string, passed: number): Promise<Gate> {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    seen += 1;
    const answered = seen <= passed;
    if (seen > passed + 1) return;
    // The Host header stays that of the gate, so that links in answers lead through it as well.
    const onward = forward(new URL(request.url ?? '/', endpoint), { method: request.method, headers: request.headers }, (answer) => {
      if (answered) answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
      else answer.resume().once('end', resolve);
    });
    onward.once('error', () => response.destroy());
    request.pipe(onward);
  };
  return { endpoint: await testServer(pass), held };
}

describe('killed (SIGKILL)', () => {
  test.each([0, 20, 100, NEW.length - 1])('with the source stalled at byte %i: the day is as it was, and right after the next run', async (bytes) => {
    const warehouse = await testWarehouse();
    await importDay(warehouse, OLD);
    const { source, stalled } = await stallingSource(NEW, bytes);
    const { child, ended } = startCli(['import', '--source', source, '--date', DAY], { DWH_TARGET: 'local', DWH_ENDPOINT: warehouse.endpoint });
    await stalled;
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect(await partition(warehouse)).toEqual(cells(OLD));
    await importDay(warehouse, NEW);
    expect(await partition(warehouse)).toEqual(cells(NEW));
  });

  test('after any of its requests to the warehouse: the day is old or new, and right after the next run', async () => {
    const warehouse = await testWarehouse();
    const source = join(await temporaryDirectory(), 'catalog.csv');
    await writeFile(source, NEW);
    const seen = new Set<string>();
    for (let passed = 0; ; passed += 1) {
      await importDay(warehouse, OLD);
      const gate = await gateBefore(warehouse.endpoint, passed);
      const { child, ended } = startCli(['import', '--source', source, '--date', DAY], { DWH_TARGET: 'local', DWH_ENDPOINT: gate.endpoint });
      const completed = await Promise.race([gate.held.then(() => false), ended.then(() => true)]);
      child.kill('SIGKILL');
      const result = await ended;
      const now = await partition(warehouse);
      const state = JSON.stringify(now) === JSON.stringify(cells(OLD)) ? 'old' : 'new';
      seen.add(state);
      expect(now, `killed in request ${passed + 1}`).toEqual(cells(state === 'old' ? OLD : NEW));
      if (completed) {
        expect(result.code).toBe(0);
        expect(state).toBe('new');
        break;
      }
      expect(result.signal).toBe('SIGKILL');
      await importDay(warehouse, NEW);
      expect(await partition(warehouse), `run again after a kill in request ${passed + 1}`).toEqual(cells(NEW));
    }
    expect(seen).toEqual(new Set(['old', 'new']));
  }, 240_000);

  test.each(['reading', 'loading', 'registering', 'done'])('with the embedded warehouse in the same process, while %s: it opens again, the day old or new, and right after the next run', async (phase) => {
    const directory = join(await temporaryDirectory(), '.dwh');
    const folder = await temporaryDirectory();
    const environment = { DWH_TARGET: 'local', DWH_LOCAL_DIR: directory };
    const source = join(folder, 'catalog.csv');
    await writeFile(source, OLD);
    expect((await startCli(['import', '--source', source, '--date', DAY], environment).ended).code).toBe(0);

    await writeFile(source, NEW);
    const { child, seen, ended } = startCli(['import', '--source', source, '--date', DAY], environment);
    await seen(`  ${phase}  `);
    child.kill('SIGKILL');
    await ended;

    const warehouse = await testWarehouse(directory);
    expect([cells(OLD), cells(NEW)]).toContainEqual(await partition(warehouse));
    await importDay(warehouse, NEW);
    expect(await partition(warehouse)).toEqual(cells(NEW));
  });
});

describe('Ctrl-C', () => {
  test('ends the import cleanly: one error, code 130, the day as it was', async () => {
    const warehouse = await testWarehouse();
    await importDay(warehouse, OLD);
    const { source, stalled } = await stallingSource(NEW, 100);
    const { child, ended } = startCli(['import', '--source', source, '--date', DAY], { DWH_TARGET: 'local', DWH_ENDPOINT: warehouse.endpoint });
    await stalled;
    child.kill('SIGINT');
    const result = await ended;
    expect(result).toMatchObject({ code: 130, signal: null });
    expect(result.stderr.match(/^error: /gm)).toHaveLength(1);
    expect(result.stderr).toMatch(/aborted by its caller/);
    expect(result.stdout).toMatch(/failed \(ABORTED\), nothing changed/);
    expect(await partition(warehouse)).toEqual(cells(OLD));
  });
});
