import { spawnSync } from 'node:child_process';

import { output } from './run.ts';
import { tagOf, type Package } from './packages.ts';

/** Refuses to go on where npm would publish to the public registry. @throws Error */
export function requirePrivateRegistry(scope = '@bm'): void {
  const registry = output('npm', ['config', 'get', `${scope}:registry`]);
  if (!/^https?:/.test(registry)) throw new Error(`npm knows no registry for ${scope}: set ${scope}:registry, in CI by NPM_CONFIG_USERCONFIG=.gitlab/npmrc. Nothing was published.`);
}

/** Whether the registry has this very version. @throws Error where it does not say, so that a silent registry is not taken for an empty one */
export function isPublished(pkg: Pick<Package, 'name' | 'version'>): boolean {
  const { status, stdout, stderr } = spawnSync('npm', ['view', tagOf(pkg), 'version', '--json', '--prefer-online'], { encoding: 'utf8' });
  if (status === 0) return stdout.trim() !== '';
  if (/"code":\s*"E404"/.test(stdout) || /\bE404\b/.test(stderr)) return false;
  throw new Error(`The registry does not say whether it has ${tagOf(pkg)}: ${stderr.trim().split('\n').at(-1) ?? ''}`);
}
