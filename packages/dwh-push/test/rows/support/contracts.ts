import fc from 'fast-check';
import * as z from 'zod';

import type { Raw } from './canonical.js';
import { printed, SCALARS, type Cell, type Kind } from './kinds.js';

const ABSENT: Cell = { given: null, json: 'null', csv: undefined, lands: null };

/** The same kind where values may be absent. */
function nullable(kind: Kind): Kind {
  return printed({
    ...kind,
    name: `${kind.name} or NULL`,
    schema: kind.schema.nullable(),
    cells: fc.option(kind.cells, { nil: ABSENT, freq: 3 }),
    read: (raw) => (raw === null ? null : kind.read(raw)),
  });
}

const scalar = fc.constantFrom(...SCALARS);
const maybeNull = scalar.chain((kind) => fc.boolean().map((absent) => (absent && kind.name !== 'default' ? nullable(kind) : kind)));

function arrayOf(element: Kind): Kind {
  return printed({
    name: `array of ${element.name}`,
    schema: z.array(element.schema),
    cells: fc.array(element.cells.filter(({ given }) => given !== undefined), { maxLength: 3 }).map((cells) => ({ given: cells.map(({ given }) => given), json: `[${cells.map(({ json }) => json).join()}]`, csv: undefined, lands: cells.map(({ lands }) => lands) })),
    read: (raw) => (raw as Raw[]).map(element.read),
    flat: false,
  });
}

function structOf(fields: readonly (readonly [string, Kind])[]): Kind {
  return printed({
    name: `struct of ${fields.map(([, { name }]) => name).join()}`,
    schema: z.object(Object.fromEntries(fields.map(([name, { schema }]) => [name, schema]))),
    cells: fc.tuple(...fields.map(([, { cells }]) => cells)).map((cells) => ({
      given: recordOf(fields, cells),
      json: jsonOf(fields, cells),
      csv: undefined,
      lands: Object.fromEntries(fields.map(([name], index) => [name, (cells[index] as Cell).lands])),
    })),
    read: (raw) => Object.fromEntries(fields.map(([name, { read }]) => [name, read((raw as Record<string, Raw>)[name])])),
    flat: false,
  });
}

const NAMES = ['a', 'B_2', 'select', 'toString', 'constructor', 'valueOf', 'hasOwnProperty', '_x', 'c3', 'order'];

function fieldsOf(kind: fc.Arbitrary<Kind>, max: number): fc.Arbitrary<readonly (readonly [string, Kind])[]> {
  return fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: max }).chain((names) => fc.tuple(...names.map((name) => kind.map((of) => [name, of] as const))));
}

const structs = fieldsOf(fc.oneof({ weight: 4, arbitrary: maybeNull }, { weight: 1, arbitrary: scalar.map(arrayOf) }), 3).map(structOf);
const anyKind = fc.oneof({ weight: 6, arbitrary: maybeNull }, { weight: 2, arbitrary: scalar.map(arrayOf) }, { weight: 2, arbitrary: structs }, { weight: 1, arbitrary: structs.map(nullable) }, { weight: 1, arbitrary: structs.map(arrayOf) });

/** A contract and rows of it. */
export interface Example {
  readonly fields: readonly (readonly [string, Kind])[];
  readonly rows: readonly (readonly Cell[])[];
}

export const nestedExamples: fc.Arbitrary<Example> = examplesOf(fieldsOf(anyKind, 8));
export const flatExamples: fc.Arbitrary<Example> = examplesOf(fieldsOf(maybeNull, 10));

function examplesOf(contracts: fc.Arbitrary<Example['fields']>): fc.Arbitrary<Example> {
  return contracts.chain((fields) => fc.record({ fields: fc.constant(fields), rows: fc.array(fc.tuple(...fields.map(([, { cells }]) => cells)), { minLength: 1, maxLength: 12 }) }));
}

/** A row of a program: a key whose value is undefined is left out. */
export function recordOf(fields: Example['fields'], cells: readonly Cell[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(([name], index) => [name, (cells[index] as Cell).given] as const).filter(([, given]) => given !== undefined));
}

export function jsonOf(fields: Example['fields'], cells: readonly Cell[]): string {
  return `{${fields.flatMap(([name], index) => ((cells[index] as Cell).json === '' ? [] : [`${JSON.stringify(name)}:${(cells[index] as Cell).json}`])).join()}}`;
}
