import type { Name } from '../ast/node.js';
import type { TableReference } from '../ast/query.js';

/** The paths of all tables named anywhere below a node. */
export function* tablePaths(node: unknown): Generator<readonly Name[]> {
  if (Array.isArray(node)) {
    for (const item of node) yield* tablePaths(item);
  } else if (typeof node === 'object' && node !== null && !(node instanceof Uint8Array)) {
    if ('kind' in node && node.kind === 'table' && 'path' in node) yield (node as TableReference).path;
    for (const child of Object.values(node)) yield* tablePaths(child);
  }
}
