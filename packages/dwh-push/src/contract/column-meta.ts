import { globalRegistry, type $ZodType } from 'zod/v4/core';

import { defOf } from './schema-facts.js';

type Key = 'description' | 'personalData' | 'policyTag';

/** What is written on a column with `.meta()`. The outermost value counts; of a pipe, the one of its output first. */
export function metaOf(schema: $ZodType, key: Key): unknown {
  return metasOf(schema, key)[0];
}

/** All values that count, where parts of a schema that stand beside each other have different ones. */
function metasOf(schema: $ZodType, key: Key): readonly unknown[] {
  const own = globalRegistry.get(schema)?.[key];
  if (own !== undefined) return [own];
  const def = defOf(schema);
  if (def.type === 'pipe') {
    const ofOutput = metasOf(def.out, key);
    return ofOutput.length > 0 ? ofOutput : metasOf(def.in, key);
  }
  if ('innerType' in def) return metasOf(def.innerType, key);
  // What a column holds is classified with it; a description is of the column alone.
  return key === 'description' ? [] : [...new Set(partsOf(def).flatMap((part) => metasOf(part, key)))];
}

function partsOf(def: ReturnType<typeof defOf>): readonly $ZodType[] {
  if (def.type === 'array') return [def.element];
  if (def.type === 'union') return def.options;
  return def.type === 'intersection' ? [def.left, def.right] : [];
}

/** How a class of personal data is called. */
export const PERSONAL_DATA_CLASS = /^[a-z][a-z0-9_-]{0,62}$/;
const POLICY_TAG = /^projects\/[^/]+\/locations\/[^/]+\/taxonomies\/[^/]+\/policyTags\/[^/]+$/;

/** What is wrong with the classification of a column. */
export function classificationComplaints(schema: $ZodType): string[] {
  const [[personalData, ...otherClasses], [policyTag, ...otherTags]] = [metasOf(schema, 'personalData'), metasOf(schema, 'policyTag')];
  return [
    ...(otherClasses.length + otherTags.length === 0 ? [] : ['has several classes of personal data or policy tags (write the one that counts on the whole column)']),
    ...(personalData === undefined || (typeof personalData === 'string' && PERSONAL_DATA_CLASS.test(personalData)) ? [] : ['has a personalData that is no class (lower-case letters, digits, _ and -, at most 63)']),
    ...(policyTag === undefined || (typeof policyTag === 'string' && POLICY_TAG.test(policyTag)) ? [] : ['has a policyTag that is not projects/../locations/../taxonomies/../policyTags/..']),
  ];
}
