// Temporal's own replayer, in a process of its own: `node replayer.mjs JOB`. JOB is a file: {workflowsPath, histories: [file of {events}], rounds,
// together, withoutMap}. Prints a line for every history, in order, as soon as it is known: {ms, error, message}; `error` is null where it passes and
// ms the median of the rounds. With `together` all are given to runReplayHistories at once, and one line says how long that took. `withoutMap` empties
// the bundle's source map: its reader ends the process where the bundle is large, and no verdict depends on it.

import { readFileSync } from 'node:fs';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';

const logger = new DefaultLogger('ERROR', () => undefined);
Runtime.install({ logger, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });

const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { workflowsPath, histories, rounds = 1, together = false, withoutMap = false } = job;
const { code } = await bundleWorkflowCode({ workflowsPath, logger });
const options = { workflowBundle: { code: withoutMap ? mapEmptied(code) : code } };
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

function mapEmptied(code) {
  const map = JSON.stringify({ version: 3, file: 'workflow-bundle.js', sources: [], names: [], mappings: '' });
  const end = code.lastIndexOf('//# sourceMappingURL=data:');
  return `${code.slice(0, end)}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
}

async function timed(run) {
  const begun = performance.now();
  const found = await run().then(
    () => ({ error: null, message: '' }),
    ({ name, message }) => ({ error: name, message }),
  );
  return { ms: performance.now() - begun, ...found };
}

async function each() {
  for (const file of histories) {
    const found = [];
    for (let round = 0; round < rounds; round++)
      found.push(await timed(() => Worker.runReplayHistory(options, read(file), 'fake')));
    const [first] = found;
    const spent = found.map(({ ms }) => ms).toSorted((a, b) => a - b);
    say({ ...first, ms: spent[spent.length >> 1] });
  }
}

async function allTogether() {
  const given = histories.map((file) => ({ workflowId: 'fake', history: read(file) }));
  say(
    await timed(async () => {
      for await (const { error } of Worker.runReplayHistories(options, given)) if (error !== undefined) throw error;
    }),
  );
}

await (together ? allTogether() : each());
process.exit(0);
