import type { StoredObject } from '../stored.js';
import type { LifecycleCondition, LifecycleRule } from './lifecycle-rule.js';

const DAY_MS = 86_400_000;

/** Cheaper at rest from left to right; an object only moves to the right. */
const COLDER = ['STANDARD', 'NEARLINE', 'COLDLINE', 'ARCHIVE'];

/**
 * What a bucket's rules want done with a generation now; undefined = nothing. Deleting goes before a storage class, a colder class before a warmer one.
 * https://docs.cloud.google.com/storage/docs/lifecycle
 * @param newer - how many generations of the name came after it
 */
export function dueAction(rules: readonly LifecycleRule[], object: StoredObject, newer: number, now: number): { delete: true } | { storageClass: string } | undefined {
  const due = rules.filter(({ condition }) => holds(condition, object, newer, now)).map(({ action }) => action);
  if (due.some((action) => action.type === 'Delete')) return { delete: true };
  const rank = (storageClass: string) => Math.max(COLDER.indexOf(storageClass), 0);
  const classes = due.flatMap((action) => (action.type === 'SetStorageClass' ? [action.storageClass] : [])).toSorted((a, b) => rank(b) - rank(a));
  const [coldest] = classes;
  return coldest === undefined || rank(coldest) <= rank(object.storageClass ?? 'STANDARD') ? undefined : { storageClass: coldest };
}

function holds(condition: LifecycleCondition, object: StoredObject, newer: number, now: number): boolean {
  const { name, timeCreated, customTime, timeDeleted, storageClass = 'STANDARD' } = object;
  const over = (since: string | undefined, days: number | undefined) => days === undefined || (since !== undefined && Date.parse(since) + days * DAY_MS <= now);
  const before = (time: string | undefined, day: string | undefined) => day === undefined || (time !== undefined && Date.parse(time) < Date.parse(day));
  return (
    over(timeCreated, condition.age) &&
    over(customTime, condition.daysSinceCustomTime) &&
    over(timeDeleted, condition.daysSinceNoncurrentTime) &&
    before(timeCreated, condition.createdBefore) &&
    before(customTime, condition.customTimeBefore) &&
    before(timeDeleted, condition.noncurrentTimeBefore) &&
    (condition.isLive === undefined || condition.isLive === (timeDeleted === undefined)) &&
    (condition.numNewerVersions === undefined || newer >= condition.numNewerVersions) &&
    (condition.matchesPrefix?.some((prefix) => name.startsWith(prefix)) ?? true) &&
    (condition.matchesSuffix?.some((suffix) => name.endsWith(suffix)) ?? true) &&
    (condition.matchesStorageClass?.includes(storageClass) ?? true)
  );
}
