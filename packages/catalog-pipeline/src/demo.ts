import { isDeepStrictEqual } from 'node:util';
import { resolve } from 'node:path';

import { createDwhClient, type DwhClient, type PushReceipt } from '@bm/dwh-push';

import { explainError } from './cli/explain-error.js';
import { importTable } from './cli/import-table.js';
import { textTable } from './cli/text-table.js';
import { governance } from './demo/governance.js';
import { dayState } from './demo/day-state.js';
import { lookFurther } from './demo/look-further.js';
import { serveFolder, type FolderServer } from './demo/serve-folder.js';
import { teamCounts } from './demo/team-counts.js';
import { importCatalog } from './pipeline.js';
import { samsungWithoutImage } from './views/samsung-without-image.js';
import { withImage } from './views/with-image.js';

const DAYS = ['2021-04-03', '2021-04-04'] as const;
const AGAIN = '2021-04-04';

// npm runs this in the package's folder; the warehouse belongs where the person stood.
const startedIn = process.env['INIT_CWD'] ?? process.cwd();
const localDir = resolve(startedIn, process.env['DWH_LOCAL_DIR'] ?? '.dwh');

/** The reference pipeline on bundled sample data, served over HTTP as a real export would be, into the embedded warehouse. */
async function demo(client: DwhClient, sample: FolderServer): Promise<void> {
  const daily = `${sample.origin}/product_catalog_{yyyymmdd}.csv`;
  const shared = { client, logger: 'silent' } as const;

  say(`Product catalog, from ${sample.origin} into the local warehouse in ${localDir}\n`);
  say('1. The whole catalog, and two days of it');
  const full = await importCatalog({ ...shared, source: `${sample.origin}/product_catalog_full.csv` });
  const days = await importCatalog({ ...shared, source: daily, from: DAYS[0], to: DAYS[1] });
  show([...full.receipts, ...days.receipts]);

  say("2. What the two teams' views show, in rows");
  await showTeams(client);

  say(`3. ${AGAIN} once more: the same call ends in the same state`);
  const before = await dayState(client, AGAIN);
  const again = await importCatalog({ ...shared, source: daily, date: AGAIN });
  const after = await dayState(client, AGAIN);
  show(again.receipts);
  say(textTable([{ title: AGAIN }, { title: 'rows', align: 'right' }, { title: 'fingerprint of the content' }], [['before', String(before.rows), before.fingerprint], ['after', String(after.rows), after.fingerprint]]));
  if (!isDeepStrictEqual(before, after)) throw new Error(`${AGAIN} is not what it was before it was imported again.`);
  say('Nothing changed.\n');

  say('4. What the warehouse team sees of it');
  say(await governance(client));

  say(lookFurther(client.config, startedIn));
}

function show(receipts: readonly PushReceipt[]): void {
  say(importTable({ receipts }));
}

async function showTeams(client: DwhClient): Promise<void> {
  const counts = [await teamCounts(client, withImage.team, withImage.suffix), await teamCounts(client, samsungWithoutImage.team, samsungWithoutImage.suffix)];
  const views = [withImage, samsungWithoutImage];
  const columns = [{ title: 'team' }, { title: 'sees' }, ...['whole catalog', ...DAYS].map((title) => ({ title, align: 'right' }) as const)];
  say(textTable(columns, counts.map(({ team, full, days }, index) => [team, views[index]?.description ?? '', String(full), ...DAYS.map((day) => String(days.get(day) ?? 0))])));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const sample = await serveFolder(new URL('../sample/', import.meta.url));
try {
  await using client = createDwhClient({ target: 'local', localDir, team: 'catalog' });
  await demo(client, sample);
} catch (error) {
  process.stderr.write(explainError(error));
  process.exitCode = 1;
} finally {
  await sample.close();
}
