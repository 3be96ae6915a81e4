import type { Product } from '../product-catalog.contract.js';
import { sampleComment } from './sample-comment.js';
import { sampleImage } from './sample-image.js';
import type { SeededRandom } from './seeded-random.js';

const BRANDS = ['Acer', 'Dell', 'HP', 'Lenovo', 'Samsung', 'Toshiba'] as const;
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD', 'CNY', 'IDR', 'PHP', 'RUB', 'BRL', 'CZK', 'JPY', 'MXN', 'NOK', 'PEN', 'SEK', 'UAH', 'ZAR'] as const;
const CONDITIONS = ['New', 'Fair', 'Good', 'Superb'] as const;

/** A product as the catalog's export writes it. */
export function sampleProduct(random: SeededRandom, withImage: boolean): Product {
  return {
    brand: random.pick(BRANDS),
    category_id: random.integer(1, 130),
    comment: random.chance(0.07) ? null : sampleComment(random),
    currency: random.pick(CURRENCIES),
    description: random.chance(0.15) ? null : random.pick(CONDITIONS),
    image: withImage ? sampleImage(random) : null,
    // The larger of two draws: recent years are more frequent, as in a real catalog.
    year_release: Math.max(random.integer(1960, 2013), random.integer(1960, 2013)),
  };
}
