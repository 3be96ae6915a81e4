import type { SourceText } from '../analyze/session.js';
import type { CreateSchema, DropSchema } from '../ast/statement.js';
import type { SchemaRef, SchemaTranslation } from '../translation.js';
import { readOptions } from './options.js';

export function analyzeCreateSchema(node: CreateSchema, source: SourceText): SchemaTranslation {
  return { statement: 'CREATE_SCHEMA', target: resolveSchema(node, source), lenient: node.ifNotExists, options: readOptions(node.options, source) };
}

export function analyzeDropSchema(node: DropSchema, source: SourceText): SchemaTranslation {
  return { statement: 'DROP_SCHEMA', target: resolveSchema(node, source), lenient: node.ifExists, options: {} };
}

function resolveSchema({ at, path }: CreateSchema | DropSchema, source: SourceText): SchemaRef {
  const names = path.map((part) => part.name);
  const [first = '', second] = names;
  if (names.length > 2) throw source.error(at, `Invalid dataset name: ${names.join('.')}`);
  return second === undefined ? { project: source.defaultProject, dataset: first } : { project: first, dataset: second };
}
