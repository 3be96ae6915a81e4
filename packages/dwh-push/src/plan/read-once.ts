import type { ResolvedPush } from '../options.js';

/** Whether looking at the source may use it up: a stream, or rows of whatever yields them. */
export function isReadOnce({ source: { kind } }: Pick<ResolvedPush, 'source'>): boolean {
  return kind === 'readable' || kind === 'web' || kind === 'rows';
}
