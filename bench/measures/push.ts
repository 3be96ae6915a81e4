// A process of its own: pushes a file, prints what that used up to its staged objects, and how long the load took. Arguments: source, path, table.
import { createDwhClient } from '@bm/dwh-push';

import { measured, type Measured } from '../measured.ts';
import { benchSource } from '../sources/bench-sources.ts';

const [name, path, table] = process.argv.slice(2) as [string, string, string];
let result = measured();
let staged: Measured | undefined;
const receipt = await createDwhClient().pushDataset({
  source: path,
  table,
  schema: benchSource(name).schema,
  logger: 'silent',
  onProgress({ step }) {
    if (step === 'source') result = measured();
    if (step === 'load') staged ??= result();
  },
});
process.stdout.write(JSON.stringify({ ...staged, loadMs: receipt.durationsMs.load }));
