import { parseArgs } from 'node:util';

import { ImportRequestError, planImport, type ImportRequest } from '../plan-import.js';
import { UsageError } from './usage-error.js';

export const IMPORT_HELP = `Usage: catalog-pipeline import --source <path or URL> [--date <day> | --from <day> --to <day>] [options]

Imports the product catalog (CSV) and publishes both teams' views over it.
Without a date the whole of catalog_raw is replaced; with one, the day's partition of catalog_inc_raw.

  --source <path or URL>  {date} (2021-04-03) and {yyyymmdd} (20210403) in it stand for the day
  --date <YYYY-MM-DD>     one day
  --from, --to <day>      every day of a range, both included; needs a placeholder in the source
  --target <local|gcp>    the embedded warehouse or the real one; default: DWH_TARGET
  --dataset <name>        dataset of the raw tables, to which the teams' views then point; default: backmarket
  --dry-run               writes what would be done, and changes nothing
  --help                  this text

A day that fails stops the range. Repeating a command is safe: it ends in the same state.
Exit codes: 0 done, 1 failed (source, data, access or service), 2 wrong usage, 130 interrupted.
`;

export interface ImportArguments {
  readonly request: ImportRequest;
  readonly target: 'local' | 'gcp' | undefined;
  readonly dryRun: boolean;
}

const text = { type: 'string', multiple: true } as const;
const OPTIONS = { source: text, date: text, from: text, to: text, target: text, dataset: text, 'dry-run': { type: 'boolean' }, help: { type: 'boolean' } } as const;

/**
 * Reads the arguments of `import`; undefined where help is asked for.
 *
 * @throws UsageError with all complaints at once.
 */
export function parseImportArguments(argv: readonly string[]): ImportArguments | undefined {
  const values = parse(argv);
  if (values.help === true) return undefined;

  const complaints: string[] = [];
  const only = (name: Exclude<keyof typeof OPTIONS, 'help' | 'dry-run'>): string | undefined => {
    const given = values[name] ?? [];
    if (given.length > 1) complaints.push(`--${name} stands ${given.length} times.`);
    return given[0];
  };
  const target = only('target');
  if (target !== undefined && target !== 'local' && target !== 'gcp') complaints.push('--target is either local or gcp.');
  const request = { source: only('source') ?? '', date: only('date'), from: only('from'), to: only('to'), dataset: only('dataset') };
  complaints.push(...complaintsAbout(request));
  if (complaints.length > 0) throw new UsageError(complaints.join('\n'));
  return { request, target: target as ImportArguments['target'], dryRun: values['dry-run'] === true };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

function complaintsAbout(request: ImportRequest): readonly string[] {
  try {
    planImport(request);
    return [];
  } catch (error) {
    if (error instanceof ImportRequestError) return error.complaints;
    throw error;
  }
}
