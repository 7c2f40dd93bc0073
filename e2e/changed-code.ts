// Changed workflow code in a separate git repository, and histories of its first version.

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const modules = resolve(import.meta.dirname, '..', 'node_modules');

const code = (...lines: readonly string[]): string => `import { proxyActivities, sleep } from '@temporalio/workflow';

const { reserve, charge, bill, ship } = proxyActivities({ startToCloseTimeout: '1 minute' });

export async function order(item: string) {
${[...lines, "return 'done';"].map((line) => `  ${line}`).join('\n')}
}
`;
const reserve = 'await reserve(item);';
const end = "if (item === 'milk') await ship(item);";

/** Commits of the code, the oldest first; the breaking line is 8. */
const commits: readonly (readonly [subject: string, code: string])[] = [
  ['Orders', code(reserve, "await sleep('10s');", 'await charge(item);', end)],
  ['A longer wait', code(reserve, "await sleep('30 days');", 'await charge(item);', end)],
  ['A typo', 'export async function order( {'],
  ['Bill instead of charge', code(reserve, "await sleep('30 days');", 'await bill(item);', end)],
  ['More words', code('// Words.', reserve, "await sleep('30 days');", 'await bill(item);', end)],
];

/**
 * `v1` and `v2` are the first two commits; the working tree has uncommitted changes. Returns the folder of the code.
 */
export function writeChangedCode(folder: string): string {
  const source = join(folder, 'src');
  mkdirSync(source, { recursive: true });
  symlinkSync(modules, join(folder, 'node_modules'));
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  git(folder, 'init', '-q', '-b', 'main');
  for (const [index, [subject, text]] of commits.entries()) {
    writeFileSync(join(source, 'workflows.ts'), text);
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', subject);
    if (index < 2) git(folder, 'tag', `v${index + 1}`);
  }
  writeFileSync(
    join(source, 'workflows.ts'),
    code(reserve, "await sleep('10s');", 'await charge(item);', 'await ship(item);'),
  );
  return source;
}

const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false'];

function git(folder: string, ...words: readonly string[]): void {
  execFileSync('git', [...who, ...words], { cwd: folder, stdio: 'ignore' });
}

/**
 * Writes an order for bread, one for milk, one that still waits for its timer, and a run of another type. Returns the
 * folder.
 */
export function writeOrders(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const upToTimer = [...task(2), ...activity(5, '1', 'reserve'), ...task(8)];
  const paid = [...upToTimer, ...timer(11), ...task(13), ...activity(16, '2', 'charge'), ...task(19)];
  const shipped = [...paid, ...activity(22, '3', 'ship'), ...task(25)];
  write(folder, 'order-bread', 'order', 'bread', [...paid, completed]);
  write(folder, 'order-milk', 'order', 'milk', [...shipped, completed]);
  write(folder, 'order-waiting', 'order', 'tea', [...upToTimer, timer(11)[0] as Entry]);
  write(folder, 'parcel', 'parcel', 'box', task(2));
  return folder;
}

/** Event type and attributes; `ITEM` stands for the item. */
type Entry = readonly [type: string, attributes: object];

const payloads = (value: unknown): object => ({
  payloads: [
    {
      metadata: { encoding: Buffer.from('json/plain').toString('base64') },
      data: Buffer.from(JSON.stringify(value)).toString('base64'),
    },
  ],
});

const sdk = { coreUsedFlags: [1, 2, 3], langUsedFlags: [1, 2], sdkName: 'temporal-typescript', sdkVersion: '1.24.0' };

/** `first`: id of the task's first event. */
function task(first: number): readonly Entry[] {
  return [
    ['WorkflowTaskScheduled', { attempt: 1 }],
    ['WorkflowTaskStarted', { scheduledEventId: String(first), historySizeBytes: '1000' }],
    ['WorkflowTaskCompleted', { scheduledEventId: String(first), startedEventId: String(first + 1), sdkMetadata: sdk }],
  ];
}

function activity(first: number, id: string, name: string): readonly Entry[] {
  const scheduled = {
    activityId: id,
    activityType: { name },
    taskQueue: { name: 'orders' },
    input: 'ITEM',
    startToCloseTimeout: '60s',
    workflowTaskCompletedEventId: String(first - 1),
  };
  const about = { scheduledEventId: String(first) };
  return [
    ['ActivityTaskScheduled', scheduled],
    ['ActivityTaskStarted', { ...about, attempt: 1 }],
    ['ActivityTaskCompleted', { ...about, startedEventId: String(first + 1), result: payloads('ok') }],
  ];
}

function timer(first: number): readonly Entry[] {
  return [
    ['TimerStarted', { timerId: '1', startToFireTimeout: '10s', workflowTaskCompletedEventId: String(first - 1) }],
    ['TimerFired', { timerId: '1', startedEventId: String(first) }],
  ];
}

const completed: Entry = [
  'WorkflowExecutionCompleted',
  { workflowTaskCompletedEventId: '1', result: payloads('done') },
];

function write(folder: string, workflowId: string, type: string, item: string, entries: readonly Entry[]): void {
  const runId = `0000000c-0000-4000-8000-${Buffer.from(workflowId).toString('hex').padStart(12, '0').slice(-12)}`;
  const started = {
    workflowType: { name: type },
    workflowId,
    taskQueue: { name: 'orders' },
    input: 'ITEM',
    workflowTaskTimeout: '10s',
    originalExecutionRunId: runId,
    firstExecutionRunId: runId,
    attempt: 1,
  };
  const all: readonly Entry[] = [['WorkflowExecutionStarted', started], ...entries];
  const events = all.map(([name, attributes], index) => ({
    eventId: String(index + 1),
    eventTime: new Date(Date.UTC(2026, 10, 20, 12, 0, index)).toISOString(),
    eventType: `EVENT_TYPE_${name.replaceAll(/(?!^)([A-Z])/g, '_$1').toUpperCase()}`,
    [`${name[0]?.toLowerCase()}${name.slice(1)}EventAttributes`]: attributes,
  }));
  const text = JSON.stringify({ events }).replaceAll('"ITEM"', JSON.stringify(payloads(item)));
  writeFileSync(join(folder, `${workflowId}.json`), text);
}
