import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from '../support/warehouse.js';
import { flatExamples, jsonOf, nestedExamples, recordOf, type Example } from './support/contracts.js';

const warehouse = useWarehouse();
let tables = 0;

function schemaOf({ fields }: Example): z.ZodObject {
  return z.object({ row_number: z.int(), ...Object.fromEntries(fields.map(([name, { schema }]) => [name, schema])) });
}

/** What Google's client reads of a table, canonical, in the order of the rows. */
async function readBack(table: string, { fields }: Example): Promise<unknown[]> {
  const [rows] = await (await warehouse.client.bigQuery()).dataset('trips').table(table).getRows({ wrapIntegers: true });
  return (rows as Record<string, unknown>[])
    .sort((a, b) => Number(a['row_number']) - Number(b['row_number']))
    .map((row) => fields.map(([name, { read }]) => read(row[name])));
}

async function roundTrip(example: Example, source: unknown, format?: 'csv' | 'ndjson'): Promise<void> {
  const table = `t${(tables += 1)}`;
  const receipt = await warehouse.push({ source: source as string, table: `trips.${table}`, schema: schemaOf(example), ...(format === undefined ? {} : { format }) });
  expect(receipt).toMatchObject({ rowsRead: example.rows.length, rowsLoaded: example.rows.length });
  expect(await readBack(table, example)).toEqual(example.rows.map((cells) => cells.map(({ lands }) => lands)));
}

const inRows = (example: Example) => example.rows.map((cells, index) => ({ row_number: index, ...recordOf(example.fields, cells) }));
const inLines = (example: Example) => example.rows.map((cells, index) => jsonOf([['row_number', undefined as never], ...example.fields], [{ json: String(index) } as never, ...cells])).join('\n');

/** Quoted wherever there is something to quote, in the order of the contract or the other way round. */
function inCsv(example: Example, reversed: boolean): string {
  const quoted = (text: string | undefined) => (text === undefined ? '' : `"${text.replaceAll('"', '""')}"`);
  const lines = [['row_number', ...example.fields.map(([name]) => name)], ...example.rows.map((cells, index) => [String(index), ...cells.map(({ csv }) => quoted(csv))])];
  return lines.map((line) => (reversed ? line.toReversed() : line).join()).join('\r\n');
}

/** Every push goes to a real server: few runs, each of many columns and rows. fast-check prints the seed of a run that fails. */
const RUNS = 24;

describe('random rows of random contracts are read back cell by cell as they were', () => {
  it('from an iterable and from newline-delimited JSON, nested and repeated', async () => {
    await fc.assert(
      fc.asyncProperty(nestedExamples, async (example) => {
        await roundTrip(example, inRows(example));
        await roundTrip(example, await warehouse.file(inLines(example)), 'ndjson');
      }),
      { numRuns: RUNS },
    );
  });

  it('from CSV', async () => {
    await fc.assert(
      fc.asyncProperty(flatExamples, fc.boolean(), async (example, reversed) => {
        await roundTrip(example, await warehouse.file(inCsv(example, reversed)), 'csv');
      }),
      { numRuns: RUNS },
    );
  });
});
