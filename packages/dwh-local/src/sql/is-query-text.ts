import { TokenCursor } from './parser/token-cursor.js';

/** Whether a statement begins as a query does: then it is one, or none at all. */
export function isQueryText(sql: string): boolean {
  try {
    const cursor = new TokenCursor(sql);
    return cursor.isWord('SELECT') || cursor.isWord('WITH') || cursor.isSymbol('(');
  } catch {
    return false;
  }
}
