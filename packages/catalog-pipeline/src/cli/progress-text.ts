import type { ImportProgress } from '../pipeline.js';
import { formatBytes } from './format-bytes.js';

/** Source, decode, validate and stage run as one stream, so a person sees them as one. */
const PHASES: Readonly<Record<ImportProgress['step'], string>> = {
  source: 'reading',
  decode: 'reading',
  validate: 'reading',
  stage: 'reading',
  load: 'loading',
  register: 'registering',
  report: 'done',
};

export function progressTitle({ table, partitionDate }: ImportProgress): string {
  return partitionDate === undefined ? table : `${table} ${partitionDate}`;
}

export function progressPhase({ step }: ImportProgress): string {
  return PHASES[step];
}

/** `reading  90.6 kB of 115.4 kB  78 %  99 rows  12.3 MB/s`. The rate is that of the source, and only while it is read. */
export function progressText(progress: ImportProgress, elapsedMs: number): string {
  const { sourceBytes, totalSourceBytes, rowsRead } = progress;
  const phase = progressPhase(progress);
  const total = totalSourceBytes === undefined || sourceBytes >= totalSourceBytes ? '' : ` of ${formatBytes(totalSourceBytes)}  ${Math.floor((100 * sourceBytes) / totalSourceBytes)} %`;
  const rate = phase === 'reading' && elapsedMs > 0 ? `  ${formatBytes((1000 * sourceBytes) / elapsedMs)}/s` : '';
  return `${phase}  ${formatBytes(sourceBytes)}${total}  ${rowsRead.toLocaleString('en-US')} rows${rate}`;
}
