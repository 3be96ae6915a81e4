/** What a process has used. */
export interface Measured {
  /** Wall time. */
  readonly ms: number;
  /** Time of the processor, user and system, all threads. */
  readonly cpuMs: number;
  readonly peakMB: number;
}

/** Begins to measure; the returned function says what was used since. */
export function measured(): () => Measured {
  const began = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { ms: performance.now() - began, cpuMs: (user + system) / 1000, peakMB: process.resourceUsage().maxRSS / 1024 };
  };
}
