// `npm test`: runs all checks and prints one line per check. The last line counts passed and failed.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { ensureBrowser } from './browser.ts';

type Counts = { passed: number; failed: number; skipped: number };
type Finished = { code: number; output: string };
type Result = Counts & { name: string; seconds: number; output: string };

type Check = {
  name: string;
  script: string;
  /** Whether to print its output while it runs, because it takes long. */
  live?: boolean;
  limitMinutes: number;
  env?: Record<string, string>;
  /** Changes the command so that the script reports its counts. */
  adapt?: (command: string) => string;
  count: (finished: Finished) => Counts;
};

const root = dirname(import.meta.dirname);
const scratch = mkdtempSync(join(tmpdir(), 'retrace-check-'));
const running = new Set<ChildProcess>();
const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** A check without tests counts as one test. */
function whole({ code }: Finished): Counts {
  return code === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
}

const simple: Check[] = [
  { name: 'types', script: 'check:types', limitMinutes: 5, count: whole },
  { name: 'lint', script: 'check:lint', limitMinutes: 5, count: whole },
  { name: 'format', script: 'check:format', limitMinutes: 5, count: whole },
  { name: 'unused code', script: 'check:unused', limitMinutes: 5, count: whole },
  { name: 'build', script: 'build', limitMinutes: 5, count: whole },
];

const unitCounts = join(scratch, 'unit.json');
const unit: Check = {
  name: 'unit tests',
  script: 'test:unit',
  limitMinutes: 15,
  adapt: (command) => {
    const reporter = pathToFileURL(join(root, '.ci/count-reporter.ts')).href;
    const spec = '--test-reporter=spec --test-reporter-destination=stdout';
    return command.replace(
      '--test ',
      `--test ${spec} --test-reporter="${reporter}" --test-reporter-destination="${unitCounts}" `,
    );
  },
  count: (finished) => atLeastOne(finished, readUnitCounts()),
};

function readUnitCounts(): Counts {
  if (!existsSync(unitCounts)) return NONE;
  const shape = z.object({
    passed: z.number(),
    failed: z.number(),
    cancelled: z.number(),
    skipped: z.number(),
    todo: z.number(),
  });
  const text = readFileSync(unitCounts, 'utf8').trim();
  if (text === '') return NONE;
  const { passed, failed, cancelled, skipped, todo } = shape.parse(JSON.parse(text));
  return { passed, failed: failed + cancelled, skipped: skipped + todo };
}

const e2eCounts = join(scratch, 'e2e.json');
const endToEnd = (chromium: string): Check => ({
  name: 'end to end',
  script: 'e2e',
  live: true,
  limitMinutes: 30,
  env: { CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: e2eCounts },
  adapt: (command) => `${command} --reporter=list,json --forbid-only`,
  count: (finished) => atLeastOne(finished, readE2eCounts()),
});

function readE2eCounts(): Counts {
  if (!existsSync(e2eCounts)) return NONE;
  const counts = { expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() };
  const shape = z.object({ stats: z.object(counts) });
  const { stats } = shape.parse(JSON.parse(readFileSync(e2eCounts, 'utf8')));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/** A script that ran no test, or that failed without a failing test, counts as one failure. */
function atLeastOne({ code }: Finished, counts: Counts): Counts {
  const silent = counts.passed + counts.failed === 0 || (code !== 0 && counts.failed === 0);
  return silent ? { ...counts, failed: counts.failed + 1 } : counts;
}

async function run(check: Check): Promise<Result> {
  const script = manifest.scripts[check.script];
  if (script === undefined) throw new Error(`package.json has no script ${check.script}`);
  const startedMs = performance.now();
  const finished = await execute(check.adapt?.(script) ?? script, check);
  const seconds = (performance.now() - startedMs) / 1000;
  return { name: check.name, seconds, output: finished.output, ...check.count(finished) };
}

async function execute(command: string, { live = false, limitMinutes, env = {} }: Check): Promise<Finished> {
  const path = [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
  return await new Promise((resolve) => {
    const child = spawn(command, {
      cwd: root,
      shell: true,
      stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
      env: { ...process.env, PATH: path, ...env },
      // A separate process group, so that the script's child processes can be ended with it.
      detached: process.platform !== 'win32',
    });
    running.add(child);
    const limit = setTimeout(() => end(child), limitMinutes * 60_000);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', (error) => resolve({ code: 1, output: output + error.message }));
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      running.delete(child);
      const late = signal === null ? '' : `\nstopped by ${signal}; the limit is ${limitMinutes} minutes\n`;
      resolve({ code: code ?? 1, output: output + late });
    });
  });
}

function end(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') child.kill();
  else process.kill(-child.pid, 'SIGKILL');
}

/** Runs all checks, two at a time, and reports results in list order as early as possible. */
async function runInPairs(checks: Check[], report: (result: Result) => void): Promise<Result[]> {
  const waiting = checks.map((check) => ({ check, ...Promise.withResolvers<Result>() }));
  const queue = [...waiting];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) next.resolve(await run(next.check));
  };
  const workers = Promise.all([worker(), worker()]);
  const results: Result[] = [];
  for (const { promise } of waiting) {
    // A rejection of either worker must be noticed while another result is awaited.
    const result = await Promise.race([promise, workers.then(() => promise)]);
    report(result);
    results.push(result);
  }
  return results;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function report({ name, seconds, passed, failed, skipped, output }: Result): void {
  const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  const verdict = failed > 0 ? 'FAILED' : 'ok';
  if (failed > 0 && output.trim() !== '') say(`\n${output.trimEnd()}\n`);
  say(`${verdict.padEnd(6)}  ${name.padEnd(12)}  ${`${seconds.toFixed(1)} s`.padStart(8)}  ${counts.join(', ')}`);
}

function browserFailed(error: unknown): Result {
  const output = error instanceof Error ? error.message : String(error);
  return { ...NONE, name: 'end to end', seconds: 0, output, failed: 1 };
}

async function main(): Promise<void> {
  const browser = await ensureBrowser(say).then(
    (path) => ({ path }),
    (error: unknown) => ({ error }),
  );
  const results = await runInPairs([...simple, unit], report);
  const last = 'path' in browser ? await run(endToEnd(browser.path)) : browserFailed(browser.error);
  report(last);
  results.push(last);

  const total = (key: keyof Counts): number => results.reduce((sum, result) => sum + result[key], 0);
  const skipped = total('skipped');
  process.exitCode = total('failed') > 0 ? 1 : 0;
  say(`\n${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const child of running) end(child);
    process.exit(1);
  });
}

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
