/** How many records may be rejected before the push fails: a number, or a share of all records. */
export type RejectLimit = { readonly records: number } | { readonly share: number };

/** Reads what a caller wrote as `rejects.max`: a whole number, or a percentage as text; or what is wrong with it. */
export function rejectLimit(max: unknown): RejectLimit | string {
  if (typeof max === 'number') return Number.isSafeInteger(max) && max >= 0 ? { records: max } : 'it is a whole number of records, or a percentage like "0.1%"';
  const percent = typeof max === 'string' ? /^(\d{1,3}(?:\.\d{1,9})?)%$/.exec(max)?.[1] : undefined;
  if (percent === undefined || Number(percent) > 100) return 'it is a whole number of records, or a percentage from "0%" to "100%"';
  return { share: Number(percent) / 100 };
}

export function exceeds(limit: RejectLimit, rejected: number, records: number): boolean {
  return 'records' in limit ? rejected > limit.records : rejected > limit.share * records;
}
