import type { ResourceAttributes } from '../resource.js';
import { ConditionError } from './condition-error.js';
import { tokenize, type Token } from './tokenize.js';

export type Condition = (resource: ResourceAttributes) => boolean;

type Attribute = keyof ResourceAttributes;
type Value = Attribute | { readonly literal: string };

/**
 * An IAM condition: `resource.type`, `resource.name` and `resource.service` compared with texts (`==`, `!=`, `startsWith`, `endsWith`), joined by
 * `&&`, `||`, `!` and parentheses. https://docs.cloud.google.com/iam/docs/conditions-attribute-reference
 * @throws ConditionError for anything else, naming it.
 */
export function parseCondition(expression: string): Condition {
  const parser = new ConditionParser(tokenize(expression));
  return parser.whole();
}

class ConditionParser {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Condition {
    const condition = this.#or();
    const rest = this.tokens[this.#at];
    if (rest !== undefined) throw new ConditionError(`${JSON.stringify(rest.text)} is not expected there in a condition`);
    return condition;
  }

  #or(): Condition {
    const parts = [this.#and()];
    while (this.#accept('||')) parts.push(this.#and());
    return (resource) => parts.some((part) => part(resource));
  }

  #and(): Condition {
    const parts = [this.#unary()];
    while (this.#accept('&&')) parts.push(this.#unary());
    return (resource) => parts.every((part) => part(resource));
  }

  #unary(): Condition {
    if (this.#accept('!')) {
      const negated = this.#unary();
      return (resource) => !negated(resource);
    }
    if (this.#accept('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Condition {
    const left = this.#value();
    for (const [operator, wanted] of [['==', true], ['!=', false]] as const) {
      if (!this.#accept(operator)) continue;
      const right = this.#value();
      return (resource) => (valueIn(left, resource) === valueIn(right, resource)) === wanted;
    }
    if (!this.#accept('.')) throw new ConditionError(`${this.#here()} is not supported in a condition after an attribute (supported: ==, !=, startsWith, endsWith)`);
    const method = this.#name();
    if (method !== 'startsWith' && method !== 'endsWith') throw new ConditionError(`the function ${method} is not supported in a condition (supported: startsWith, endsWith)`);
    this.#expect('(');
    const argument = this.#value();
    this.#expect(')');
    return (resource) => valueIn(left, resource)[method](valueIn(argument, resource));
  }

  #value(): Value {
    const token = this.tokens[this.#at];
    if (token?.kind === 'text') {
      this.#at += 1;
      return { literal: token.value };
    }
    const root = this.#name();
    if (!this.#accept('.')) throw new ConditionError(`${JSON.stringify(root)} is not supported in a condition`);
    const field = this.#name();
    if (root !== 'resource' || (field !== 'type' && field !== 'name' && field !== 'service')) {
      throw new ConditionError(`${root}.${field} is not supported in a condition (supported: resource.type, resource.name, resource.service)`);
    }
    return field;
  }

  #name(): string {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'name') throw new ConditionError(`${this.#here()} is not expected there in a condition`);
    this.#at += 1;
    return token.text;
  }

  #accept(symbol: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) throw new ConditionError(`${this.#here()} is found in a condition where ${JSON.stringify(symbol)} is expected`);
  }

  #here(): string {
    const token = this.tokens[this.#at];
    return token === undefined ? 'the end' : JSON.stringify(token.text);
  }
}

function valueIn(value: Value, resource: ResourceAttributes): string {
  return typeof value === 'string' ? resource[value] : value.literal;
}
