import { globalRegistry, type $ZodType } from 'zod/v4/core';

import { defOf } from './schema-facts.js';

/** What is written on a column with `.meta()`. The outermost value counts; of a pipe, the one of its output first. */
export function metaOf(schema: $ZodType, key: 'description' | 'personalData' | 'policyTag'): unknown {
  const own = globalRegistry.get(schema)?.[key];
  if (own !== undefined) return own;
  const def = defOf(schema);
  if (def.type === 'pipe') return metaOf(def.out, key) ?? metaOf(def.in, key);
  // The elements of an array are what the column holds.
  if (def.type === 'array' && key !== 'description') return metaOf(def.element, key);
  return 'innerType' in def ? metaOf(def.innerType, key) : undefined;
}

/** How a class of personal data is called. */
export const PERSONAL_DATA_CLASS = /^[a-z][a-z0-9_-]{0,62}$/;
const POLICY_TAG = /^projects\/[^/]+\/locations\/[^/]+\/taxonomies\/[^/]+\/policyTags\/[^/]+$/;

/** What is wrong with the classification of a column. */
export function classificationComplaints(schema: $ZodType): string[] {
  const [personalData, policyTag] = [metaOf(schema, 'personalData'), metaOf(schema, 'policyTag')];
  return [
    ...(personalData === undefined || (typeof personalData === 'string' && PERSONAL_DATA_CLASS.test(personalData)) ? [] : ['has a personalData that is no class (lower-case letters, digits, _ and -, at most 63)']),
    ...(policyTag === undefined || (typeof policyTag === 'string' && POLICY_TAG.test(policyTag)) ? [] : ['has a policyTag that is not projects/../locations/../taxonomies/../policyTags/..']),
  ];
}
