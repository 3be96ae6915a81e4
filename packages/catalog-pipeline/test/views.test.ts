import { samsungWithoutImage, viewQuery, withImage } from '@bm/catalog-pipeline';
import { expect, test } from 'vitest';

const full = { project: 'bm-data', dataset: 'backmarket', table: 'catalog_raw' } as const;

test("a view names its columns one by one, so that a new column of the raw table does not reach a team unseen", () => {
  expect(viewQuery(withImage, full)).toBe(
    "SELECT brand, category_id, comment, currency, description, image, year_release\nFROM `bm-data.backmarket.catalog_raw`\nWHERE image IS NOT NULL AND image != ''",
  );
});

test('over the daily table a view has the day as well', () => {
  expect(viewQuery(samsungWithoutImage, { ...full, table: 'catalog_inc_raw' })).toBe(
    "SELECT brand, category_id, comment, currency, description, image, year_release, _PARTITIONDATE AS partition_date\nFROM `bm-data.backmarket.catalog_inc_raw`\nWHERE brand = 'Samsung' AND year_release > 2000 AND (image IS NULL OR image = '')",
  );
});
