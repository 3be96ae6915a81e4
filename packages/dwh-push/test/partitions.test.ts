import { column, defineDataset, type DatasetDefinition } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();

type Unit = Exclude<NonNullable<DatasetDefinition['partitioning']>, 'none'>['type'];
const row = z.object({ id: z.int() });
const partitionsOf = async (table: string) =>
  warehouse.query(`SELECT partition_id AS id, total_rows AS n FROM shop.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = '${table}' ORDER BY partition_id`);

/** Two neighbours of each unit, with their ids. */
const NEIGHBOURS: readonly (readonly [Unit, readonly [string, string], readonly [string, string]])[] = [
  ['hour', ['2024-02-28T23', '2024022823'], ['2024-02-29T00', '2024022900']],
  ['day', ['1969-12-31', '19691231'], ['1970-01-01', '19700101']],
  ['month', ['2038-01', '203801'], ['2038-02', '203802']],
  ['year', ['2020', '2020'], ['2021', '2021']],
];

describe('partitions of one hour, day, month or year', () => {
  it.each(NEIGHBOURS)('of ingestion, %s: each push replaces its own', async (unit, [first, firstId], [second, secondId]) => {
    const schema = defineDataset({ schema: row, partitioning: { type: unit } });
    const push = async (partitionDate: string, ...ids: number[]) => warehouse.push({ source: await warehouse.file(`id\n${ids.join('\n')}\n`), table: `shop.ingested_${unit}`, partitionDate, schema });
    expect(await push(first, 1, 2)).toMatchObject({ outcome: 'published', partition: firstId });
    expect(await push(second, 3)).toMatchObject({ outcome: 'published', partition: secondId });
    const receipt = await push(first, 1, 4, 5);
    expect(receipt).toMatchObject({ outcome: 'published', partition: firstId });
    expect(await partitionsOf(`ingested_${unit}`)).toEqual([{ id: firstId, n: 3 }, { id: secondId, n: 1 }]);
    expect(await warehouse.query(`SELECT id FROM shop.ingested_${unit} ORDER BY id`)).toEqual([{ id: 1 }, { id: 3 }, { id: 4 }, { id: 5 }]);
    expect(await push(first, 1, 4, 5)).toMatchObject({ outcome: 'unchanged', partition: firstId });
    const [{ timePartitioning }] = await (await warehouse.client.bigQuery()).dataset('shop').table(`ingested_${unit}`).getMetadata();
    expect(timePartitioning).toEqual({ type: unit.toUpperCase() });
    const [job] = await (await warehouse.client.bigQuery()).job(receipt.jobId as string, { location: 'EU' }).getMetadata();
    expect(job).toMatchObject({ configuration: { labels: { partition: firstId }, load: { destinationTable: { tableId: `ingested_${unit}$${firstId}` } } } });
  });

  it.each([
    ['hour', 'TIMESTAMP', '2021-04-03T10', ['2021-04-03T10:00:00Z', '2021-04-03 10:59:59.999999Z', '2021-04-03T12:30:00+02:00', '2021-04-03T04:40:00-05:30'], ['2021-04-03T09:59:59.999999Z', '2021-04-03T11:00:00Z', '2021-04-03T10:30:00+01:00', '2021-04-03T10:15:00-00:45', '']],
    ['hour', 'DATETIME', '1969-12-31T23', ['1969-12-31T23:00:00', '1969-12-31 23:59:59.999999'], ['1969-12-31T22:59:59.999999', '1970-01-01T00:00:00']],
    ['day', 'TIMESTAMP', '2024-02-29', ['2024-02-29T00:00:00Z', '2024-02-28T23:59:59.999999-00:01', '2024-03-01T00:59:59+01:00'], ['2024-02-28T23:59:59.999999Z', '2024-03-01T00:00:00Z', '2024-02-29T00:30:00+01:00']],
    ['day', 'DATE', '1960-01-01', ['1960-01-01'], ['1959-12-31', '1960-01-02', '']],
    ['month', 'DATE', '2023-02', ['2023-02-01', '2023-02-28'], ['2023-01-31', '2023-03-01']],
    ['month', 'TIMESTAMP', '2159-12', ['2159-12-01T00:00:00Z', '2159-12-31T23:59:59.999999Z', '2160-01-01T00:30:00+01:00'], ['2160-01-01T00:00:00Z', '2159-11-30T23:59:59.999999Z']],
    ['year', 'DATETIME', '2038', ['2038-01-01T00:00:00', '2038-12-31T23:59:59.999999'], ['2037-12-31T23:59:59.999999', '2039-01-01T00:00:00']],
    ['year', 'DATE', '1960', ['1960-01-01', '1960-12-31'], ['1959-12-31', '1961-01-01']],
  ] as const)('of a column, %s of a %s: takes what is in it and nothing else', async (unit, type, partitionDate, inside, outside) => {
    const at = { DATE: z.iso.date(), DATETIME: column.datetime(), TIMESTAMP: column.timestamp() }[type];
    const schema = defineDataset({ schema: z.object({ id: z.int(), at: at.nullable() }), partitioning: { type: unit, column: 'at' } });
    const table = `column_${unit}_${type.toLowerCase()}`;
    const csv = (times: readonly string[]) => warehouse.file(`id,at\n${times.map((time, index) => `${index},${time}\n`).join('')}`);
    const receipt = await warehouse.push({ source: await csv(inside), table: `shop.${table}`, partitionDate, schema });
    expect(receipt).toMatchObject({ rowsLoaded: inside.length, partition: partitionDate.replaceAll(/[-T]/g, '') });
    expect(await partitionsOf(table)).toEqual([{ id: receipt.partition, n: inside.length }]);
    const error = await warehouse.failure({ source: await csv([...outside, ...inside]), table: `shop.${table}`, partitionDate, schema });
    expect(error.rejects?.total).toBe(outside.length);
    expect(error.rejects?.listed.map(({ record, column: name, rule }) => [record, name, rule])).toEqual(outside.map((_, index) => [index + 1, 'at', 'partition']));
  });

  it('refuse another unit than the table has', async () => {
    const push = async (type: Unit, partitionDate: string) => ({ source: await warehouse.file('id\n1\n'), table: 'shop.monthly', partitionDate, schema: defineDataset({ schema: row, partitioning: { type } }) });
    await warehouse.push(await push('month', '2021-04'));
    const error = await warehouse.failure(await push('year', '2021'));
    expect(error).toMatchObject({ code: 'LOAD_PARTITIONING_CONFLICT', committed: 'no' });
    expect(error.message).toContain('is partitioned by month of ingestion, and the contract wants it partitioned by year of ingestion');
  });

  it.each([
    ['hour', '2021-04-03', 'it names a day, and the dataset is partitioned by hour: write it as YYYY-MM-DDTHH (2021-04-03T10)'],
    ['hour', '2021-04-03T24', 'it is not an hour of the calendar, as YYYY-MM-DDTHH'],
    ['day', '2021-04-03T10', 'it names an hour, and the dataset is partitioned by day: write it as YYYY-MM-DD'],
    ['day', '2021-02-29', 'it is not a day of the calendar'],
    ['month', '2021-04-03', 'write it as YYYY-MM (2021-04)'],
    ['year', '2021-04', 'write it as YYYY (2021)'],
    ['year', 2021, 'it is text, as YYYY'],
    ['day', new Date(0), 'it is text, as YYYY-MM-DD'],
    ['month', undefined, 'the dataset is partitioned by month: say which month to replace, as YYYY-MM'],
  ])('refuse, by %s, the partitionDate %s', async (type, partitionDate, complaint) => {
    const schema = defineDataset({ schema: row, partitioning: { type: type as Unit } });
    const error = await warehouse.failure({ source: 'x.csv', table: 'shop.refused', schema, ...(partitionDate === undefined ? {} : { partitionDate: partitionDate as string }) });
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID', committed: 'no' });
    expect(error.message).toContain(`partitionDate: `);
    expect(error.message).toContain(complaint);
  });

  it('of a column end in 1960 and 2159, those of ingestion in the years 1 and 9999', async () => {
    const byColumn = defineDataset({ schema: z.object({ at: z.iso.date() }), partitioning: { type: 'day', column: 'at' } });
    for (const partitionDate of ['1959-12-31', '2160-01-01', '0001-01-01']) {
      expect((await warehouse.failure({ source: 'x.csv', table: 'shop.far', partitionDate, schema: byColumn })).message).toContain('from 1960-01-01 to 2159-12-31 only');
    }
    for (const partitionDate of ['0001-01-01', '9999-12-31']) await warehouse.push({ source: await warehouse.file('id\n1\n'), table: 'shop.far', partitionDate, schema: row });
    expect(await partitionsOf('far')).toEqual([{ id: '00010101', n: 1 }, { id: '99991231', n: 1 }]);
  });

  it('expire by their end: the table drops none that has not', async () => {
    const year = String(new Date().getUTCFullYear());
    const schema = defineDataset({ schema: row, partitioning: { type: 'year' }, expirationDays: 1 });
    const push = async (partitionDate: string) => ({ source: await warehouse.file('id\n1\n'), table: 'shop.yearly', partitionDate, schema });
    expect(await warehouse.push(await push(year))).toMatchObject({ rowsLoaded: 1 });
    expect(await partitionsOf('yearly')).toEqual([{ id: year, n: 1 }]);
    expect(await warehouse.failure(await push(String(Number(year) - 2)))).toMatchObject({ code: 'LOAD_PARTITION_EXPIRED', committed: 'no' });
  });
});

describe('placeholders in the name of a source', () => {
  it.each([
    ['hour', '2021-04-03T10', '{date}_{hh}_{yyyymmddhh}_{yyyymmdd}_{yyyymm}_{yyyy}_{mm}_{dd}', '2021-04-03_10_2021040310_20210403_202104_2021_04_03'],
    ['day', '2021-04-03', '{date}_{yyyymmdd}_{yyyymm}_{yyyy}-{mm}-{dd}', '2021-04-03_20210403_202104_2021-04-03'],
    ['month', '2021-04', '{yyyymm}_{yyyy}_{mm}', '202104_2021_04'],
    ['year', '0099', '{yyyy}{day}', '0099{day}'],
  ])('become the %s', async (type, partitionDate, pattern, name) => {
    const path = await warehouse.file('id\n1\n', `${type}-${name}.csv`);
    const source = path.replace(name, pattern);
    const schema = defineDataset({ schema: row, partitioning: { type: type as Unit } });
    expect(await warehouse.push({ source, table: `shop.named_${type}`, partitionDate, schema })).toMatchObject({ rowsLoaded: 1, source: path });
  });

  it.each([
    ['day', '2021-04-03', '{hh}', 'a partition of one day has no hour'],
    ['day', '2021-04-03', '{yyyymmddhh}', 'a partition of one day has no hour'],
    ['month', '2021-04', '{date}', 'a partition of one month has no day'],
    ['month', '2021-04', '{dd}', 'a partition of one month has no day'],
    ['year', '2021', '{mm}', 'a partition of one year has no month'],
  ])('are refused where a %s cannot fill them: %s %s', async (type, partitionDate, placeholder, complaint) => {
    const schema = defineDataset({ schema: row, partitioning: { type: type as Unit } });
    const sources = [`x_${placeholder}.csv`, new URL(`https://example.com/${placeholder}.csv`)];
    for (const source of sources) expect((await warehouse.failure({ source, table: 'shop.unfilled', partitionDate, schema })).message).toContain(`source: it names ${placeholder}, and ${complaint}`);
  });
});
