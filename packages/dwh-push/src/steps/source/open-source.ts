import type { Clock } from '../../ports/clock.js';
import { openFile } from './file-source.js';
import { openUrl } from './http-source.js';
import type { Source } from './source.js';
import type { SourceLocation } from './source-location.js';

/** Opens a source, so that a missing one is known before anything else is done. */
export function openSource(location: SourceLocation, clock: Clock, signal: AbortSignal | undefined): Promise<Source> {
  return location.kind === 'file' ? openFile(location.path, location.name) : openUrl(location.url, location.name, clock, signal);
}
