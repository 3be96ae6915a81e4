import { column, defineDataset } from '@bm/dwh-push';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from '../support/warehouse.js';

const warehouse = useWarehouse();
const MINUTE = 60_000_000n;
/** How many characters of an ISO time name its partition. */
const LENGTHS = { hour: 13, day: 10, month: 7, year: 4 } as const;
type Unit = keyof typeof LENGTHS;

interface Instant {
  /** Since 1970, in microseconds, in UTC. */
  readonly micros: bigint;
  readonly text: string;
}

/** The ISO text, with as many digits of a fraction as it takes. */
function isoText(micros: bigint, separator: string): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19).replace('T', separator);
  return fraction === 0n ? seconds : `${seconds}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`;
}

/** An instant near a boundary of the partition or anywhere, written with some offset. */
function instantOf(start: bigint, end: bigint, zoned: boolean): fc.Arbitrary<Instant> {
  const near = fc.tuple(fc.constantFrom(start, end), fc.oneof(fc.bigInt(-3n, 3n), fc.bigInt(-15n * 60n * MINUTE, 15n * 60n * MINUTE))).map(([edge, distance]) => edge + distance);
  const anywhere = fc.bigInt(start - 400n * 1440n * MINUTE, end + 400n * 1440n * MINUTE);
  return fc.tuple(fc.oneof(near, near, anywhere), fc.option(fc.integer({ min: -14 * 60, max: 14 * 60 })), fc.constantFrom('T', ' ')).map(([micros, offset, separator]) => {
    if (!zoned) return { micros, text: isoText(micros, separator) };
    if (offset === null) return { micros, text: `${isoText(micros, separator)}Z` };
    const clock = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, '0')).join(':');
    return { micros, text: `${isoText(micros + BigInt(offset) * MINUTE, separator)}${offset < 0 ? '-' : '+'}${clock}` };
  });
}

const DATES: Readonly<Record<Unit, readonly (readonly [date: string, start: string, end: string])[]>> = {
  hour: [['2024-02-29T23', '2024-02-29T23:00Z', '2024-03-01T00:00Z'], ['2159-12-31T23', '2159-12-31T23:00Z', '2160-01-01T00:00Z']],
  day: [['2000-02-29', '2000-02-29T00:00Z', '2000-03-01T00:00Z'], ['2038-01-19', '2038-01-19T00:00Z', '2038-01-20T00:00Z']],
  month: [['1960-01', '1960-01-01T00:00Z', '1960-02-01T00:00Z']],
  year: [['1970', '1970-01-01T00:00Z', '1971-01-01T00:00Z']],
};
const CASES = (Object.keys(LENGTHS) as Unit[]).flatMap((unit) => (['TIMESTAMP', 'DATETIME'] as const).flatMap((type) => DATES[unit].map((of) => [unit, type, ...of] as const)));

describe('rows of a partition', () => {
  it.each(CASES)('by %s of a %s, of %s: exactly those from its first instant up to the next one', async (unit, type, partitionDate, start, end) => {
    const schema = defineDataset({ schema: z.object({ id: z.int(), moment: type === 'TIMESTAMP' ? column.timestamp() : column.datetime() }), partitioning: { type: unit, column: 'moment' } });
    const bounds = [start, end].map((text) => BigInt(Date.parse(text)) * 1000n) as [bigint, bigint];
    const sample = fc.sample(instantOf(...bounds, type === 'TIMESTAMP'), { numRuns: 150, seed: 20210403 });
    // The edges themselves are always among them.
    const edges = [bounds[0] - 1n, bounds[0], bounds[1] - 1n, bounds[1]].map((micros) => ({ micros, text: `${isoText(micros, 'T')}${type === 'TIMESTAMP' ? 'Z' : ''}` }));
    const instants = [...edges, ...sample];
    const inside = instants.flatMap(({ micros }, id) => (micros >= bounds[0] && micros < bounds[1] ? [id] : []));
    const rows = instants.map(({ text }, id) => ({ id, moment: text }));
    const table = `members.${unit}_${type.toLowerCase()}`;
    const loaded = async () => (await warehouse.query(`SELECT id FROM ${table} WHERE SUBSTR(FORMAT_TIMESTAMP('%Y-%m-%dT%H', TIMESTAMP(moment)), 1, ${LENGTHS[unit]}) = '${partitionDate}' ORDER BY id`)).map(({ id }) => id);
    const sources = [await warehouse.file(`id,moment\n${rows.map(({ id, moment }) => `${id},${moment}\n`).join('')}`), rows];
    for (const source of sources) {
      const receipt = await warehouse.push({ source, table, partitionDate, schema, rejects: { max: instants.length } });
      expect(receipt).toMatchObject({ rowsLoaded: inside.length });
      expect(await loaded()).toEqual(inside);
    }
  });
});
