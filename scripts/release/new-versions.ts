import { join } from 'node:path';

import { fileAt, hasTag } from './git.ts';
import { tagOf, type Manifest, type Package } from './packages.ts';
import { isPublished } from './registry.ts';

/** Refuses versions that there are: taken for published, what was made now would reach nobody. @throws Error */
export function requireNewVersions(made: readonly Package[]): void {
  const taken = made.filter((pkg) => hasTag(tagOf(pkg)) || isPublished(pkg)).map(tagOf);
  if (taken.length > 0) {
    throw new Error(
      `${taken.join(', ')}: there is such a version already, made of another commit, or a tag of the name. Nothing was published. Versions only go up: if a commit that made versions was reverted, put package.json, CHANGELOG.md and api/released.d.ts of the packages back as that commit had them. A tag that somebody else made has to go.`,
    );
  }
}

/** Refuses tags that lie on a commit of another version: a tag says which commit a package was made of. @throws Error */
export function requireTagsOfTheirVersions(packages: readonly Package[]): void {
  const wrong = packages.filter((pkg) => hasTag(tagOf(pkg)) && versionAt(tagOf(pkg), pkg.directory) !== pkg.version).map(tagOf);
  if (wrong.length > 0) throw new Error(`The tag ${wrong.join(', ')} is on a commit that is not of this version: somebody else made it. Delete it, and run the same again.`);
}

function versionAt(tag: string, directory: string): string | undefined {
  const written = fileAt(`refs/tags/${tag}`, join(directory, 'package.json'));
  return written === undefined ? undefined : (JSON.parse(written) as Manifest).version;
}
