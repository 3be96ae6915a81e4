import type { Clock } from '../../ports/clock.js';
import { openFile } from './file-source.js';
import { openUrl } from './http-source.js';
import type { Source } from './source.js';
import type { SourceLocation } from './source-location.js';

/** Opens a source, so that a missing one is known before anything else is done. */
export function openSource(location: SourceLocation, clock: Clock, signal: AbortSignal | undefined): Promise<Source> {
  if (location.kind === 'rows') return Promise.resolve({ name: location.name, kind: 'rows', size: undefined, chunks: noBytes(), close: () => Promise.resolve() });
  return location.kind === 'file' ? openFile(location.path, location.name) : openUrl(location.url, location.name, clock, signal);
}

async function* noBytes(): AsyncGenerator<Buffer> {}
