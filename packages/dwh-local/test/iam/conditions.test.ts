import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseCondition } from '../../src/iam/condition/parse-condition.js';
import { attributesOf, type Resource } from '../../src/iam/resource.js';

const object: Resource = { kind: 'object', bucket: 'b', object: 'staging/x.csv' };
const holds = (expression: string, resource: Resource = object) => parseCondition(expression)(attributesOf(resource));

describe('parseCondition', () => {
  it('reads the conditions that grants use', () => {
    const prefix = "resource.type == 'storage.googleapis.com/Object' && resource.name.startsWith('projects/_/buckets/b/objects/staging/')";
    expect(holds(prefix)).toBe(true);
    expect(holds(prefix, { ...object, object: 'other/x.csv' })).toBe(false);
    expect(holds(prefix, { kind: 'bucket', bucket: 'b' })).toBe(false);
    expect(holds(`resource.type != "storage.googleapis.com/Object" || (${prefix})`, { kind: 'bucket', bucket: 'b' })).toBe(true);
    expect(holds("resource.name == 'projects/p/datasets/d/tables/t'", { kind: 'table', project: 'p', dataset: 'd', table: 't' })).toBe(true);
    expect(holds("resource.service == 'bigquery.googleapis.com'", { kind: 'dataset', project: 'p', dataset: 'd' })).toBe(true);
    expect(holds("!resource.name.endsWith('.csv')")).toBe(false);
    expect(holds("resource.name == 'it\\'s'", { kind: 'other', project: 'p', type: 'x/Y', name: "it's" })).toBe(true);
  });

  it('binds && closer than ||, and ! closest', () => {
    const truth: Readonly<Record<string, string>> = { T: "resource.name == resource.name", F: "resource.name != resource.name" };
    const leaf = fc.constantFrom('T', 'F');
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, leaf, fc.tuple(tie('node'), fc.constantFrom('&&', '||'), tie('node')).map((parts) => parts.join(' ')), tie('node').map((inner) => `(${inner})`), leaf.map((inner) => `!${inner}`)),
    }));
    fc.assert(
      fc.property(node, (text) => {
        const javascript = new Function(`return ${text.replaceAll('T', 'true').replaceAll('F', 'false')}`) as () => boolean;
        expect(holds(text.replaceAll(/[TF]/g, (letter) => truth[letter] ?? ''))).toBe(javascript());
      }),
    );
  });

  it.each([
    ["request.time < timestamp('2030-01-01T00:00:00Z')", /request\.time is not supported/],
    ["api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith('a')", /api\.getAttribute is not supported/],
    ["resource.name.matches('a')", /function matches is not supported/],
    ["resource.name.extract('{x}') == 'a'", /function extract is not supported/],
    ["resource.matchTag('a', 'b')", /resource\.matchTag is not supported/],
    ["resource.name in ['a']", /"in" is not supported/],
    ['true', /"true" is not supported|the end/],
    ["resource.name == 'a' && ", /the end is not expected/],
    ["(resource.name == 'a'", /the end is found .* "\)"/],
    ["resource.name == 'a' resource.name", /"resource" is not expected/],
    ["resource.name == 'a", /cannot hold "'"/],
    ['resource.name == 1', /numbers \(1\)/],
    ['', /the end is not expected/],
  ])('refuses %j by name', (expression, message) => {
    expect(() => parseCondition(expression)).toThrow(message);
  });

  it('ends with a condition or its own error, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('resource', '.', 'name', 'type', '==', '&&', '||', '!', '(', ')', "'a'", 'startsWith', ' ')).map((parts) => parts.join(''))), (text) => {
        try {
          expect(typeof holds(text)).toBe('boolean');
        } catch (error) {
          expect(error).toMatchObject({ name: 'ConditionError' });
        }
      }),
    );
  });
});
