// How a changelog is written: what .changeset/config.json names. It needs no network, and names no commits: who upgrades reads what changed for them, and what they have to do.
interface Changeset {
  readonly summary: string;
}

interface Dependency {
  readonly name: string;
  readonly newVersion: string;
}

/** A changeset as it was written; what there is to do stands out. */
export async function getReleaseLine({ summary }: Changeset): Promise<string> {
  const [first = '', ...rest] = summary.trim().replaceAll(/^To do:/gm, '**To do:**').split('\n');
  return [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
}

/** Other packages of this repository that a package asks for anew. */
export async function getDependencyReleaseLine(_changesets: readonly Changeset[], dependencies: readonly Dependency[]): Promise<string> {
  return dependencies.map(({ name, newVersion }) => `- Goes with ${name} ${newVersion}.`).join('\n');
}
