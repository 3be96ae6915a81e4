import type { Expression } from '../ast/expression.js';
import type { SourceText } from '../analyze/session.js';
import type { OptionNode } from '../ast/statement.js';
import type { OptionValue } from '../translation.js';

/** OPTIONS(...) as plain values; names in lower case. Numbers beyond 2^53 are refused rather than rounded. */
export function readOptions(options: readonly OptionNode[], source: SourceText): Readonly<Record<string, OptionValue>> {
  const result: Record<string, OptionValue> = {};
  for (const { name, value } of options) {
    const key = name.name.toLowerCase();
    if (key in result) throw source.error(name.at, `Duplicate option: ${name.name}`);
    result[key] = optionValue(value, source);
  }
  return result;
}

function optionValue(node: Expression, source: SourceText): OptionValue {
  if (node.kind === 'array') return node.items.map((item) => optionValue(item, source));
  if (node.kind === 'struct') return node.fields.map((field) => optionValue(field.value, source));
  if (node.kind === 'literal') {
    const { literal } = node;
    if (literal.type === 'NULL') return null;
    if (literal.type === 'INT64' && (literal.value > BigInt(Number.MAX_SAFE_INTEGER) || literal.value < -BigInt(Number.MAX_SAFE_INTEGER))) throw source.unsupported(node.at, 'an option with a number beyond 2^53');
    if (literal.type === 'INT64' || literal.type === 'FLOAT64') return Number(literal.value);
    if (literal.type === 'STRING' || literal.type === 'BOOL') return literal.value;
    if (literal.type === 'TIMESTAMP') return { timestamp: literal.value };
  }
  throw source.unsupported(node.at, 'an option that is not a literal');
}
