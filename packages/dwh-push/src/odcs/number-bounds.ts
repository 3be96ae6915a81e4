type Bounds = Readonly<Record<string, unknown>>;

const ENDS = [['minimum', 'exclusiveMinimum'], ['maximum', 'exclusiveMaximum']] as const;

/** Bounds as JSON Schema has them, `exclusiveMinimum: 5`, as version 3.0 of the standard does: `minimum: 5, exclusiveMinimum: true`. */
export function boundsOfStandard(bounds: Bounds): Record<string, number | boolean> {
  return Object.fromEntries(
    ENDS.flatMap(([inclusive, exclusive]) => {
      const [at, beyond] = [bounds[inclusive], bounds[exclusive]];
      const isTighter = typeof beyond === 'number' && (typeof at !== 'number' || (inclusive === 'minimum' ? beyond >= at : beyond <= at));
      if (isTighter) return [[inclusive, beyond], [exclusive, true]];
      return typeof at === 'number' ? [[inclusive, at]] : [];
    }),
  ) as Record<string, number | boolean>;
}

/** The other way round; 3.1 writes an exclusive bound as a number, 3.0 marks the bound. */
export function boundsOfSchema(bounds: Bounds): Readonly<Partial<Record<'minimum' | 'exclusiveMinimum' | 'maximum' | 'exclusiveMaximum', number>>> {
  return Object.fromEntries(
    ENDS.flatMap(([inclusive, exclusive]) => {
      const [at, beyond] = [bounds[inclusive], bounds[exclusive]];
      if (typeof at === 'number' && beyond === true) return [[exclusive, at]];
      return [...(typeof at === 'number' ? [[inclusive, at]] : []), ...(typeof beyond === 'number' ? [[exclusive, beyond]] : [])];
    }),
  );
}
