import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

const VALUES: Readonly<Record<string, [csv: string, cell: string, bytes: number]>> = {
  STRING: ['x', 'x', 3],
  INTEGER: ['7', '7', 8],
  FLOAT: ['1.5', '1.5', 8],
  NUMERIC: ['1.5', '1.5', 16],
  BIGNUMERIC: ['1.5', '1.5', 32],
  BOOLEAN: ['yes', 'true', 1],
  BYTES: ['AAA=', 'AAA=', 4],
  DATE: ['2021-04-03', '2021-04-03', 8],
  DATETIME: ['2021-04-03 10:00:00', '2021-04-03T10:00:00', 8],
  TIME: ['10:00:00', '10:00:00', 8],
  TIMESTAMP: ['2021-04-03 10:00:00', '1617444000000000', 8],
  JSON: ['{}', '{}', 4],
};

test('Hundreds of columns of all types are loaded, and a bad value in one of them is found', async () => {
  const types = Object.keys(VALUES);
  const fields = Array.from({ length: 480 }, (_, index) => ({ name: `c${index}`, type: types[index % types.length] ?? 'STRING' }));
  const values = fields.map(({ type }): [string, string, number] => VALUES[type] ?? ['', '', 0]);
  const line = values.map(([csv]) => csv).join(',');
  const job = await runLoad(service, 'wide', [await service.put('wide.csv', `${line}\n${line.replace(/[^,]/g, '')}\n`)], { schema: { fields } });
  expect(job.status.errorResult).toBeUndefined();
  expect(job.statistics.load).toMatchObject({ outputRows: '2', outputBytes: String(values.reduce((sum, [, , bytes]) => sum + bytes, 0)) });
  expect(await rawRows(service, 'wide')).toEqual([values.map(([, cell]) => cell), values.map(() => null)]);
  const broken = await runLoad(service, 'broken', [await service.put('broken.csv', `${line}\n${values.map(([csv], index) => (index === 469 ? 'no' : csv)).join(',')}\n`)], { schema: { fields } });
  expect(broken.status.errors?.[1]?.message).toContain(`Could not parse value as INT64 for field c469 (position 469) in row starting at position: ${Buffer.byteLength(line) + 1}.`);
});

test('Five hundred columns of truth values', async () => {
  const fields = Array.from({ length: 500 }, (_, index) => ({ name: `c${index}`, type: 'BOOLEAN' }));
  const words = ['true', 'F', 'Yes', 'n', '1', '0', 'T', 'false', 'y', 'NO'];
  await runLoad(service, 'truth', [await service.put('truth.csv', `${fields.map((_, index) => words[index % words.length]).join(',')}\n`)], { schema: { fields } });
  expect(await rawRows(service, 'truth')).toEqual([fields.map((_, index) => String(index % 2 === 0))]);
});

test('Records nest 15 levels deep, and no deeper', async () => {
  const nested = (levels: number): object => (levels === 0 ? { name: 'leaf', type: 'STRING' } : { name: 'r', type: 'RECORD', fields: [nested(levels - 1)] });
  const value = (levels: number): unknown => (levels === 0 ? { leaf: 'x' } : { r: value(levels - 1) });
  const cell = (levels: number): unknown => (levels === 0 ? 'x' : { f: [{ v: cell(levels - 1) }] });
  const job = await runLoad(service, 'deep', [await service.put('deep.json', JSON.stringify(value(15)))], { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: { fields: [nested(15)] } });
  expect(job.status.errorResult).toBeUndefined();
  expect(await rawRows(service, 'deep')).toEqual([[cell(15)]]);
  await expect(service.client.dataset('shop').createTable('deeper', { schema: { fields: [nested(16)] } as never })).rejects.toMatchObject({ code: 400, message: 'The schema is nested more than 15 levels deep.' });
});
