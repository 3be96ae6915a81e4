import * as z from 'zod';

import { DwhPushError } from '../errors.js';
import type { OdcsContract } from './odcs.js';

const customProperties = z.array(z.looseObject({ property: z.string(), value: z.unknown() })).optional();
const text = z.string().optional();
/** 3.0 has a list of people, 3.1 a team that has members. */
const people = z.array(z.looseObject({ username: z.string(), role: text }));

const Property = z.looseObject({
  name: text,
  logicalType: text,
  physicalType: text,
  required: z.boolean().optional(),
  description: text,
  partitioned: z.boolean().optional(),
  logicalTypeOptions: z.record(z.string(), z.unknown()).optional(),
  customProperties,
  get properties() {
    return z.array(Property).optional();
  },
  get items() {
    return Property.optional();
  },
});

const Contract = z.looseObject({
  apiVersion: z.string().regex(/^v3\./),
  kind: z.literal('DataContract'),
  version: text,
  description: z.looseObject({ purpose: text }).optional(),
  team: z.union([people, z.looseObject({ members: people.optional() }).transform(({ members }) => members ?? [])]).optional(),
  support: z.array(z.looseObject({ channel: z.string() })).optional(),
  servers: z.array(z.looseObject({ project: text, dataset: text })).optional(),
  schema: z.array(z.looseObject({ name: z.string(), physicalName: text, description: text, properties: z.array(Property).min(1) })).min(1),
  slaProperties: z.array(z.looseObject({ property: z.string(), value: z.unknown(), unit: text })).optional(),
  customProperties,
});

/** @throws DwhPushError `OPTIONS_INVALID` with the places at which the text is no data contract of version 3 */
export async function readContract(yaml: string): Promise<OdcsContract> {
  const { parse } = await import('yaml');
  let written: unknown;
  try {
    written = parse(yaml);
  } catch {
    throw new DwhPushError('OPTIONS_INVALID', 'The data contract is no YAML.');
  }
  if (isCyclic(written)) throw new DwhPushError('OPTIONS_INVALID', 'The data contract has an alias that stands within what it names, or more than 100 levels.');
  const parsed = Contract.safeParse(written);
  if (!parsed.success) throw new DwhPushError('OPTIONS_INVALID', `This is no data contract of version 3: ${parsed.error.issues.map(({ path }) => path.join('.') || 'it is no object').join(', ')}.`);
  return parsed.data as unknown as OdcsContract;
}

const MAX_DEPTH = 100;

/** Something that holds itself is deeper than anything. */
function isCyclic(value: unknown, within: readonly object[] = [], seen = new Set<object>()): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (within.length >= MAX_DEPTH || within.includes(value)) return true;
  if (seen.has(value)) return false;
  seen.add(value);
  return Object.values(value).some((inner) => isCyclic(inner, [...within, value], seen));
}
