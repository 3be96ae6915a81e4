import { signature, type Family, type Signature } from './signature.js';

/** DuckDB answers hexadecimal text, GoogleSQL bytes. A STRING is hashed as its UTF-8 bytes. */
function hash(name: string): Signature[] {
  return [signature('STRING -> BYTES', (text) => `unhex(${name}(${text}))`), signature('BYTES -> BYTES', (bytes) => `unhex(${name}(${bytes}))`)];
}

export const HASH_FUNCTIONS: Family = {
  GENERATE_UUID: [signature('-> STRING', () => 'CAST(gen_random_uuid() AS VARCHAR)')],
  MD5: hash('md5'),
  SHA1: hash('sha1'),
  SHA256: hash('sha256'),
};
