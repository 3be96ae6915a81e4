import type { Query, QueryBody, TableExpression } from '../ast/query.js';
import { TokenCursor } from '../parser/token-cursor.js';
import { parseQueryText } from '../parser/query-text.js';
import { SqlError } from '../sql-error.js';
import type { ResolvedTable, TableRef, TranslationContext } from '../translation-context.js';
import { tablePaths } from './table-paths.js';
import { resolvePath, type NameDefaults } from './table-name.js';

/** Views may stand on views this deep. */
export const MAXIMUM_VIEW_DEPTH = 16;

export interface View {
  readonly kind: 'view';
  readonly text: string;
  readonly query: Query;
  readonly project: string;
}

export type CatalogEntry = Extract<ResolvedTable, { kind: 'table' }> | View;

/**
 * Everything that a query's FROM clauses may mean, looked up before the analysis begins, so that the analysis itself needs no waiting.
 * A path that turns out to be a common table expression or an array is looked up for nothing.
 */
export class Catalog {
  readonly #entries = new Map<string, CatalogEntry | undefined>();

  constructor(private readonly context: TranslationContext) {}

  find(ref: TableRef): CatalogEntry | undefined {
    return this.#entries.get(key(ref));
  }

  async load(root: Query | QueryBody | TableExpression | object, defaults: NameDefaults, depth = 0): Promise<void> {
    for (const path of tablePaths(root)) {
      const ref = resolvePath(path, defaults);
      if (ref !== undefined) await this.loadTable(ref, depth);
    }
  }

  async loadTable(ref: TableRef, depth = 0): Promise<void> {
    if (this.#entries.has(key(ref))) return;
    const found = await this.context.lookup(ref);
    if (found?.kind !== 'view') {
      this.#entries.set(key(ref), found);
      return;
    }
    const query = parseQueryText(new TokenCursor(found.query));
    this.#entries.set(key(ref), { kind: 'view', text: found.query, query, project: found.project });
    // The analysis itself reports cycles and depth with the names of the views; here they only end the walk.
    if (depth > MAXIMUM_VIEW_DEPTH) throw new SqlError(`Unsupported: views nested more than ${MAXIMUM_VIEW_DEPTH} levels deep`);
    await this.load(query, { project: found.project }, depth + 1);
  }
}

function key(ref: TableRef): string {
  return JSON.stringify([ref.project, ref.dataset, ref.table]);
}
