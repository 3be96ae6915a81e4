/** https://docs.cloud.google.com/bigquery/docs/labels-intro */
const KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

/** What is wrong with labels, one sentence part each; none: they can be written. */
export function labelComplaints(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(KEY.test(key) ? [] : [`label key ${JSON.stringify(key)} is not a lowercase letter and up to 62 lowercase letters, digits, _ or -`]),
    ...(typeof value === 'string' && VALUE.test(value) ? [] : [`the value of label "${key}" is not up to 63 lowercase letters, digits, _ or -`]),
  ]);
}

/** Text as a label's value: lowercase, everything else that a label cannot hold becomes `-`. */
export function asLabelValue(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{Ll}\p{Lo}\p{N}_-]/gu, '-').slice(0, 63);
}
