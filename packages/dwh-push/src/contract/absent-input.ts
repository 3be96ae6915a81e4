import type { $ZodType } from 'zod/v4/core';

import { defOf, namedType } from './schema-facts.js';

/**
 * What a schema is given for an empty, unquoted field of a CSV: `null` or `undefined` where it takes that, the empty text where it reads text, and nothing (`required`) where it
 * could only make something up, as `z.coerce.number()` makes 0.
 */
export function absentInputOf(schema: $ZodType): { readonly given: null | undefined | '' } | 'required' {
  const def = defOf(schema);
  switch (def.type) {
    case 'nullable':
      return { given: null };
    case 'default':
    case 'prefault':
      return { given: undefined };
    case 'optional': {
      const inner = absentInputOf(def.innerType);
      return inner !== 'required' && inner.given === null ? inner : { given: undefined };
    }
    case 'readonly':
    case 'nonoptional':
      return absentInputOf(def.innerType);
    case 'catch': {
      const inner = absentInputOf(def.innerType);
      return inner === 'required' ? { given: undefined } : inner;
    }
    case 'pipe':
      return absentInputOf(def.in);
    case 'union': {
      const absences = def.options.map((option) => defOf(option).type);
      if (absences.includes('null')) return { given: null };
      return absences.includes('undefined') ? { given: undefined } : { given: '' };
    }
    case 'literal':
      if (def.values.includes(null)) return { given: null };
      return def.values.includes(undefined) ? { given: undefined } : { given: '' };
    case 'transform':
    case 'template_literal':
    case 'enum':
      return { given: '' };
    case 'string':
      return (namedType(schema) ?? 'STRING') === 'STRING' ? { given: '' } : 'required';
    default:
      return 'required';
  }
}
