/** Microseconds since 1970 as BigQuery's console shows them. */
export function timestampText(micros: string): string {
  const whole = BigInt(micros);
  const rest = ((whole % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((whole - rest) / 1000n)).toISOString().replace('T', ' ').slice(0, -5);
  return `${date}${rest === 0n ? '' : `.${String(rest).padStart(6, '0')}`} UTC`;
}
