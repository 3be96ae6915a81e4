/** How many records may be rejected before the push fails: a number, or a share of all records. */
export type RejectLimit = { readonly records: number } | { readonly percent: string };

/** Reads what a caller wrote as `rejects.max`: a whole number, or a percentage as text; or what is wrong with it. */
export function rejectLimit(max: unknown): RejectLimit | string {
  if (typeof max === 'number') return Number.isSafeInteger(max) && max >= 0 ? { records: max } : 'it is a whole number of records, or a percentage like "0.1%"';
  const percent = typeof max === 'string' ? /^(\d{1,3}(?:\.\d{1,9})?)%$/.exec(max)?.[1] : undefined;
  if (percent === undefined || Number(percent) > 100) return 'it is a whole number of records, or a percentage from "0%" to "100%"';
  return { percent };
}

export function exceeds(limit: RejectLimit, rejected: number, records: number): boolean {
  if ('records' in limit) return rejected > limit.records;
  // In whole numbers: 29 of 100 are not more than 29 %, and 0.29 * 100 is a little less than 29.
  const [whole = '', fraction = ''] = limit.percent.split('.');
  return BigInt(rejected) * 100n * 10n ** BigInt(fraction.length) > BigInt(`${whole}${fraction}`) * BigInt(records);
}
