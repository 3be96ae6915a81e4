import { spawnSync } from 'node:child_process';

import type { Packed } from './pack.ts';
import { tagOf } from './packages.ts';
import { isPublished, requirePrivateRegistry } from './registry.ts';

/**
 * Publishes what the registry does not have, one after the other, each behind what it needs.
 *
 * @returns what was published by this call
 * @throws Error with the first that could not be; a repeated call goes on there
 */
export function publish(packed: readonly Packed[], distTag: string): readonly Packed[] {
  requirePrivateRegistry();
  const published: Packed[] = [];
  for (const pkg of packed) {
    if (isPublished(pkg)) {
      console.log(`${tagOf(pkg)} is in the registry.`);
      continue;
    }
    const { status } = spawnSync('npm', ['publish', pkg.tarball, '--tag', distTag, '--ignore-scripts', '--loglevel', 'error'], { stdio: ['ignore', 'inherit', 'inherit'] });
    // An answer that was lost is no failure: the registry says what it has.
    if (status !== 0 && !isPublished(pkg)) throw new Error(`${tagOf(pkg)} could not be published. Run the same again: what is published stays, and the rest follows.`);
    console.log(`${tagOf(pkg)} was published as ${distTag}.`);
    published.push(pkg);
  }
  return published;
}
