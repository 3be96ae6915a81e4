import type { SourceText } from '../analyze/session.js';
import { resolveTable } from '../analyze/stored-table.js';
import type { CreateExternalTable } from '../ast/statement.js';
import type { CreateExternalTableTranslation } from '../translation.js';
import { ddlColumn } from './ddl.js';
import { readOptions } from './options.js';

export function analyzeCreateExternalTable(node: CreateExternalTable, source: SourceText): CreateExternalTableTranslation {
  return {
    statement: 'CREATE_EXTERNAL_TABLE',
    target: resolveTable(node.path, source),
    orReplace: node.orReplace,
    ifNotExists: node.ifNotExists,
    options: readOptions(node.options, source),
    ...(node.columns && { columns: node.columns.map((column) => ddlColumn(column, source)) }),
  };
}
