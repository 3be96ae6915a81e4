import { afterAll, beforeAll, expect, test } from 'vitest';

import { carriedFunctions } from '../../src/sql/carried-functions.js';
import { NOT_CARRIED } from '../../src/sql/functions/known-functions.js';
import { SqlError } from '../../src/sql/sql-error.js';
import { CONSTRUCTS, type Construct } from './constructs.js';
import { TestWarehouse } from './run-query.js';

let warehouse: TestWarehouse;
beforeAll(async () => {
  warehouse = await TestWarehouse.open();
  await warehouse.addTable('t', {
    rows: "SELECT 1::BIGINT AS id, 'a' AS name, 1.5::DOUBLE AS x, [1::BIGINT] AS items",
    fields: [{ name: 'id', type: 'INTEGER' }, { name: 'name', type: 'STRING' }, { name: 'x', type: 'FLOAT' }, { name: 'items', type: 'INTEGER', mode: 'REPEATED' }],
  });
});
afterAll(() => warehouse.close());

test('docs/local-sql.md lists exactly what is carried', async () => {
  expect((await Promise.allSettled(Object.values(CONSTRUCTS).flat().map(row))).flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))).toEqual([]);
  const sections: string[] = [];
  for (const [title, constructs] of Object.entries(CONSTRUCTS)) sections.push(`## ${title}\n\n| construct | |\n|---|---|\n${(await Promise.all(constructs.map(row))).join('\n')}\n`);
  const { plain, aggregate, window } = carriedFunctions();
  const list = (names: Iterable<string>) => [...names].map((name) => `\`${name}\``).join(', ');
  const text = `${HEAD}\n${sections.join('\n')}\n## Functions\n\n${list(plain)}.\n\nAggregates: ${list(aggregate)}. With \`OVER\` they are window functions too.\n\nWindow functions: ${list(window)}.\n\nKnown, and refused by name: ${list(NOT_CARRIED)}. Functions with a dot in their names (\`NET.\`, \`KEYS.\`, \`ML.\`, \`HLL_COUNT.\`) and those of GEOGRAPHY are refused, too.\n`;
  await expect(text).toMatchFileSnapshot('../../../../docs/local-sql.md');
  expect(plain.filter((name) => NOT_CARRIED.has(name))).toEqual([]);
});

async function row({ name, example }: Construct): Promise<string> {
  const refusal = await warehouse.translate(example).then(() => undefined, (error: unknown) => error);
  if (refusal !== undefined && !(refusal instanceof SqlError && refusal.message.startsWith('Unsupported: '))) throw new Error(`${example}: ${String(refusal)}`);
  return `| ${name} | ${refusal === undefined ? 'carried' : 'refused'} |`;
}

const HEAD = `# GoogleSQL in the local warehouse

What the local warehouse carries, and what it refuses with \`invalidQuery\` and a text that begins with \`Unsupported:\` and names it. Made by \`test/sql/local-sql-doc.test.ts\`, which tries
every line; \`vitest -u\` on that test rewrites it. Types: all but GEOGRAPHY, INTERVAL and RANGE; BIGNUMERIC is stored and compared, arithmetic on it is refused.

What differs from the service where a construct is carried: names of zones, formats of dates and of \`FORMAT\`, JSON paths and patterns to extract by must be literals; approximate aggregates
are exact; a recursive query that does not end runs until its job is cancelled.
`;
