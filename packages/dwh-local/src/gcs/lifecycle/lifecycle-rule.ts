import { invalid, notServed } from '../refusals.js';
import { storageClassOf } from '../storage-class.js';

export interface LifecycleRule {
  readonly action: { readonly type: 'Delete' } | { readonly type: 'SetStorageClass'; readonly storageClass: string } | { readonly type: 'AbortIncompleteMultipartUpload' };
  readonly condition: LifecycleCondition;
}

/** All that are there must hold. Days are whole days; dates are days in UTC. */
export interface LifecycleCondition {
  readonly age?: number;
  readonly createdBefore?: string;
  readonly customTimeBefore?: string;
  readonly daysSinceCustomTime?: number;
  readonly daysSinceNoncurrentTime?: number;
  readonly isLive?: boolean;
  readonly matchesPrefix?: readonly string[];
  readonly matchesStorageClass?: readonly string[];
  readonly matchesSuffix?: readonly string[];
  readonly noncurrentTimeBefore?: string;
  readonly numNewerVersions?: number;
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const isCount = (value: unknown) => Number.isSafeInteger(Number(value)) && Number(value) >= 0 && value !== '' && typeof value !== 'boolean';
const isDay = (value: unknown) => typeof value === 'string' && DAY.test(value);
const isTexts = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '');

const CONDITIONS: Readonly<Record<keyof LifecycleCondition, (value: unknown) => boolean>> = {
  age: isCount,
  createdBefore: isDay,
  customTimeBefore: isDay,
  daysSinceCustomTime: isCount,
  daysSinceNoncurrentTime: isCount,
  isLive: (value) => typeof value === 'boolean',
  matchesPrefix: isTexts,
  matchesStorageClass: isTexts,
  matchesSuffix: isTexts,
  noncurrentTimeBefore: isDay,
  numNewerVersions: isCount,
};

/** The conditions that SUPPORTED.md lists. */
export const LIFECYCLE_CONDITIONS = Object.keys(CONDITIONS);

const MAX_RULES = 100;

/** The `lifecycle` of a bucket; undefined where it has no rules. @throws ApiError 400 */
export function lifecycleRules(sent: unknown): readonly LifecycleRule[] | undefined {
  if (!isObject(sent)) throw invalid('Invalid lifecycle configuration.');
  const rules = sent['rule'] ?? [];
  if (!Array.isArray(rules) || rules.length > MAX_RULES) throw invalid(`A lifecycle configuration has a list of at most ${MAX_RULES} rules.`);
  return rules.length === 0 ? undefined : rules.map(ruleOf);
}

function ruleOf(sent: unknown): LifecycleRule {
  const action = isObject(sent) ? sent['action'] : undefined;
  const type = isObject(action) ? action['type'] : undefined;
  if (!isObject(sent) || !isObject(action) || (type !== 'Delete' && type !== 'SetStorageClass' && type !== 'AbortIncompleteMultipartUpload')) throw invalid('A lifecycle rule must have an action of type Delete, SetStorageClass or AbortIncompleteMultipartUpload.');
  const condition = conditionOf(sent['condition']);
  if (type === 'SetStorageClass') return { action: { type, storageClass: storageClassOf(action['storageClass']) }, condition };
  if (type === 'AbortIncompleteMultipartUpload' && Object.keys(condition).some((name) => !['age', 'matchesPrefix', 'matchesSuffix'].includes(name))) throw invalid('A lifecycle rule that aborts uploads takes only the conditions age, matchesPrefix and matchesSuffix.');
  return { action: { type }, condition };
}

function conditionOf(sent: unknown): LifecycleCondition {
  if (!isObject(sent)) throw invalid('A lifecycle rule must have a condition.');
  const entries = Object.entries(sent).filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0));
  if (entries.length === 0) throw invalid('A lifecycle rule must have at least one condition.');
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (!Object.hasOwn(CONDITIONS, name)) throw notServed(`The lifecycle condition ${JSON.stringify(name)}`);
      if (!CONDITIONS[name as keyof LifecycleCondition](value)) throw invalid(`Invalid value for the lifecycle condition ${JSON.stringify(name)}.`);
      return [name, CONDITIONS[name as keyof LifecycleCondition] === isCount ? Number(value) : value];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
