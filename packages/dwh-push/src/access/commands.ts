/** The beginning of a script: it ends with the first command that fails, and may be run again. */
export const SCRIPT = '#!/bin/sh\nset -eu';

/** A command that is run unless another one finds what it makes. */
export function unless(there: string, command: string): string {
  return `${there} > /dev/null 2>&1 || \\\n  ${command}`;
}
