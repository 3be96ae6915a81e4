import { readFileSync } from 'node:fs';

import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import type { Packed } from './pack.ts';
import { tagOf } from './packages.ts';
import { SIZE_BUDGETS } from './size-budgets.ts';

/** What every tarball has, and what none may have. */
const NEEDED = ['package.json', 'README.md', 'LICENSE', 'NOTICE', 'dist/index.js', 'dist/index.cjs', 'dist/index.d.ts', 'dist/index.d.cts'];
const ALLOWED = /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|NOTICE|SUPPORTED\.md|(dist|bin)\/[^/]+\.c?js|dist\/index\.d\.c?ts|dist\/page\/[^/]+\.(js|css|html)|sample\/[^/]+\.csv)$/;

/**
 * Checks packages as their users get them: publint, are-the-types-wrong, what is in them, what they weigh.
 *
 * @throws Error with all complaints at once
 */
export async function checkTarballs(packed: readonly Packed[]): Promise<void> {
  const complaints = (await Promise.all(packed.map(complaintsOf))).flat();
  if (complaints.length > 0) throw new Error(`The packages are not fit to be published:\n${complaints.join('\n')}`);
}

async function complaintsOf(pkg: Packed): Promise<readonly string[]> {
  const data = new Uint8Array(readFileSync(pkg.tarball));
  const { messages, pkg: manifest } = await publint({ pack: { tarball: data.buffer }, strict: true });
  const contents = createPackageFromTarballData(data);
  const { types, ...analysis } = await checkPackage(contents);
  const budget = SIZE_BUDGETS[pkg.name] ?? 0;
  const complaints = [
    ...messages.map((message) => formatMessage(message, manifest ?? {}) ?? message.code),
    ...(types === false ? ['it has no types'] : []),
    ...('problems' in analysis ? analysis.problems.map(({ kind }) => `its types are wrong: ${kind}`) : []),
    ...NEEDED.filter((file) => !pkg.files.includes(file)).map((file) => `${file} is missing`),
    ...pkg.files.filter((file) => !ALLOWED.test(file)).map((file) => `${file} is nothing that a user needs`),
    ...linksOf(contents.tryReadFile(`/node_modules/${pkg.name}/README.md`) ?? '').filter((link) => !pkg.files.includes(link)).map((link) => `its README links to ${link}, which is not in it`),
    ...(pkg.packedBytes > budget ? [`it weighs ${String(pkg.packedBytes)} bytes; its budget in scripts/release/size-budgets.ts is ${String(budget)}`] : []),
  ];
  return complaints.map((complaint) => `${tagOf(pkg)}: ${complaint}`);
}

/** The files that a text links to. */
function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) => link as string);
}
