// npm run api: writes the reports of the packages' public APIs anew, from what is built.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { publicPackages } from '../release/packages.ts';
import { packageReport } from './package-report.ts';

for (const { directory } of publicPackages()) {
  mkdirSync(join(directory, 'api'), { recursive: true });
  writeFileSync(join(directory, 'api/current.d.ts'), packageReport(directory));
}
