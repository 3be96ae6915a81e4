import { satisfies } from 'semver';

import { tagOf } from './packages.ts';
import type { Published } from './registry.ts';

/** Refuses versions of our packages of which one asks for another than is among them. @throws Error with all that do not fit */
export function requireToGoTogether(versions: readonly Published[]): void {
  const complaints = versions.flatMap((pkg) =>
    versions.flatMap(({ name, version }) => {
      const range = pkg.dependencies?.[name] ?? pkg.peerDependencies?.[name];
      return range === undefined || satisfies(version, range) ? [] : [`${tagOf(pkg)} goes with ${name} ${range}, not with ${version}: name a version of ${pkg.name} that does, too.`];
    }),
  );
  if (complaints.length > 0) throw new Error(`These versions do not go together. Nothing was changed.\n${complaints.join('\n')}`);
}
