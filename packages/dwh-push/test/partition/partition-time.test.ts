import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canBeOfColumn } from '../../src/partition/column-bounds.js';
import { nextPartition, partitionsBetween, previousPartition } from '../../src/partition/neighbours.js';
import { parsePartitionTime, partitionAt, partitionOfId, type PartitionTime } from '../../src/partition/partition-time.js';
import { PARTITION_UNITS, type PartitionUnit } from '../../src/partition/unit.js';

const anyUnit = fc.constantFrom(...PARTITION_UNITS);
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const anyInstant = fc.oneof(fc.integer({ min: FIRST, max: LAST }), fc.integer({ min: Date.parse('1959-12-01T00:00:00Z'), max: Date.parse('2160-02-01T00:00:00Z') }));
const anyPartition = fc.tuple(anyUnit, anyInstant).map(([unit, instant]) => partitionAt(unit, instant) as PartitionTime);
const parsed = (unit: PartitionUnit, date: string) => parsePartitionTime(unit, date) as PartitionTime;

describe('the time of a partition', () => {
  it.each([
    ['hour', '2021-04-03T10', '2021040310', '2021-04-03T10:00:00.000Z', '2021-04-03T11:00:00.000Z'],
    ['hour', '2016-12-31T23', '2016123123', '2016-12-31T23:00:00.000Z', '2017-01-01T00:00:00.000Z'],
    ['day', '2024-02-29', '20240229', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['day', '1969-12-31', '19691231', '1969-12-31T00:00:00.000Z', '1970-01-01T00:00:00.000Z'],
    ['day', '0001-01-01', '00010101', '0001-01-01T00:00:00.000Z', '0001-01-02T00:00:00.000Z'],
    ['month', '2038-02', '203802', '2038-02-01T00:00:00.000Z', '2038-03-01T00:00:00.000Z'],
    ['month', '1900-02', '190002', '1900-02-01T00:00:00.000Z', '1900-03-01T00:00:00.000Z'],
    ['year', '0099', '0099', '0099-01-01T00:00:00.000Z', '0100-01-01T00:00:00.000Z'],
    ['year', '9999', '9999', '9999-01-01T00:00:00.000Z', '+010000-01-01T00:00:00.000Z'],
  ] as const)('of the %s %s', (unit, date, id, start, end) => {
    const time = parsed(unit, date);
    expect(time).toEqual({ unit, date, id, start: Date.parse(start), end: Date.parse(end) });
    expect(partitionOfId(unit, id)).toEqual(time);
  });

  it.each([
    ['hour', ['2021-04-03', '2021-04-03T24', '2021-04-03 10', '2021-04-03T10:00', '2021-04-03T1', '2021-02-30T10', '2021-04-03t10']],
    ['day', ['2021-02-29', '1900-02-29', '2021-04-31', '2021-00-01', '2021-13-01', '2021-4-3', '20210403', '0000-01-01', '-001-01-01', '10000-01-01', '2021-04-03\n', ' 2021-04-03', '2021-04', '']],
    ['month', ['2021', '2021-13', '2021-00', '2021-1', '0000-01', '2021-04-03']],
    ['year', ['0000', '21', '02021', '+2021', '2021-01', '٢٠٢١']],
  ] as const)('of one %s is refused as anything else', (unit, dates) => {
    expect(dates.filter((date) => parsePartitionTime(unit, date) !== undefined)).toEqual([]);
  });

  it('is none of the special ids, nor an id of another unit', () => {
    for (const unit of PARTITION_UNITS) expect(['__NULL__', '__UNPARTITIONED__', '', '202', '20210', '2021043', '20210403101'].filter((id) => partitionOfId(unit, id) !== undefined)).toEqual([]);
    expect(partitionOfId('day', '2021040310')).toBeUndefined();
  });

  it('holds its instants and no others, and comes back from its text and its id', () => {
    fc.assert(
      fc.property(anyUnit, anyInstant, (unit, instant) => {
        const time = partitionAt(unit, instant) as PartitionTime;
        expect(time.start <= instant && instant < time.end).toBe(true);
        expect(parsePartitionTime(unit, time.date)).toEqual(time);
        expect(partitionOfId(unit, time.id)).toEqual(time);
        expect(partitionAt(unit, time.start)).toEqual(time);
        expect(partitionAt(unit, time.end - 1)).toEqual(time);
        expect(partitionAt(unit, time.end)?.id).not.toBe(time.id);
        expect(new Date(instant).toISOString().startsWith(time.date)).toBe(true);
      }),
    );
  });

  it('has neighbours that touch it', () => {
    fc.assert(
      fc.property(anyPartition, (time) => {
        const [before, after] = [previousPartition(time), nextPartition(time)];
        expect(before === undefined ? time.start === FIRST : before.end === time.start && nextPartition(before)?.id === time.id).toBe(true);
        expect(after === undefined ? time.end === LAST + 1 : after.start === time.end && previousPartition(after)?.id === time.id).toBe(true);
      }),
      { examples: [[parsed('hour', '0001-01-01T00')], [parsed('day', '9999-12-31')], [parsed('month', '0001-01')], [parsed('year', '9999')]] },
    );
  });

  it('lists every partition between two, in order and without a gap', () => {
    fc.assert(
      fc.property(anyPartition, fc.integer({ min: 0, max: 60 }), (from, steps) => {
        let to = from;
        let walked = 0;
        for (let next = nextPartition(to); walked < steps && next !== undefined; next = nextPartition(to)) [to, walked] = [next, walked + 1];
        const between = [...partitionsBetween(from, to)];
        expect(between).toHaveLength(walked + 1);
        expect([between[0]?.id, between.at(-1)?.id]).toEqual([from.id, to.id]);
        expect(between.every((time, index) => index === 0 || between[index - 1]?.end === time.start)).toBe(true);
        // Ids of one unit sort as their times do.
        expect(between.map(({ id }) => id).sort()).toEqual(between.map(({ id }) => id));
        if (walked > 0) expect([...partitionsBetween(to, from)]).toEqual([]);
      }),
    );
    expect([...partitionsBetween(parsed('month', '2023-11'), parsed('month', '2024-02'))].map(({ date }) => date)).toEqual(['2023-11', '2023-12', '2024-01', '2024-02']);
    expect([...partitionsBetween(parsed('hour', '2024-02-28T22'), parsed('hour', '2024-03-01T01'))]).toHaveLength(28);
  });

  it('is of a column from 1960 to 2159 only', () => {
    const can = (unit: PartitionUnit, date: string) => canBeOfColumn(parsed(unit, date));
    expect([can('day', '1959-12-31'), can('day', '1960-01-01'), can('day', '2159-12-31'), can('day', '2160-01-01')]).toEqual([false, true, true, false]);
    expect([can('hour', '1959-12-31T23'), can('hour', '2159-12-31T23'), can('month', '1959-12'), can('month', '2159-12'), can('year', '1959'), can('year', '2159'), can('year', '2160')]).toEqual([false, true, false, true, false, true, false]);
  });
});
