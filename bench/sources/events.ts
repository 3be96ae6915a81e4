import { column } from '@bm/dwh-push';
import { z } from 'zod';

import type { BenchSource } from './bench-source.ts';

/** Narrow rows of ten typed columns, about 85 bytes. */
export const events: BenchSource = {
  name: 'events',
  header: 'id,at,day,user_id,amount,paid,kind,pieces,place,score',
  schema: z.object({
    id: z.int64(),
    at: column.timestamp(),
    day: z.iso.date(),
    user_id: z.string(),
    amount: column.numeric(),
    paid: z.boolean(),
    kind: z.string(),
    pieces: z.int(),
    place: z.int().nullable(),
    score: z.number(),
  }),
  row(index, random) {
    const two = (below: number) => String(Math.floor(random() * below)).padStart(2, '0');
    return `${index},2021-04-03T${two(24)}:${two(60)}:${two(60)}.${two(100)}Z,2021-04-03,u${Math.floor(random() * 1e6)},${Math.floor(random() * 1e5)}.${two(100)},${random() < 0.5},k${Math.floor(random() * 7)},${Math.floor(random() * 50)},${random() < 0.2 ? '' : Math.floor(random() * 1e4)},${random().toFixed(6)}`;
  },
};
