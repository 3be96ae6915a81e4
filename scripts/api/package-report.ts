import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { apiReport } from './api-report.ts';
import { commandLineReport } from './command-line-report.ts';

/** Everything that a version number speaks of and that can be compared, of a built package: what it exports, and what its command line and the environment can say. */
export function packageReport(directory: string): string {
  return `${apiReport(readFileSync(join(directory, 'dist/index.d.ts'), 'utf8'))}// The command line and the environment, which no declaration has.\n${commandLineReport(directory)}`;
}
