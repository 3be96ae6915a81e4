import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

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
 * @param url of the repository, which the packed package.json then names: CI knows it, what is committed does not
 * @throws Error where a package is not built
 */
export function pack(directory: string, url?: string, root = process.cwd()): readonly Packed[] {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const packages = publicPackages(root);
  const restore = url === undefined ? [] : packages.map((pkg) => stampRepository(join(root, pkg.directory, 'package.json'), url, pkg));
  try {
    const workspaces = packages.flatMap(({ name }) => ['--workspace', name]);
    const packed = Object.values(JSON.parse(output('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', directory, ...workspaces], root)) as Record<string, NpmPacked> | NpmPacked[]);
    return packages.map((pkg) => {
      const made = packed.find(({ name }) => name === pkg.name);
      if (made === undefined || !made.files.some(({ path }) => path === 'dist/index.js')) throw new Error(`${pkg.name} is not built: npm run build`);
      return { ...pkg, tarball: join(resolve(directory), made.filename), files: made.files.map(({ path }) => path), packedBytes: made.size, unpackedBytes: made.unpackedSize };
    });
  } finally {
    for (const back of restore) back();
  }
}

function stampRepository(file: string, url: string, { directory }: Package): () => void {
  const written = readFileSync(file, 'utf8');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(written) as object), repository: { type: 'git', url: `git+${url}.git`, directory } }, null, 2));
  return () => writeFileSync(file, written);
}
