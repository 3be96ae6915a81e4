import type { Column } from '../contract/column.js';
import type { Contract } from '../contract/contract.js';
import { DwhPushError } from '../errors.js';
import type { PolicyTags } from '../ports/policy-tags.js';
import { ServiceError } from '../ports/service-error.js';

interface TagOptions {
  readonly policyTags: PolicyTags;
  /** `projects/../locations/../taxonomies/..`: where the tag of a class is the one that is called like it. */
  readonly taxonomy: string | undefined;
}

/**
 * The contract with the policy tag of every column of personal data: that which the contract names, or that of its class in the company's taxonomy.
 *
 * @throws DwhPushError `LOAD_POLICY_TAG_MISSING`, `LOAD_POLICY_TAG_FORBIDDEN`, `LOAD_FAILED`
 */
export async function tagPersonalData(contract: Contract, { policyTags, taxonomy }: TagOptions): Promise<Contract> {
  const untagged = classesWithoutTag(contract.columns);
  if (untagged.size === 0) return contract;
  return { ...contract, columns: withTags(contract.columns, await tagsOfClasses([...untagged], { policyTags, taxonomy })) };
}

/** The policy tag of one class. @throws DwhPushError as `tagPersonalData` does */
export async function tagOfClass(name: string, options: TagOptions): Promise<string> {
  return (await tagsOfClasses([name], options)).get(name) as string;
}

async function tagsOfClasses(classes: readonly string[], { policyTags, taxonomy }: TagOptions): Promise<ReadonlyMap<string, string>> {
  const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  if (taxonomy === undefined) throw new DwhPushError('LOAD_POLICY_TAG_MISSING', `The contract has personal data of class ${list(classes)}, and no taxonomy is configured in which its policy tag is looked for.`);
  const tags = await tagsOf(policyTags, taxonomy);
  const missing = classes.filter((name) => !tags.has(name));
  if (missing.length > 0) throw new DwhPushError('LOAD_POLICY_TAG_MISSING', `The taxonomy ${taxonomy} has no policy tag called ${list(missing)}.`);
  return tags;
}

function classesWithoutTag(columns: readonly Column[]): Set<string> {
  return new Set(columns.flatMap(({ personalData, policyTag, fields }) => [...(personalData !== undefined && policyTag === undefined ? [personalData] : []), ...classesWithoutTag(fields ?? [])]));
}

async function tagsOf(policyTags: PolicyTags, taxonomy: string): Promise<ReadonlyMap<string, string>> {
  try {
    return await policyTags.list(taxonomy);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.forbidden) throw new DwhPushError('LOAD_POLICY_TAG_FORBIDDEN', `The policy tags of ${taxonomy} may not be read: ${error.where}.`, { cause: error });
    if (error.status === 404) throw new DwhPushError('LOAD_POLICY_TAG_MISSING', `The taxonomy ${taxonomy} does not exist, or this identity may not see it.`, { cause: error });
    throw new DwhPushError('LOAD_FAILED', `The policy tags could not be looked up: ${error.reason} (${error.call}).`, { cause: error });
  }
}

function withTags(columns: readonly Column[], tags: ReadonlyMap<string, string>): readonly Column[] {
  return columns.map((column) => ({
    ...column,
    policyTag: column.policyTag ?? (column.personalData === undefined ? undefined : tags.get(column.personalData)),
    fields: column.fields === undefined ? undefined : withTags(column.fields, tags),
  }));
}
