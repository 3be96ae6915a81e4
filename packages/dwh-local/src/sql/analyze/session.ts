import type { FunctionNode } from '../parser/function.js';
import { SqlError, sqlErrorAt } from '../sql-error.js';
import type { ParameterUse } from '../translation.js';
import type { TableRef, TranslationContext } from '../translation-context.js';
import type { Catalog } from './catalog.js';

/** What one translation gathers across its query and the views behind it. */
export class Session {
  readonly parameters: ParameterUse[] = [];
  readonly tables = new Map<string, TableRef>();
  readonly views = new Map<string, TableRef>();
  /** Those that the statement brings along, by their names in upper case. */
  readonly functions = new Map<string, FunctionNode>();
  /** Set while the query of a CREATE VIEW is analyzed. */
  definesView = false;
  #names = 0;

  constructor(readonly context: TranslationContext, readonly catalog: Catalog) {}

  /** A name that no other relation of the query has. */
  freshName(prefix: string): string {
    return `${prefix}${++this.#names}`;
  }
}

/** One text under analysis, the query's or a view's, and how its names are completed. */
export class SourceText {
  constructor(
    readonly text: string,
    readonly session: Session,
    readonly defaultProject: string,
    readonly defaultDataset: { readonly project?: string; readonly dataset: string } | undefined,
    /** The views that are being expanded, outermost first. */
    readonly viewPath: readonly string[] = [],
  ) {}

  error(at: number, message: string, hint = ''): SqlError {
    return sqlErrorAt(this.text, at, message, hint);
  }

  /** An error that BigQuery words without a position. */
  plainError(message: string): SqlError {
    return new SqlError(message);
  }

  unsupported(at: number, what: string): SqlError {
    return sqlErrorAt(this.text, at, `Unsupported: ${what}`);
  }
}

export function refKey(ref: TableRef): string {
  return `${ref.project}.${ref.dataset}.${ref.table}`;
}
