import type { Package } from './packages.ts';

/** Of a CycloneDX document what is needed here: https://cyclonedx.org/docs/1.5/json/ */
export interface Bill {
  readonly metadata: { readonly component: object };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly { readonly license?: { readonly id?: string; readonly name?: string }; readonly expression?: string }[];
}

/**
 * The bill of one package: what is installed with it, and nothing of what it is made by.
 *
 * @param whole `npm sbom` of the repository, which knows no bill of a workspace member: it leaves out what other members need for development too
 */
export function billOfMaterials(whole: Bill, pkg: Package, packages: readonly Package[]): Bill {
  const ours = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]));
  const edges = new Map(whole.dependencies.map(({ ref, dependsOn }) => [ref, shipped(ref, dependsOn)]));
  const reached = new Set<string>();
  const reach = (ref: string): void => {
    if (reached.has(ref)) return;
    reached.add(ref);
    edges.get(ref)?.forEach(reach);
  };
  const ref = `${pkg.name}@${pkg.version}`;
  reach(ref);
  return {
    ...whole,
    metadata: { ...whole.metadata, component: { 'bom-ref': ref, type: 'library', name: pkg.name, version: pkg.version, purl: `pkg:npm/${pkg.name.replace('@', '%40')}@${pkg.version}` } },
    components: [...whole.components.filter((component) => !ours.has(component['bom-ref'])), ...membersOf(packages)].filter((component) => component['bom-ref'] !== ref && reached.has(component['bom-ref'])),
    dependencies: whole.dependencies.filter((one) => reached.has(one.ref)).map((one) => ({ ...one, dependsOn: edges.get(one.ref) ?? [] })),
  };

  /** Of our own packages the whole bill also has what they are made and tested with. */
  function shipped(from: string, dependsOn: readonly string[]): readonly string[] {
    const { dependencies } = ours.get(from) ?? {};
    return ours.has(from) ? dependsOn.filter((to) => dependencies?.[to.slice(0, to.lastIndexOf('@'))] !== undefined) : dependsOn;
  }
}

/** npm's bill lists members of a repository by the names of their folders. */
const membersOf = (packages: readonly Package[]): readonly Component[] => packages.map(({ name, version }) => ({ 'bom-ref': `${name}@${version}`, type: 'library', name, version, purl: `pkg:npm/${name.replace('@', '%40')}@${version}` }));

export const licenceOf = ({ licenses = [] }: Component): string => licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '').join(' AND ');
