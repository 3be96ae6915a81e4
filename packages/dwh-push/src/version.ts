import manifest from '../package.json' with { type: 'json' };

/** Of this library. */
export const version: string = manifest.version;
