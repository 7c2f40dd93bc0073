// Lets a test run into permissions that do not apply to root.

import type { TestContext } from 'node:test';

const nobody = 65_534;

/** Runs `work` without root's rights. Skips the test where that is impossible. */
export async function asNobody(context: TestContext, work: () => void | Promise<void>): Promise<void> {
  if (process.platform === 'win32') {
    context.skip('permissions of files work differently here');
    return;
  }
  if (process.getuid?.() !== 0) {
    await work();
    return;
  }
  process.seteuid?.(nobody);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}
