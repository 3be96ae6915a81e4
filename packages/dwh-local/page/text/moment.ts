/** Milliseconds since 1970 as `2021-04-03 12:00:00`, UTC; a dash for what is not known. */
export function moment(milliseconds: string | undefined): string {
  return milliseconds === undefined ? '–' : new Date(Number(milliseconds)).toISOString().slice(0, 19).replace('T', ' ');
}
