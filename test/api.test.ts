import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { apiChange, neededSize, SIZES, type Size } from '../scripts/api/api-change.ts';
import { apiReport } from '../scripts/api/api-report.ts';
import { packageReport } from '../scripts/api/package-report.ts';
import { publicPackages } from '../scripts/release/packages.ts';
import { waitingChangesets } from '../scripts/release/waiting-changesets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe.each(publicPackages(root))('the public API of $name', ({ name, directory }) => {
  const read = (file: string) => readFileSync(join(root, directory, file), 'utf8');
  const current = read('api/current.d.ts');

  it('is what api/current.d.ts says: `npm run build && npm run api` writes it anew, to be read in the merge request', () => {
    expect(packageReport(join(root, directory))).toBe(current);
  });

  it('has changed since the last release by no more than its changesets say', () => {
    const released = existsSync(join(root, directory, 'api/released.d.ts')) ? read('api/released.d.ts') : '';
    const change = apiChange(released, current);
    const waiting = waitingChangesets(root).filter(({ sizes }) => sizes.has(name));
    const largest = Math.max(0, ...waiting.map(({ sizes }) => SIZES.indexOf(sizes.get(name) as Size)));
    const needed = neededSize(change);
    expect(largest >= SIZES.indexOf(needed) ? [] : { needed, ...change }).toEqual([]);
    const told = change.broken.length === 0 || waiting.some(({ summary }) => /^To do:/m.test(summary));
    expect(told ? [] : { 'a changeset has to say what to do, in a paragraph "To do: ..."': change.broken }).toEqual([]);
  });
});

describe('a change of a command line', () => {
  const before = 'declare const COMMANDS: {\n    readonly "dwh": "check" | "--out";\n};\ndeclare const VARIABLES: "DWH_A" | "DWH_B";\n';
  it.each([
    ['a flag more', '"--out"', '"--out" | "--team"', 'minor'],
    ['a command less', '"check" | ', '', 'major'],
    ['another flag', '"--out"', '"--to"', 'major'],
    ['a variable more', '"DWH_B"', '"DWH_B" | "DWH_C"', 'minor'],
    ['a variable less', ' | "DWH_B"', '', 'major'],
  ])('by %s', (_what, old, now, expected) => {
    expect(neededSize(apiChange(before, before.replace(old, now)))).toBe(expected);
  });
});

describe('a change of an API', () => {
  const size = (before: string, after: string) => neededSize(apiChange(apiReport(before), apiReport(after)));
  const api = `
    /** What to push. */
    interface Options { readonly table: string; readonly way?: 'a' | 'b'; }
    interface Receipt { readonly rows: number; readonly last: string | null; state: 'new' | 'same'; }
    type Result = { readonly outcome: 'done'; readonly receipt: Receipt } | { readonly outcome: 'failed' };
    interface Listening { onResult?: (result: Result, count: number) => void; }
    declare class Client { private secret; constructor(name: string); static of(name: string): Client; read(): string; read(day: string): string; listen(to: Listening, often?: boolean): void; }
    declare function json(): string;
    declare function json(schema: string): number;
    declare const CODES: { readonly BUSY: { readonly remedy: "Wait until the other push of this partition ends." }; };
    declare function push(options: Options): Promise<Receipt>;
    export { push, CODES, json, Client };
    export type { Options, Receipt };
  `;

  it.each([
    ['nothing', '', '', 'none'],
    ['a docstring', 'What to push', 'What else to push', 'none'],
    ['a text', 'Wait until the other push', 'Wait: the other push', 'none'],
    ['the order', 'push, CODES', 'CODES, push', 'none'],
    ['an option that may be left out', 'readonly table: string;', 'readonly table: string; readonly team?: string;', 'minor'],
    ['a choice more', "'a' | 'b'", "'a' | 'b' | 'c'", 'minor'],
    ['more in what is returned', 'readonly rows: number;', 'readonly rows: number; readonly bytes: number;', 'minor'],
    ['an export more', 'export { push, CODES, json, Client };', 'export { push, CODES, json, Client }; export declare function plan(options: Options): void;', 'minor'],
    ['a code more', 'declare const CODES: {', 'declare const CODES: { readonly GONE: { readonly remedy: "None" };', 'minor'],
    ['an option that has to be given', 'readonly table: string;', 'readonly table: string; readonly team: string;', 'major'],
    ['an option that is gone', 'readonly table: string;', '', 'major'],
    ['an option of another type', 'table: string', 'table: URL', 'major'],
    ['a choice less', "'a' | 'b'", "'a'", 'major'],
    ['less in what is returned', 'readonly rows: number;', '', 'major'],
    ['an export less', 'push, CODES', 'push', 'major'],
    ['a parameter more', 'push(options: Options)', 'push(options: Options, team: string)', 'major'],
    ['another code', 'BUSY', 'LEASED', 'major'],
    ['a choice more of what is returned', "'new' | 'same'", "'new' | 'same' | 'old'", 'minor'],
    ['nothing where something was returned', 'string | null', 'string | null | undefined', 'major'],
    ['what can no longer be written', 'state:', 'readonly state:', 'major'],
    ['an overload more', 'declare function json(schema: string): number;', 'declare function json(schema: string): number; declare function json(schema: URL): URL;', 'minor'],
    ['the first overload less', 'declare function json(): string;', '', 'major'],
    ['a parameter of another name', 'push(options:', 'push(what:', 'none'],
    ['a parameter that may be left out', 'push(options: Options)', 'push(options: Options, team?: string)', 'minor'],
    ['parameters that may follow', 'push(options: Options)', 'push(options: Options, ...more: Options[])', 'minor'],
    ['a parameter that may be left out now', 'push(options: Options)', 'push(options?: Options)', 'minor'],
    ['a parameter that has to be given now', 'often?:', 'often:', 'major'],
    ['a parameter that takes more', 'json(schema: string)', 'json(schema: string | URL)', 'minor'],
    ['a parameter that takes less', 'of(name: string)', "of(name: 'a')", 'major'],
    ['a parameter less', 'push(options: Options)', 'push()', 'major'],
    ['another answer', 'Promise<Receipt>', 'Promise<string>', 'major'],
    ['an option that may be left out now', 'readonly table: string', 'readonly table?: string', 'minor'],
    ['an option that takes more', 'readonly table: string', 'readonly table: string | URL', 'minor'],
    ['an answer that may be left out', 'readonly rows: number', 'readonly rows?: number', 'major'],
    ['an answer that may be something else', 'readonly rows: number', 'readonly rows: number | bigint', 'major'],
    ['an answer that is always there now', 'readonly last: string | null', 'readonly last: string', 'minor'],
    ['an outcome more', "{ readonly outcome: 'failed' }", "{ readonly outcome: 'failed' } | { readonly outcome: 'skipped' }", 'minor'],
    ['an outcome less', "{ readonly outcome: 'failed' }", 'never', 'major'],
    ['more of an outcome', "readonly outcome: 'failed'", "readonly outcome: 'failed'; readonly error: Error", 'minor'],
    ['less of an outcome', "readonly outcome: 'done'; readonly receipt: Receipt", "readonly outcome: 'done'", 'major'],
    ['what a callback is told more', 'count: number', 'count: number, day: string', 'minor'],
    ['what a callback is no longer told', ', count: number', '', 'major'],
    ['what a callback is told by another name', 'result: Result', 'it: Result', 'none'],
    ['what nobody may use', 'private secret;', 'private other; private more;', 'none'],
    ['a constructor that wants more', 'constructor(name: string)', 'constructor(name: string, team: string)', 'major'],
    ['a method that is private now', 'read(): string; read(day: string): string;', 'private read;', 'major'],
    ['a method that is no longer static', 'static of', 'of', 'major'],
    ["a method's overload less", 'read(): string;', '', 'major'],
    ["a method's last overload less", 'read(day: string): string;', '', 'major'],
    ['a method more', 'listen(', 'close(): void; listen(', 'minor'],
    ['the last overload less', 'declare function json(schema: string): number;', '', 'major'],
  ])('by %s', (_what, old, now, expected) => {
    expect(api).toContain(old);
    expect(size(api, api.replace(old, now))).toBe(expected);
  });
});
