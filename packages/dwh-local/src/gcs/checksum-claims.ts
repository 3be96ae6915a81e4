import type { IncomingHttpHeaders } from 'node:http';

import { invalid } from './refusals.js';

/** What the sender says that the bytes' checksums are, from the resource and from the headers. */
export type ChecksumClaims = readonly ChecksumClaim[];

interface ChecksumClaim {
  readonly kind: 'crc32c' | 'md5Hash';
  readonly value: string;
}

/** @throws ApiError 400 where a claim is not base64 of the right length. */
export function checksumClaims(metadata: Readonly<Record<string, unknown>>, headers: IncomingHttpHeaders): ChecksumClaims {
  const claims: { kind: ChecksumClaim['kind']; value: unknown }[] = [
    { kind: 'crc32c' as const, value: metadata['crc32c'] },
    { kind: 'md5Hash' as const, value: metadata['md5Hash'] },
    { kind: 'md5Hash' as const, value: headers['content-md5'] },
    ...String(headers['x-goog-hash'] ?? '')
      .split(',')
      .flatMap((part) => {
        const [name, ...value] = part.trim().split('=');
        return name === 'crc32c' || name === 'md5' ? [{ kind: name === 'md5' ? ('md5Hash' as const) : ('crc32c' as const), value: value.join('=') }] : [];
      }),
  ];
  return claims.flatMap(({ kind, value }) => {
    if (value === undefined || value === null || value === '') return [];
    if (typeof value !== 'string' || Buffer.from(value, 'base64').length !== (kind === 'crc32c' ? 4 : 16)) throw invalid(`Invalid ${LABEL[kind]}.`);
    return [{ kind, value }];
  });
}

const LABEL = { crc32c: 'CRC32C', md5Hash: 'MD5 hash' } as const;

/** @throws ApiError 400 where a claim does not hold. */
export function requireChecksums(claims: ChecksumClaims, computed: { readonly crc32c: string; readonly md5Hash: string }): void {
  for (const { kind, value } of claims) {
    if (!Buffer.from(value, 'base64').equals(Buffer.from(computed[kind], 'base64'))) throw invalid(`Provided ${LABEL[kind]} "${value}" doesn't match calculated ${LABEL[kind]} "${computed[kind]}".`);
  }
}
