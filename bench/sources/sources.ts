import { catalog } from './catalog.ts';
import { events } from './events.ts';

export const sources = { catalog, events };
