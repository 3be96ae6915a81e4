import type { BrokenRule, CompiledCheck } from './count-query.js';
import { isAll, type FileFacts } from './whole-files.js';

/** How many records break a rule first. */
export interface RuleCount extends BrokenRule {
  readonly records: number;
}

/** `unclear`: the counts cannot tell; the bytes can. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly records: number; /** What an empty field without quotes is to the load job. */ readonly emptyIs: 'NULL' | 'text' }
  | { readonly kind: 'rejected'; readonly records: number; readonly total: number; readonly byRule: readonly RuleCount[] }
  | { readonly kind: 'unclear'; readonly why: string };

/** What the row of a check says. Pure. */
export function verdictOf({ rules, words }: Pick<CompiledCheck, 'rules' | 'words'>, counts: Readonly<Record<string, number>>, { whole, records }: FileFacts): Verdict {
  const count = (name: string): number => counts[name] ?? Number.NaN;
  const unclear = (why: string): Verdict => ({ kind: 'unclear', why });
  if (Number.isNaN(count('records') + count('line_count'))) return unclear('the check gave no counts');
  if (count('misread') > 0) return unclear(words.unreadable);
  if (count('misshapen') > 0 || count('records') !== count('line_count')) return unclear(words.misshapen);
  if (records !== undefined && count('records') !== records) return unclear(words.misshapen);
  if (whole !== undefined && !isAll(whole, count('line_count'), count('line_bytes'))) return unclear('its lines do not add up to the size that the gzip files have by their last bytes: several members, or damage');
  if (count('replaced') > 0) return unclear('some text is, or was read as, the replacement character');
  if (count('doubtful') > 0) return unclear(words.doubtful);
  const byRule = rules.map((broken, index) => ({ ...broken, records: count(`broken_${index}`) })).filter(({ records }) => records > 0);
  const onlyText = count('nullable_empty') === 0 && byRule.every(({ rule }) => rule !== 'required' && rule !== 'partition');
  if (count('quoted_empty') > 0 && !onlyText) return unclear('some fields are quoted empty strings, which BigQuery may not tell from NULL');
  if (count('nullable_empty') > 0 && count('required_empty') > 0) return unclear('an empty field is NULL in one column and an empty string in another');
  const total = byRule.reduce((sum, { records }) => sum + records, 0);
  if (total > 0) return { kind: 'rejected', records: count('records'), total, byRule: merged(byRule) };
  return { kind: 'accepted', records: count('records'), emptyIs: count('required_empty') > 0 ? 'text' : 'NULL' };
}

/** A rule may be asked in two ways. */
function merged(counts: readonly RuleCount[]): readonly RuleCount[] {
  const sums = new Map<string, RuleCount>();
  for (const { column, rule, records } of counts) {
    const key = `${column} ${rule}`;
    sums.set(key, { column, rule, records: records + (sums.get(key)?.records ?? 0) });
  }
  return [...sums.values()];
}
