const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** Bytes for a person, in powers of 1,000: `812 B`, `90.6 kB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  let value = bytes;
  let unit: string = 'B';
  for (const next of UNITS) {
    if (value < 999.95) break;
    value /= 1000;
    unit = next;
  }
  return `${value.toFixed(1)} ${unit}`;
}
