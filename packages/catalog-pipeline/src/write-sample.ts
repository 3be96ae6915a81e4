import { mkdir, writeFile } from 'node:fs/promises';

import { sampleFiles } from './sample/sample-files.js';

const folder = new URL('../sample/', import.meta.url);

await mkdir(folder, { recursive: true });
for (const [name, content] of sampleFiles()) await writeFile(new URL(name, folder), content);
