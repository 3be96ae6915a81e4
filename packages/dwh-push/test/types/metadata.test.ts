import type { ColumnMetadata } from '@bm/dwh-push';
import { expectTypeOf, it } from 'vitest';
import * as z from 'zod';

/** Compiled by `npm run check`, and called by nobody. */
const compiled = {
  right: () => z.string().meta({ personalData: 'email', policyTag: 'projects/p/locations/eu/taxonomies/1/policyTags/2', description: 'Address', whatever: 1 }),
  // @ts-expect-error a class is a text
  wrong: () => z.string().meta({ personalData: true }),
};

it('classes and policy tags of columns are texts', () => {
  expectTypeOf<ColumnMetadata>().toEqualTypeOf<{ personalData?: string; policyTag?: string }>();
  expectTypeOf(compiled.right).returns.toEqualTypeOf<z.ZodString>();
});
