import { catalogCsv } from './catalog-csv.js';
import { sampleProduct } from './sample-product.js';
import { SeededRandom } from './seeded-random.js';

interface SampleFile {
  readonly name: string;
  readonly seed: number;
  readonly rows: number;
  readonly withImage: number;
}

const FILES: readonly SampleFile[] = [
  { name: 'product_catalog_full.csv', seed: 2021, rows: 1000, withImage: 740 },
  { name: 'product_catalog_20210403.csv', seed: 20210403, rows: 100, withImage: 74 },
  { name: 'product_catalog_20210404.csv', seed: 20210404, rows: 125, withImage: 93 },
];

/** The bundled sample data: file name to content. Every call gives the same bytes. */
export function sampleFiles(): ReadonlyMap<string, string> {
  return new Map(FILES.map((file) => [file.name, sampleCsv(file)]));
}

function sampleCsv({ seed, rows, withImage }: SampleFile): string {
  const random = new SeededRandom(seed);
  return catalogCsv(random.flags(rows, withImage).map((image) => sampleProduct(random, image)));
}
