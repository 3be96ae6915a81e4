import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a built package can be told without code, as declarations that stand in the report of its API: commands and their flags, by what `--help` says, and variables of the environment.
 *
 * @param directory of the package
 */
export function commandLineReport(directory: string): string {
  const { bin = {} } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { readonly bin?: Readonly<Record<string, string>> };
  const commands = Object.entries(bin).map(([name, file]) => `    readonly ${JSON.stringify(name)}: ${choices(wordsOf(name, join(directory, file)))};\n`);
  const bundles = globSync('dist/*.js', { cwd: directory }).map((file) => readFileSync(join(directory, file), 'utf8'));
  const variables = bundles.flatMap((text) => [...text.matchAll(/(?:variable\(|process\.env[[.])"?(DWH_[A-Z_]*[A-Z])\b/g)].map(([, name = '']) => name));
  return `declare const COMMANDS: {\n${commands.join('')}};\n${variables.length === 0 ? '' : `declare const VARIABLES: ${choices(variables)};\n`}`;
}

/** The commands and flags that a program tells of. */
function wordsOf(name: string, file: string): readonly string[] {
  const helpOf = (...command: string[]) => execFileSync(process.execPath, [file, ...command, '--help'], { encoding: 'utf8' });
  const help = helpOf();
  const commands = [...help.matchAll(new RegExp(`^ {2}(?:${name} )?([a-z][a-z-]*) (?: |\\[options\\])`, 'gm'))].map(([, command = '']) => command);
  return [help, ...commands.map((command) => helpOf(command))].flatMap((text) => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []).concat(commands);
}

const choices = (all: readonly string[]): string => [...new Set(all)].toSorted().map((one) => JSON.stringify(one)).join(' | ');
