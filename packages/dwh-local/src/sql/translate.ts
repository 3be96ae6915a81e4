import { Catalog } from './analyze/catalog.js';
import { Session, SourceText } from './analyze/session.js';
import { analyzeTopQuery } from './analyze/top-query.js';
import { SqlError } from './sql-error.js';
import { parseFunctions } from './parser/function.js';
import { parseStatement } from './parser/statement.js';
import type { Statement } from './ast/statement.js';
import { TokenCursor } from './parser/token-cursor.js';
import { analyzeAlterTable } from './statements/alter.js';
import { analyzeCreateTable, analyzeCreateView, analyzeDrop } from './statements/ddl.js';
import { analyzeDelete, analyzeInsert, analyzeTruncate, analyzeUpdate } from './statements/dml.js';
import { analyzeCreateExternalTable } from './statements/external.js';
import { analyzeMerge } from './statements/merge.js';
import { analyzeCreateSchema, analyzeDropSchema } from './statements/schema.js';
import type { Translation } from './translation.js';
import type { TranslationContext } from './translation-context.js';

/**
 * One GoogleSQL statement as DuckDB SQL and what it means for the warehouse. The DuckDB session's time zone must be UTC.
 * @throws SqlError for a statement that BigQuery refuses, or that is not carried; its message ends with `at [line:column]`
 * @throws TableNotFoundError for a table that `lookup` does not know
 */
export async function translate(sql: string, context: TranslationContext): Promise<Translation> {
  const cursor = new TokenCursor(sql);
  const functions = parseFunctions(cursor);
  const statement = parseStatement(cursor);
  if (functions.length > 0 && statement.kind === 'create-view') throw new SqlError('Unsupported: CREATE VIEW with a temporary function');
  const catalog = new Catalog(context);
  try {
    await catalog.load([statement, functions], { project: context.defaultProject, ...(context.defaultDataset && { dataset: context.defaultDataset }), ...(context.definitions && { definitions: context.definitions }) });
    const session = new Session(context, catalog);
    for (const node of functions) session.functions.set(node.name.name.toUpperCase(), node);
    return analyze(statement, new SourceText(sql, session, context.defaultProject, context.defaultDataset));
  } catch (error) {
    // A chain of thousands of operators nests as deep; the service has a limit of its own for it.
    if (error instanceof RangeError && /call stack/.test(error.message)) throw new SqlError('Unsupported: the query is too complex');
    throw error;
  }
}

function analyze(statement: Statement, source: SourceText): Translation {
  switch (statement.kind) {
    case 'query':
      return { statement: 'SELECT', ...analyzeTopQuery(statement.query, source), parameterOrder: source.session.parameters };
    case 'alter-table':
      return analyzeAlterTable(statement, source);
    case 'create-view':
      return analyzeCreateView(statement, source);
    case 'create-table':
      return analyzeCreateTable(statement, source);
    case 'create-external-table':
      return analyzeCreateExternalTable(statement, source);
    case 'create-schema':
      return analyzeCreateSchema(statement, source);
    case 'drop-schema':
      return analyzeDropSchema(statement, source);
    case 'drop':
      return analyzeDrop(statement, source);
    case 'insert':
      return analyzeInsert(statement, source);
    case 'delete':
      return analyzeDelete(statement, source);
    case 'update':
      return analyzeUpdate(statement, source);
    case 'merge':
      return analyzeMerge(statement, source);
    case 'truncate':
      return analyzeTruncate(statement, source);
  }
}
