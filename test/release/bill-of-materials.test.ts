import { expect, it } from 'vitest';

import { billOfMaterials, licenceOf, type Bill } from '../../scripts/release/bill-of-materials.ts';

const packages = [
  { name: '@bm/a', version: '1.0.0', directory: 'packages/a', dependencies: { '@bm/b': '2.0.0' } },
  { name: '@bm/b', version: '2.0.0', directory: 'packages/b', dependencies: { used: '1.1.1' } },
];
const component = (name: string) => ({ 'bom-ref': `${name}@1.1.1`, name, version: '1.1.1', licenses: [{ license: { id: 'MIT' } }] });
const whole: Bill = {
  metadata: { component: {} },
  components: [...['used', 'behind', 'tested-with'].map(component), { 'bom-ref': '@bm/b@2.0.0', name: 'b', version: '2.0.0' }],
  dependencies: [
    { ref: 'repository@0.0.0', dependsOn: ['@bm/a@1.0.0', '@bm/b@2.0.0'] },
    { ref: '@bm/a@1.0.0', dependsOn: ['@bm/b@2.0.0', 'tested-with@1.1.1'] },
    { ref: '@bm/b@2.0.0', dependsOn: ['used@1.1.1', '@bm/a@1.0.0', 'tested-with@1.1.1'] },
    { ref: 'used@1.1.1', dependsOn: ['behind@1.1.1'] },
    { ref: 'behind@1.1.1', dependsOn: [] },
  ],
};

it('a package is billed with what is installed with it, not with what it is tested with', () => {
  const names = (index: number) => billOfMaterials(whole, packages[index]!, packages).components.map(({ name }) => name);
  expect(names(0)).toEqual(['used', 'behind', '@bm/b']);
  expect(names(1)).toEqual(['used', 'behind']);
});

it('a bill says whose it is', () => {
  expect(billOfMaterials(whole, packages[0]!, packages).metadata.component).toMatchObject({ name: '@bm/a', version: '1.0.0', purl: 'pkg:npm/%40bm/a@1.0.0' });
});

it('a licence is told as the package tells it', () => {
  expect(licenceOf(component('used'))).toBe('MIT');
  expect(licenceOf({ ...component('used'), licenses: [{ expression: '(MIT OR ISC)' }] })).toBe('(MIT OR ISC)');
});
