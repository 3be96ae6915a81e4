/** An option that has a new name. It works, with a warning, until a major version takes it away. docs/upgrading.md lists each. */
export interface DeprecatedOption {
  /** Of the warning; never given twice. */
  readonly code: `DWH_DEP_${string}`;
  readonly was: string;
  readonly now: string;
  /** The version that does not know it any more: at least one whole major after the one that warned first. */
  readonly until: `${number}.0.0`;
}

/** Of `pushDataset`, and of what takes its options. */
export const DEPRECATED_PUSH_OPTIONS: readonly DeprecatedOption[] = [];

/** Of `createDwhClient`. */
export const DEPRECATED_CLIENT_OPTIONS: readonly DeprecatedOption[] = [];

const warned = new Set<string>();

/**
 * What a caller wrote, under the names of today. Warns once in a process of each old name, on standard error or to `process.on('warning')`; `--throw-deprecation` and `--no-deprecation` mean what they mean to Node.
 *
 * @param complain hears of an option that is given under both names
 */
export function renameDeprecated<Written extends object>(written: Written, deprecated: readonly DeprecatedOption[], complain: (option: string, complaint: string) => void): Written {
  const given = deprecated.filter(({ was }) => Object.hasOwn(written, was));
  if (given.length === 0) return written;
  const renamed = { ...written } as Record<string, unknown>;
  for (const { code, was, now, until } of given) {
    const value = renamed[was];
    delete renamed[was];
    if (value === undefined) continue;
    if (renamed[now] === undefined) renamed[now] = value;
    else complain(was, `it is called ${now} now, which is given too`);
    if (warned.has(code)) continue;
    warned.add(code);
    process.emitWarning(`The option "${was}" is called "${now}" now. The old name works until @bm/dwh-push ${until}.`, { type: 'DeprecationWarning', code });
  }
  return renamed as Written;
}
