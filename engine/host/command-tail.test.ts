import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type TestContext } from 'node:test';
import { Library } from '../store/library.ts';
import { nodeOptions, retrace } from '../testing/command-line.ts';
import { scratchFolder } from '../testing/library.ts';

const named = (seq: number, type: string): object => ({
  eventId: String(seq),
  eventTime: '2026-11-01T00:00:00Z',
  eventType: `EVENT_TYPE_${type}`,
});

function openLibrary(context: TestContext): {
  readonly path: string;
  readonly append: (from: number, ...types: readonly string[]) => Promise<void>;
} {
  const path = join(scratchFolder(context), 'library.db');
  const library = new Library(path);
  context.after(() => library.close());
  return {
    path,
    append: async (from, ...types) => {
      await library.log.append(
        'r',
        types.map((type, i) => ({
          seq: from + i,
          type,
          atMs: null,
          payload: Buffer.from(JSON.stringify(named(from + i, type))),
        })),
      );
    },
  };
}

/** All lines that the program prints until it is told to end. */
async function linesOf(
  args: readonly string[],
  heard: (line: string, end: () => void) => Promise<void> | void,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [...nodeOptions, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    await heard(line, () => child.kill('SIGTERM'));
  }
  if (child.exitCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 0);
  return lines;
}

test('R11 tail prints the last ten events, explained as events prints them, and those that others append, until it is interrupted', async (context) => {
  const { path, append } = openLibrary(context);
  await append(1, 'WORKFLOW_EXECUTION_STARTED', ...Array<string>(11).fill('TIMER_STARTED'));
  let seen = 0;
  const told = await linesOf(['tail', 'r', '--json', '--db', path], async (_, end) => {
    if (++seen === 10) await append(13, 'WORKFLOW_EXECUTION_COMPLETED');
    if (seen === 11) end();
  });
  const events = (await retrace('events', 'r', '--json', '--db', path)).out.trimEnd().split('\n');
  assert.deepEqual(told, events.slice(2));
});

test('R12 show --follow prints the state again when it has changed', async (context) => {
  const { path, append } = openLibrary(context);
  await append(1, 'WORKFLOW_EXECUTION_STARTED');
  const told = await linesOf(['show', 'r', '--follow', '--json', '--db', path], async (line, end) => {
    const { seq } = JSON.parse(line) as { seq: number };
    if (seq === 1) await append(2, 'TIMER_STARTED', 'WORKFLOW_EXECUTION_COMPLETED');
    if (seq === 3) end();
  });
  const shown = (await retrace('show', 'r', '--json', '--db', path)).out.trimEnd();
  assert.deepEqual([told.length, told.at(-1)], [2, shown]);
  assert.match((await retrace('show', 'r', '--follow', '--at', '1', '--db', path)).err, /^bad-usage: --follow/);
});
