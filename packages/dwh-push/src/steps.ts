/** The seven steps of a push, in their order. Folder names, error codes, metric labels and headings of the documentation use the same words. */
export const STEPS = ['source', 'decode', 'validate', 'stage', 'load', 'register', 'report'] as const;

/** A step of a push. */
export type Step = (typeof STEPS)[number];
