import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, expect, it } from 'vitest';

import { checkTarballs } from '../../scripts/release/check-tarballs.ts';
import { pack, type Packed } from '../../scripts/release/pack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'dwh-packages-'));
let packed: readonly Packed[];

afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('the packages are fit to be published: publint, are-the-types-wrong, what is in them, what they weigh', async () => {
  packed = pack(directory, undefined, root);
  await checkTarballs(packed);
});

it('what is wrong with a package is told, all of it', async () => {
  const [local] = packed.filter(({ name }) => name === '@bm/dwh-local');
  const wrong = { ...local!, name: '@bm/unknown', files: [...local!.files.filter((file) => file !== 'LICENSE'), 'dist/index.js.map', 'src/index.ts'] };
  await expect(checkTarballs([wrong])).rejects.toThrow(/LICENSE is missing\n.*index\.js\.map is nothing that a user needs\n.*src\/index\.ts is nothing that a user needs\n.*its budget in scripts\/release\/size-budgets\.ts is 0$/);
});

it('nothing is there that nobody uses, and nothing is used that is not asked for: knip', () => {
  const { status, stdout } = knip();
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

function knip(): { readonly status: number; readonly stdout: string } {
  try {
    return { status: 0, stdout: execFileSync(process.execPath, [join(root, 'node_modules/knip/bin/knip.js'), '--no-progress'], { cwd: root, encoding: 'utf8' }) };
  } catch (error) {
    return error as { status: number; stdout: string };
  }
}
