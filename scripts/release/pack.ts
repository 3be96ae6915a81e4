import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';

import { head } from './git.ts';
import { packedReadme } from './packed-readme.ts';
import { output } from './run.ts';
import { publicPackages, type Package } from './packages.ts';

export interface Packed extends Package {
  readonly tarball: string;
  readonly files: readonly string[];
  /** Bytes of the tarball, and of what is in it. */
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

interface NpmPacked {
  readonly name: string;
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Packs every public package of a built repository into a directory, which is emptied first.
 *
 * @param url of the repository, which the packed package.json and README then name: CI knows it, what is committed does not
 * @throws Error where a package is not built
 */
export function pack(directory: string, url?: string, root = process.cwd()): readonly Packed[] {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const packages = publicPackages(root);
  const workDirectory = mkdtempSync(join(tmpdir(), 'pack-'));
  try {
    const copies = packages.map((pkg) => copyForUsers(pkg, root, join(workDirectory, basename(pkg.directory)), url));
    const packed = Object.values(JSON.parse(output('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(directory), ...copies], root)) as Record<string, NpmPacked> | NpmPacked[]);
    return packages.map((pkg) => {
      const made = packed.find(({ name }) => name === pkg.name);
      if (made === undefined || !made.files.some(({ path }) => path === 'dist/index.js')) throw new Error(`${pkg.name} is not built: npm run build`);
      return { ...pkg, tarball: join(resolve(directory), made.filename), files: made.files.map(({ path }) => path), packedBytes: made.size, unpackedBytes: made.unpackedSize };
    });
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
  }
}

const NOT_PACKED = new Set(['node_modules', 'src', 'test']);

/** Copies a package with what its files say about the repository. */
function copyForUsers({ directory }: Package, root: string, copy: string, url: string | undefined): string {
  const from = join(root, directory);
  cpSync(from, copy, { recursive: true, filter: (path) => !NOT_PACKED.has(relative(from, path)) });
  edit(join(copy, 'README.md'), (text) => packedReadme(text, directory, url && `${url}/-/blob/${head(root)}`));
  edit(join(copy, 'package.json'), (text) => {
    // What the repository makes and tests it with is not in the package.
    const { scripts: _scripts, devDependencies: _devDependencies, ...manifest } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return JSON.stringify({ ...manifest, ...(url === undefined ? {} : { repository: { type: 'git', url: `git+${url}.git`, directory } }) }, null, 2);
  });
  return copy;
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
