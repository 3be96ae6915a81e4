import type { Call } from '../ast/expression.js';
import type { Signature, TypePattern } from '../functions/signature.js';
import { arrayOf, STRING, type SqlType } from '../types.js';
import { coercionDistance, commonType, tryCoerce } from './coercion.js';
import { argumentTypeName, holdsBignumeric } from './operator.js';
import type { Scope } from './scope.js';
import { compose, isNull, type Typed } from './typed.js';

interface Match {
  readonly signature: Signature;
  readonly types: readonly SqlType[];
  readonly result: SqlType;
  readonly cost: number;
}

/** The call of a function with the signature that fits its arguments best. @throws SqlError where none fits. */
export function applySignatures(signatures: readonly Signature[], node: Call, args: readonly Typed[], scope: Scope): Typed {
  let best: Match | undefined;
  const numeric = args.some((arg) => arg.type.kind === 'NUMERIC');
  for (const signature of signatures) {
    if (signature.refused !== undefined && !numeric && signature.parameters.some(({ type }) => type === 'NUMERIC')) continue;
    const match = matchSignature(signature, args);
    if (match !== undefined && (best === undefined || match.cost < best.cost)) best = match;
  }
  const asTexts = args.map((arg): Typed => (arg.type.kind === 'BYTES' ? { ...arg, type: STRING } : arg));
  if (best === undefined && args.some((arg) => arg.type.kind === 'BYTES') && signatures.some((signature) => matchSignature(signature, asTexts))) throw scope.source.unsupported(node.at, `function ${node.name.join('.')} of BYTES`);
  if (best === undefined) throw noMatchingSignature(node, args, scope);
  if (best.signature.refused !== undefined) throw scope.source.unsupported(node.at, best.signature.refused);
  const values = args.map((arg, index) => tryCoerce(arg, best.types[index] as SqlType, scope) as Typed);
  return compose(node.at, best.result, best.signature.emit(...values.map((value) => value.sql)), values);
}

export function noMatchingSignature(node: Call, args: readonly Typed[], scope: Scope): Error {
  const types = args.length === 0 ? 'no arguments' : `argument types: ${args.map(argumentTypeName).join(', ')}`;
  if (args.some(holdsBignumeric)) return scope.source.unsupported(node.at, `function ${node.name.join('.')} for ${types}`);
  return scope.source.error(node.at, `No matching signature for function ${node.name.join('.')} for ${types}`);
}

function matchSignature(signature: Signature, args: readonly Typed[]): Match | undefined {
  const patterns = expand(signature, args.length);
  if (patterns === undefined) return undefined;
  const generic = args.flatMap((arg, index) => {
    if (patterns[index] === 'T') return [arg];
    if (patterns[index] !== 'ARRAY<T>' || isNull(arg) || arg.emptyArray) return [];
    return arg.type.kind === 'ARRAY' ? (arg.parts ?? [{ ...arg, type: arg.type.element }]) : [];
  });
  const shared = generic.length === 0 ? ({ kind: 'INT64' } as const) : commonType(generic);
  if (shared === undefined) return undefined;
  let cost = 0;
  const types: SqlType[] = [];
  for (const [index, arg] of args.entries()) {
    const pattern = patterns[index] as TypePattern;
    const type = pattern === 'ANY' ? arg.type : patternType(pattern, shared);
    const distance = coercionDistance(arg, type);
    if (distance === undefined) return undefined;
    types.push(type);
    // A signature that names a type goes before one that takes any.
    cost += distance * 10 + (pattern === 'T' ? 1 : 0);
  }
  return { signature, types, result: patternType(signature.result, shared), cost };
}

/** The pattern of each argument, or undefined where their number does not fit. */
function expand(signature: Signature, count: number): TypePattern[] | undefined {
  const { parameters } = signature;
  const required = parameters.filter((parameter) => !parameter.optional).length;
  const last = parameters.at(-1);
  if (count < required || (count > parameters.length && !last?.repeated)) return undefined;
  return Array.from({ length: count }, (_, index) => (parameters[index] ?? last)?.type as TypePattern);
}

function patternType(pattern: TypePattern, shared: SqlType): SqlType {
  if (pattern === 'T') return shared;
  if (pattern === 'ARRAY<T>') return arrayOf(shared);
  const element = /^ARRAY<(.*)>$/.exec(pattern)?.[1];
  return element === undefined ? ({ kind: pattern } as SqlType) : arrayOf({ kind: element } as SqlType);
}
