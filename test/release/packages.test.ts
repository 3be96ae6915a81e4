import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createPackageFromTarballData } from '@arethetypeswrong/core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { checkTarballs } from '../../scripts/release/check-tarballs.ts';
import { pack, type Packed } from '../../scripts/release/pack.ts';
import { packedReadme } from '../../scripts/release/packed-readme.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'dwh-packages-'));
let packed: readonly Packed[];

beforeAll(() => void (packed = pack(directory, undefined, root)));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('the packages are fit to be published: publint, are-the-types-wrong, what is in them, what they weigh', async () => {
  await checkTarballs(packed);
});

it('what a README links to is in the package, or where the repository is shown, as it was when the package was made', () => {
  const url = 'https://gitlab.example/data/dwh-push';
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const read = (pkg: Packed) => createPackageFromTarballData(new Uint8Array(readFileSync(pkg.tarball))).readFile(`/node_modules/${pkg.name}/README.md`);
  const [push] = packed.filter(({ name }) => name === '@bm/dwh-push');
  expect(read(push!)).toContain('a dry run (`docs/planning.md` in the repository)');
  const stamped = pack(mkdtempSync(join(directory, 'stamped-')), url, root).find(({ name }) => name === '@bm/dwh-push')!;
  expect(read(stamped)).toContain(`[a dry run](${url}/-/blob/${commit}/docs/planning.md)`);
  expect(packedReadme('[here](SUPPORTED.md), [there](../../docs/a.md#b)', 'packages/x', undefined)).toBe('[here](SUPPORTED.md), there (`docs/a.md#b` in the repository)');
});

it('a package asks for nothing that is not in it: no scripts, nothing that it is tested with', () => {
  for (const pkg of packed) {
    const manifest = createPackageFromTarballData(new Uint8Array(readFileSync(pkg.tarball))).readFile(`/node_modules/${pkg.name}/package.json`);
    expect(Object.keys(JSON.parse(manifest) as object).filter((key) => key === 'scripts' || key === 'devDependencies')).toEqual([]);
  }
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
