import { createDwhClient, DwhPushError, type DwhClient } from '@bm/dwh-push';

import { CatalogImportError } from '../catalog-import-error.js';
import { importCatalog } from '../pipeline.js';
import type { PublishedView } from '../views/publish-views.js';
import type { CliIo } from './cli-io.js';
import { dryRun } from './dry-run.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { explainError } from './explain-error.js';
import { IMPORT_HELP, parseImportArguments, type ImportArguments } from './import-arguments.js';
import { importTable } from './import-table.js';
import { progressDisplay } from './progress-display.js';
import { UsageError } from './usage-error.js';

/**
 * `catalog-pipeline import`: reads its arguments, imports, writes a table of what was done.
 *
 * @throws UsageError
 */
export async function importCommand(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const parsed = parseImportArguments(argv);
  if (parsed === undefined) {
    io.stdout.write(IMPORT_HELP);
    return EXIT.ok;
  }
  const client = openClient(parsed, io);
  if (client === undefined) return EXIT.usage;
  try {
    return await (parsed.dryRun ? dryRun : runImport)(parsed, client, io);
  } finally {
    await client.close();
  }
}

const NO_TARGET = 'No target is set: pass --target local (the embedded warehouse) or --target gcp (the real one), or set DWH_TARGET.';

/** The client, or undefined where the configuration is wrong, which is then explained. */
function openClient({ target }: ImportArguments, io: CliIo): DwhClient | undefined {
  try {
    return createDwhClient(target === undefined ? {} : { target });
  } catch (error) {
    // The library cannot know of the option.
    if (DwhPushError.isInstance(error) && error.code === 'TARGET_MISSING') throw new UsageError(NO_TARGET);
    io.stderr.write(explainError(error));
    return undefined;
  }
}

async function runImport({ request }: ImportArguments, client: DwhClient, io: CliIo): Promise<ExitCode> {
  const progress = progressDisplay(io.stderr);
  try {
    // A person at a terminal has the table; where nobody looks, the log lines are what is collected.
    const logger = io.stderr.isTTY === true ? ({ logger: 'silent' } as const) : {};
    const done = await importCatalog({ ...request, client, signal: io.signal, onProgress: (event) => progress.show(event), ...logger });
    progress.end();
    io.stdout.write(`${importTable(done)}${viewLines(done.views)}`);
    return EXIT.ok;
  } catch (error) {
    progress.end();
    if (error instanceof CatalogImportError) io.stdout.write(importTable(error.state, error.cause));
    io.stderr.write(explainError(error));
    return io.signal.aborted ? EXIT.interrupted : EXIT.failed;
  }
}

function viewLines(views: readonly PublishedView[]): string {
  return views.map(({ view, outcome }) => `view ${view}: ${outcome}\n`).join('');
}
