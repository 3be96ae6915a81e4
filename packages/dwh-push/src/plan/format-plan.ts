import type { PushPlan } from './push-plan.js';

/** A plan as a person reads it: what, from where, and what stands against it. Several lines, without a line break at the end. */
export function formatPlan(plan: PushPlan): string {
  const { warnings, errors } = plan;
  return [
    titleOf(plan),
    line('source', sourceOf(plan)),
    line('way', `${plan.way.kind}: ${plan.way.why}`),
    line('columns', columnsOf(plan)),
    ...plan.quota.map(({ limit, most, used }) => line('quota', `${limit}: ${used === undefined ? `at most ${count(most)}` : `${count(used)} of ${count(most)}`}`)),
    ...warnings.map((warning) => line('warning', warning)),
    ...errors.map(({ code, message, remedy }) => line('error', `${message} (${code})\n${remedy}`)),
  ].join('\n');
}

function titleOf({ table, partition, partitionDate, action, errors }: PushPlan): string {
  const what = { 'create-table': partitionDate === undefined ? 'the table would be created' : `the table would be created, with the partition ${partitionDate}`, 'replace-partition': `the partition ${partitionDate} would be replaced`, 'replace-table': 'the whole table would be replaced' };
  const place = partition === undefined ? table : `${table}$${partition}`;
  return errors.length === 0 ? `${place}: ${what[action]}` : `${place}: nothing would change, for the push would fail (${errors[0]?.code})`;
}

const WIDTH = 9;

/** What is longer than a line goes on under its first. */
function line(label: string, text: string): string {
  return `  ${label.padEnd(WIDTH)}${text.replaceAll('\n', `\n  ${' '.repeat(WIDTH)}`)}`;
}

function sourceOf({ source: { name, bytes, objects = 1 } }: PushPlan): string {
  const facts = [...(objects > 1 ? [`${count(objects)} objects`] : []), ...(bytes === undefined ? [] : [`${count(bytes)} bytes`])];
  return facts.length === 0 ? name : `${name} (${facts.join(', ')})`;
}

function columnsOf({ action, schema: { added, relaxed, conflict = [] } }: PushPlan): string {
  if (action === 'create-table') return `${count(added.length)} new: ${added.map(({ name, type, mode }) => `${name} ${typeText(type, mode)}`).join(', ')}`;
  const changes = [...added.map(({ name, type, mode }) => `${name}: new, ${typeText(type, mode)}`), ...relaxed.map((name) => `${name}: REQUIRED -> NULLABLE`), ...conflict];
  return changes.length === 0 ? 'as they are' : changes.join('\n');
}

function typeText(type: string, mode: string): string {
  if (mode === 'REPEATED') return `ARRAY<${type}>`;
  return mode === 'REQUIRED' ? `${type} NOT NULL` : type;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
