import { z } from 'zod';

import type { BenchSource } from './bench-source.ts';

const BRANDS = ['Acer', 'Dell', 'HP', 'Lenovo', 'Samsung', 'Toshiba'];
const WORDS = 'lorem ipsum dolor sit amet consectetuer adipiscing elit proin risus praesent lectus vestibulum quam sapien varius'.split(' ');
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Wide rows of mostly quoted text, about 0.9 KB: the product catalog. */
export const catalog: BenchSource = {
  name: 'catalog',
  header: 'brand,category_id,comment,currency,description,image,year_release',
  schema: z.object({
    brand: z.string().nullable(),
    category_id: z.int().nullable(),
    comment: z.string().nullable(),
    currency: z.string().nullable(),
    description: z.string().nullable(),
    image: z.string().nullable(),
    year_release: z.int().nullable(),
  }),
  row(_, random) {
    const pick = <T>(from: ArrayLike<T>) => from[Math.floor(random() * from.length)] as T;
    const comment = Array.from({ length: 40 }, () => pick(WORDS)).join(' ');
    const image = random() < 0.26 ? '' : `"data:image/png;base64,${pick(BASE64).repeat(4)}${Array.from({ length: 12 }, () => pick(BASE64)).join('').repeat(60)}"`;
    return `${pick(BRANDS)},${Math.floor(random() * 100)},"${comment}, twice",EUR,${random() < 0.1 ? '' : 'Male'},${image},${1960 + Math.floor(random() * 54)}`;
  },
};
