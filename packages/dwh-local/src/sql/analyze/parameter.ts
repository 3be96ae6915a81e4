import type { Parameter } from '../ast/expression.js';
import { duckDbType } from '../duckdb-type.js';
import type { ParameterUse } from '../translation.js';
import type { SqlType } from '../types.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';

export function analyzeParameter(node: Parameter, scope: Scope): Typed {
  const { session } = scope.source;
  if (scope.source.viewPath.length > 0) throw scope.source.error(node.at, 'Query parameters cannot be used inside a view');
  const use = findParameter(node, scope);
  let index = session.parameters.findIndex((known) => ('name' in known ? 'name' in use && known.name === use.name : 'position' in use && known.position === use.position));
  if (index < 0) index = session.parameters.push(use) - 1;
  return { at: node.at, type: use.type, sql: `CAST($${index + 1} AS ${duckDbType(use.type)})`, uses: [], parameter: true };
}

function findParameter(node: Parameter, scope: Scope): ParameterUse {
  const given = scope.source.session.context.parameters;
  if (node.name !== undefined) {
    if (given?.mode === 'positional') throw scope.source.error(node.at, 'Named parameters are not supported when positional parameters are given');
    const found = given?.parameters.find((parameter) => parameter.name.toLowerCase() === node.name?.toLowerCase());
    if (found === undefined) throw scope.source.error(node.at, `Query parameter '${node.name}' not found`);
    return { name: found.name, type: found.type };
  }
  const position = node.position ?? 0;
  if (given?.mode === 'named') throw scope.source.error(node.at, 'Positional parameters are not supported when named parameters are given');
  const type: SqlType | undefined = given?.parameters[position]?.type;
  if (type === undefined) throw scope.source.error(node.at, `Query parameter number ${position + 1} is not defined (${given?.parameters.length ?? 0} provided)`);
  return { position, type };
}
