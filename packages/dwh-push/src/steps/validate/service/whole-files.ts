/** What files say of themselves, as far as they do. */
export interface FileFacts {
  readonly whole?: WholeFiles | undefined;
  readonly records?: number | undefined;
}

/** What gzip files say of themselves: a query that has read all of them counts as many bytes. */
export interface WholeFiles {
  readonly files: number;
  /** The sizes that they have unpacked, each modulo 2^32. */
  readonly plainBytes: number;
  /** Of the header lines, with their endings. */
  readonly skippedBytes: number;
  /** Of the ending of each line. */
  readonly endingBytes: 1 | 2;
}

const MODULUS = 2 ** 32;

/** Whether so many lines of so many bytes are all that the files hold. A last line may have no ending. Damage and a lost end show in it, and so do further members behind the first that nobody has read, unless they and what was read have the same sizes: that BigQuery reads all members is not documented, and taken for granted. Pure. */
export function isAll({ files, plainBytes, skippedBytes, endingBytes }: WholeFiles, lines: number, lineBytes: number): boolean {
  const most = skippedBytes + lineBytes + lines * endingBytes;
  const over = (((most - plainBytes) % MODULUS) + MODULUS) % MODULUS;
  return over % endingBytes === 0 && over / endingBytes <= files;
}
