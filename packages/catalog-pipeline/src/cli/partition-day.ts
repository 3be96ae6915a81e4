/** The day of a partition id as people write it: `20210403` is 2021-04-03. */
export function partitionDay(partition: string): string {
  return partition.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}
