// npm run crashes [-- --kills 300]: kills the local warehouse in its writes, and looks whether what it acknowledged is there.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { crashRounds } from './crash-rounds.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '300' } } });
const dir = await mkdtemp(join(tmpdir(), 'dwh-crashes-'));
const { acknowledged, inFlight } = await crashRounds(dir, Number(values.kills), console.log);
await rm(dir, { recursive: true, force: true });
console.log(`${values.kills} kills: ${acknowledged} writes acknowledged, all there; ${inFlight} in flight, each happened as a whole or not at all.`);
