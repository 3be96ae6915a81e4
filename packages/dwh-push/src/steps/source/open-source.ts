import type { Clock } from '../../ports/clock.js';
import type { SourceStore } from '../../ports/source-store.js';
import { openBytes } from './bytes-source.js';
import { openFile } from './file-source.js';
import { openObjects } from './gs-source.js';
import { openUrl } from './http-source.js';
import type { SourceLocation } from './source-location.js';
import type { Source } from './source.js';
import { openReadable, openWebStream } from './stream-source.js';

/** Opens a source, so that a missing one is known before anything else is done. */
export async function openSource(location: SourceLocation, store: SourceStore, clock: Clock, signal: AbortSignal | undefined): Promise<Source> {
  switch (location.kind) {
    case 'file':
      return openFile(location.path, location.name);
    case 'http':
    case 's3':
      return openUrl(location, clock, signal);
    case 'gs':
      return openObjects(location, store, clock, signal);
    case 'readable':
      return openReadable(location.stream, location.name, signal);
    case 'web':
      return openWebStream(location.stream, location.name, signal);
    case 'bytes':
      return openBytes(location.bytes, location.name);
    case 'rows':
      return { name: location.name, kind: 'rows', rows: location.rows, size: undefined, parts: [], close: async () => undefined };
  }
}
