import type { Column } from '../../../contract/column.js';

/** How much of a path consists of names of the contract: whatever else a check puts there may be a value. */
export function namedDepth(columns: readonly Column[]): (path: readonly string[]) => number {
  return (path) => {
    let depth = 0;
    for (let level: readonly Column[] | undefined = columns; level !== undefined && depth < path.length; depth += 1) {
      const found: Column | undefined = level.find(({ name }) => name === path[depth]);
      if (found === undefined) break;
      level = found.fields;
    }
    return depth;
  };
}
