import type { Call } from '../ast/expression.js';
import { typeName } from '../types.js';
import { tryCoerce } from './coercion.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import { Scope } from './scope.js';
import { resolveType } from './type-node.js';
import type { Typed } from './typed.js';

/** A call of a function that the statement brings along: its body, in which the parameters' names stand for the arguments. Undefined where there is no such function. */
export function analyzeUserFunction(node: Call, scope: Scope): Typed | undefined {
  const { source } = scope;
  const { functions } = source.session;
  const key = node.name.length === 1 ? (node.name[0] ?? '') : '';
  const found = functions.get(key);
  if (found === undefined) return undefined;
  const args = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (args.length !== found.parameters.length) throw noMatchingSignature(node, args, scope);
  const values = found.parameters.map(({ name, type }, index): [string, Typed] => {
    const argument = args[index] as Typed;
    const value = type === undefined ? argument : tryCoerce(argument, resolveType(type, source), scope);
    if (value === undefined) throw noMatchingSignature(node, args, scope);
    const { literal: _, ...plain } = value;
    return [name.name.toLowerCase(), plain];
  });
  const body = new Scope(source);
  body.aliases = new Map(values);
  // Nothing inside sees the function itself.
  functions.delete(key);
  try {
    const value = analyzeExpression(found.body, body);
    if (found.returns === undefined) return { ...value, at: node.at };
    const returns = resolveType(found.returns, source);
    const coerced = tryCoerce(value, returns, scope);
    if (coerced === undefined) throw source.error(found.body.at, `Function ${found.name.name} declared to return ${typeName(returns)} but its body has type ${typeName(value.type)}`);
    return { ...coerced, at: node.at };
  } finally {
    functions.set(key, found);
  }
}
