import { ConditionError } from './condition/condition-error.js';
import { parseCondition } from './condition/parse-condition.js';
import type { Binding } from './policy.js';

const MEMBER = /^(?:(?:user|serviceAccount|group):[^\s@:]+@[^\s@:]+|domain:[^\s:@]+|project(?:Owner|Editor|Viewer):[a-z][a-z0-9-]+|allUsers|allAuthenticatedUsers)$/;

/** A binding that breaks a rule, or uses what is not served. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** @throws PolicyError. Every role has to be one that `isRole` knows: a role without permissions would read as a grant. */
export function parseBindings(sent: unknown, isRole: (role: string) => boolean): Binding[] {
  if (!Array.isArray(sent)) throw new PolicyError('bindings must be a list');
  return sent.map((binding: unknown) => {
    if (typeof binding !== 'object' || binding === null) throw new PolicyError('a binding must be an object');
    const { role, members, condition, ...rest } = binding as Record<string, unknown>;
    const other = Object.keys(rest)[0];
    if (other !== undefined) throw new PolicyError(`the field ${other} of a binding is not supported`);
    if (typeof role !== 'string' || !isRole(role)) throw new PolicyError(`the role ${typeof role === 'string' ? role : '(none)'} is not supported: name one of the predefined roles that are served, or define a custom role`);
    if (!Array.isArray(members) || !members.every((member) => typeof member === 'string')) throw new PolicyError(`the members of the binding of ${role} must be a list of texts`);
    const wrong = members.find((member) => !MEMBER.test(member));
    if (wrong !== undefined) throw new PolicyError(`the member ${JSON.stringify(wrong)} is not supported`);
    return { role, members: [...(members as string[])], ...(condition === undefined || condition === null ? {} : { condition: checkedCondition(condition) }) };
  });
}

/** @throws PolicyError */
export function checkedCondition(sent: unknown): NonNullable<Binding['condition']> {
  const { expression, title, description } = (typeof sent === 'object' && sent !== null ? sent : {}) as Record<string, unknown>;
  if (typeof expression !== 'string' || expression.trim() === '') throw new PolicyError('a condition must have an expression');
  try {
    parseCondition(expression);
  } catch (error) {
    if (error instanceof ConditionError) throw new PolicyError(error.message, { cause: error });
    throw error;
  }
  return { expression, ...(typeof title === 'string' ? { title } : {}), ...(typeof description === 'string' ? { description } : {}) };
}
