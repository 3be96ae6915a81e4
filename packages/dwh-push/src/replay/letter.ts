import * as z from 'zod';

/** A dead letter as its table has it. */
const Letter = z.object({
  source: z.string(),
  record: z.number(),
  byte_offset: z.number().nullable(),
  reasons: z.array(z.object({ column: z.string().nullable(), rule: z.string() })),
  format: z.enum(['csv', 'json', 'values']),
  columns: z.array(z.string()),
  raw: z.string().nullable(),
  raw_base64: z.string().nullable(),
  run: z.string(),
  replay: z.string().nullable(),
});

export type Letter = z.infer<typeof Letter>;

/** Undefined for a row that is no letter of this version's. */
export function letterOf(row: Readonly<Record<string, unknown>>): Letter | undefined {
  return Letter.safeParse(row).data;
}

/** The letter as a line of JSON, as a load job reads it. */
export function letterLine(letter: Letter): Buffer {
  return Buffer.from(`${JSON.stringify(letter)}\n`);
}
