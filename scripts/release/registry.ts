import { spawnSync } from 'node:child_process';

import { output } from './run.ts';
import { tagOf, type Package } from './packages.ts';

/** Refuses to go on where npm would publish to the public registry. @throws Error */
export function requirePrivateRegistry(scope = '@bm'): void {
  const registry = output('npm', ['config', 'get', `${scope}:registry`]);
  if (!/^https?:/.test(registry)) throw new Error(`npm knows no registry for ${scope}: set ${scope}:registry, in CI by NPM_CONFIG_USERCONFIG=.gitlab/npmrc. Nothing was published.`);
}

/** What the registry says of a version. */
export interface Published {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * @param spec a version, `@bm/dwh-push@1.4.2`, or what has a dist-tag, `@bm/dwh-push@latest`
 * @returns undefined: the registry has none
 * @throws Error where it does not say, so that a silent registry is not taken for an empty one
 */
export function published(spec: string): Published | undefined {
  const { status, stdout, stderr } = spawnSync('npm', ['view', spec, 'name', 'version', 'dependencies', 'peerDependencies', '--json', '--prefer-online'], { encoding: 'utf8' });
  if (status === 0) return stdout.trim() === '' ? undefined : (JSON.parse(stdout) as Published);
  if (/"code":\s*"E404"/.test(stdout) || /\bE404\b/.test(stderr)) return undefined;
  throw new Error(`The registry does not say whether it has ${spec}: ${stderr.trim().split('\n').at(-1) ?? ''}`);
}

/** Whether the registry has this very version. @throws Error like `published` */
export const isPublished = (pkg: Pick<Package, 'name' | 'version'>): boolean => published(tagOf(pkg)) !== undefined;
