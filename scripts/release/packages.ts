import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Package extends Manifest {
  /** From the root of the repository, `packages/dwh-push`. */
  readonly directory: string;
}

/** The packages that are published, each behind those that it needs: who stops half-way leaves nothing behind that cannot be installed. */
export function publicPackages(root = process.cwd()): readonly Package[] {
  const all = globSync('packages/*/package.json', { cwd: root })
    .toSorted()
    .map((file): Package => ({ ...(JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest), directory: dirname(file) }))
    .filter((pkg) => pkg.private !== true);
  const ordered = new Set<Package>();
  const visit = (pkg: Package): void => {
    for (const needed of all) if (pkg.dependencies?.[needed.name] !== undefined || pkg.peerDependencies?.[needed.name] !== undefined) visit(needed);
    ordered.add(pkg);
  };
  all.forEach(visit);
  return [...ordered];
}

export const tagOf = ({ name, version }: { readonly name: string; readonly version: string }): string => `${name}@${version}`;
