/**
 * A peer among the packages of this repository is asked for in the minor version that is made together with this one, up to the next major: `>=1.4.0 <2.0.0`.
 *
 * Changesets keeps a range while the new version is in it; this raises its lower bound, so that the newest `@bm/dwh-push` is not installed beside a `@bm/dwh-local` that does not know what it does.
 *
 * @returns the text of a package.json, else as it was
 */
export function requirePeersOfThisVersion(manifest: string, packages: readonly { readonly name: string; readonly version: string }[]): string {
  const { peerDependencies = {} } = JSON.parse(manifest) as { readonly peerDependencies?: Readonly<Record<string, string>> };
  return packages
    .filter(({ name }) => peerDependencies[name] !== undefined)
    .reduce((text, { name, version }) => {
      const [major = 0, minor = 0] = version.split('.').map(Number);
      return text.replace(`"${name}": ${JSON.stringify(peerDependencies[name])}`, `"${name}": ">=${String(major)}.${String(minor)}.0 <${String(major + 1)}.0.0"`);
    }, manifest);
}
