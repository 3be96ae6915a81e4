import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

interface Import {
  /** `dwh-push/src/steps/load/load.ts`. */
  readonly from: string;
  /** The same for a file of the repository, a package's name otherwise. */
  readonly to: string;
}

const sources = (name: string, folder = 'src') =>
  readdirSync(join(packages, name, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(packages, name, folder, file));

function importsOf(name: string, folder?: string): Import[] {
  return sources(name, folder).flatMap((file) =>
    ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => ({
      from: relative(packages, file),
      to: fileName.startsWith('.') ? relative(packages, join(dirname(file), fileName)).replace(/\.js$/, '.ts') : fileName,
    })),
  );
}

const broken = (imports: readonly Import[], forbidden: (arrow: Import) => boolean) => imports.filter(forbidden).map(({ from, to }) => `${from} -> ${to}`);
const stepOf = (file: string) => /^dwh-push\/src\/steps\/([^/]+)\//.exec(file)?.[1];

describe('import arrows', () => {
  const push = importsOf('dwh-push');

  it('are found at all', () => {
    expect(push.length).toBeGreaterThan(50);
    expect(push).toContainEqual({ from: 'dwh-push/src/publish.ts', to: 'dwh-push/src/steps/load/load.ts' });
  });

  it('no step imports another step: what they share lies beside them', () => {
    expect(broken(push, ({ from, to }) => stepOf(from) !== undefined && stepOf(to) !== undefined && stepOf(from) !== stepOf(to))).toEqual([]);
  });

  it('steps, ports and shared do not know Google', () => {
    expect(broken(push, ({ from, to }) => /^dwh-push\/src\/(steps|ports|shared|contract|batch)\//.test(from) && (to.startsWith('dwh-push/src/google/') || to.startsWith('@google-cloud/')))).toEqual([]);
  });

  it('only google/ loads the clients of Google; elsewhere their types may be named', () => {
    const loads = sources('dwh-push')
      .filter((file) => !file.includes('/google/'))
      .flatMap((file) => readFileSync(file, 'utf8').split('\n').filter((line) => /from '(@google-cloud|google-auth-library)/.test(line) && !line.startsWith('import type')).map((line) => `${relative(packages, file)}: ${line}`));
    expect(loads).toEqual([]);
  });

  it('ports and shared import nothing of the domain', () => {
    expect(broken(push, ({ from, to }) => /^dwh-push\/src\/(ports|shared)\//.test(from) && /^dwh-push\//.test(to) && !/^dwh-push\/src\/(ports|shared)\//.test(to))).toEqual([]);
  });

  it('dwh-local and dwh-push do not know each other, but for the one door', () => {
    const both = [...push, ...importsOf('dwh-local')];
    const across = broken(both, ({ from, to }) => {
      const [other] = from.startsWith('dwh-push/') ? ['dwh-local'] : ['dwh-push'];
      return to.startsWith(`${other}/`) || to.startsWith(`@bm/${other}`);
    });
    expect(across).toEqual(['dwh-push/src/google/local-endpoint.ts -> @bm/dwh-local']);
  });

  it('the page of the local warehouse knows only what its browser has, and the wire', () => {
    const page = importsOf('dwh-local', 'page');
    expect(page.length).toBeGreaterThan(50);
    expect(broken(page, ({ to }) => !to.startsWith('dwh-local/page/'))).toEqual([]);
  });

  it('the pipeline knows the library by its name only', () => {
    expect(broken(importsOf('catalog-pipeline'), ({ to }) => to.startsWith('dwh-') || to.startsWith('@google-cloud/') || to === '@bm/dwh-local')).toEqual([]);
  });
});
