import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

const clock = fileURLToPath(new URL('../../src/shared/system-clock.ts', import.meta.url));

it('a process waits for the alarm of a push that waits for nothing else', async () => {
  const program = `import { systemClock } from ${JSON.stringify(clock)};
    await new Promise((_, reject) => systemClock.alarm(20, () => reject(new Error('rang')))).catch(({ message }) => console.log(message));`;
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', program], (error, out) => resolve({ code: error?.code ?? 0, stdout: out }));
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'rang\n' });
});
