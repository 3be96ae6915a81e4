import { defineDataset } from '@bm/dwh-push';
import { z } from 'zod';

/**
 * The columns of the catalog's export. All may be empty: the raw tables take the file as it is, and what a team needs to hold
 * (a brand, an image) is the business of its view.
 */
export const productCatalog = z.object({
  brand: z.string().nullable().meta({ description: 'Manufacturer, for example Samsung.' }),
  category_id: z.int().nullable().meta({ description: 'Category in the shop, up to three digits.' }),
  comment: z.string().nullable().meta({ description: 'Free text of the seller.' }),
  currency: z.string().nullable().meta({ description: 'ISO 4217 code of the currency of the price.' }),
  description: z.string().nullable().meta({ description: 'One word that classifies the offer.' }),
  image: z.string().nullable().meta({ description: 'Picture as a data URI (PNG, base64). NULL or empty: there is none.' }),
  year_release: z.int().nullable().meta({ description: 'Year in which the product was released.' }),
});

/** One row of the catalog. */
export type Product = z.infer<typeof productCatalog>;

const shared = { owner: 'team-catalog', labels: { team: 'catalog', layer: 'raw' }, schema: productCatalog };

/** `catalog_raw`, the whole catalog: every import replaces all of it. */
export const catalogRaw = defineDataset({
  ...shared,
  description: 'Product catalog as exported, replaced as a whole by every full import.',
  partitioning: 'none',
});

/** `catalog_inc_raw`, the catalog's daily exports: every import replaces the partition of its day. */
export const catalogIncRaw = defineDataset({
  ...shared,
  description: 'Daily exports of the product catalog, one partition per day of export.',
  partitioning: { type: 'day' },
});
