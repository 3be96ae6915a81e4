export const HEADER = 'brand,category_id,comment,currency,description,image,year_release';

/** A small export: one product per brand. */
export function catalogOf(...brands: string[]): string {
  return [HEADER, ...brands.map((brand, index) => `${brand},${index + 1},"of ${brand}, tested",EUR,,,2001`), ''].join('\n');
}
