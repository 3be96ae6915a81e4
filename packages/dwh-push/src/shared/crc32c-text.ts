import { crc32c } from '@node-rs/crc32';

/** The CRC32C of bytes as Cloud Storage writes it: base64 of the big-endian checksum. */
export function crc32cText(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32c(content));
  return bytes.toString('base64');
}
