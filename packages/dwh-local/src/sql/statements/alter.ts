import { TokenCursor } from '../parser/token-cursor.js';
import { analyzeExpression } from '../analyze/expression.js';
import { Scope } from '../analyze/scope.js';
import { SourceText } from '../analyze/session.js';
import { resolveTable } from '../analyze/stored-table.js';
import { fieldFromType } from '../field-schema.js';
import { parseExpression } from '../parser/expression.js';
import type { AlterAction, AlterTable } from '../ast/statement.js';
import type { AlterTableTranslation, TableChange } from '../translation.js';
import { columnType, ddlColumn } from './ddl.js';
import { readOptions } from './options.js';

export function analyzeAlterTable(node: AlterTable, source: SourceText): AlterTableTranslation {
  return { statement: 'ALTER_TABLE', target: resolveTable(node.path, source), ifExists: node.ifExists, changes: node.actions.map((action) => change(action, source)) };
}

function change(action: AlterAction, source: SourceText): TableChange {
  switch (action.kind) {
    case 'add-column':
      if (action.column.defaultExpression !== undefined) throw source.error(action.column.name.at, 'A default value cannot be added together with a new column: add the column, then set its default');
      return { kind: 'add-column', lenient: action.ifNotExists, field: ddlColumn(action.column, source).field };
    case 'drop-column':
      return { kind: 'drop-column', lenient: action.ifExists, name: action.name.name };
    case 'rename-column':
      return { kind: 'rename-column', lenient: action.ifExists, name: action.name.name, to: action.to.name };
    case 'rename-table':
      return { kind: 'rename-table', to: action.to.name };
    case 'set-options':
      return { kind: 'set-options', options: readOptions(action.options, source) };
    case 'column-options':
      return { kind: 'column-options', name: action.name.name, options: readOptions(action.options, source) };
    case 'column-type': {
      const { type, parameters } = columnType(action.type, source);
      return { kind: 'column-type', name: action.name.name, field: { ...fieldFromType(action.name.name, type), ...parameters } };
    }
    case 'column-default':
      if (action.expression === undefined) return { kind: 'column-default', name: action.name.name };
      analyzeExpression(parseExpression(new TokenCursor(action.expression)), new Scope(new SourceText(action.expression, source.session, source.defaultProject, undefined)));
      return { kind: 'column-default', name: action.name.name, expression: action.expression };
    case 'drop-not-null':
      return { kind: 'drop-not-null', name: action.name.name };
  }
}
