import type { ScalarKind } from '../types.js';

/** A type, `T` for one type that all `T`s of a call share, or an array of it, or `ANY` for whatever type it has. */
export type TypePattern = ScalarKind | 'T' | 'ANY' | 'ARRAY<T>' | 'ARRAY<STRING>' | 'ARRAY<BYTES>' | 'ARRAY<INT64>' | 'ARRAY<FLOAT64>' | 'ARRAY<NUMERIC>' | 'ARRAY<DATE>';

export interface ParameterPattern {
  readonly type: TypePattern;
  readonly optional: boolean;
  readonly repeated: boolean;
}

/** The text of a call, from the texts of its arguments, which have the parameters' types already. */
export type Emit = (...args: string[]) => string;

export interface Signature {
  readonly text: string;
  readonly parameters: readonly ParameterPattern[];
  readonly result: TypePattern;
  readonly emit: Emit;
  /** What is not carried, where the service has this signature. */
  readonly refused?: string;
}

/** `STRING, INT64? -> STRING`; `?` may be left out, `*` may come once or more. */
export function signature(text: string, emit: Emit): Signature {
  const [left, result] = text.split('->').map((side) => side.trim()) as [string, string];
  const parameters = left === '' ? [] : left.split(',').map((part): ParameterPattern => {
    const word = part.trim();
    return { type: word.replace(/[?*]$/, '') as TypePattern, optional: word.endsWith('?'), repeated: word.endsWith('*') };
  });
  return { text, parameters, result: result as TypePattern, emit };
}

/** `name` -> its signatures, in the order in which they are tried where several fit equally well. */
export type Family = Readonly<Record<string, readonly Signature[]>>;

/** A function that DuckDB computes under a name of its own with the same meaning. */
export function native(text: string, name: string): Signature {
  return signature(text, (...args) => `${name}(${args.join(', ')})`);
}

/** A signature that the service has and that is refused by name: without it another one would fit, and answer another type. */
export function refused(text: string, what: string): Signature {
  return { ...signature(text, () => ''), refused: what };
}
