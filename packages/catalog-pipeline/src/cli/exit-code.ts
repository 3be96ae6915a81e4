/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  /** The source, the data, an access right or a service is at fault. */
  failed: 1,
  /** The arguments or the configuration are wrong; nothing was begun. */
  usage: 2,
  /** Ctrl-C. 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
