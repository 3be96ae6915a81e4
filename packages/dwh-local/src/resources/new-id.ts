/** An id like those that the service makes up. */
export function newId(): string {
  return String(1_000_000_000_000_000_000n + BigInt(Math.floor(Math.random() * 8_000_000_000_000)) * 1_000_000n + BigInt(Math.floor(Math.random() * 1_000_000)));
}
