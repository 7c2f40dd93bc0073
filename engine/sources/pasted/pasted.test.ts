import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json } from '../../model/json.ts';
import { ownHistory } from '../../testing/corpus.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { importText, onlyRun, openEngine } from '../../testing/library.ts';
import { assertSame, exportedBytes } from '../../testing/opened-run.ts';

const plain = Buffer.from(ownHistory('cancelled-timer.json')).toString('utf8').trim();
const pretty = JSON.stringify(JSON.parse(plain), null, 2);
const { events } = JSON.parse(plain) as { events: readonly Json[] };

const texts: Readonly<Record<string, string>> = {
  'a code block of an issue': `It hangs since Tuesday, see below.\n\n\`\`\`json\n${pretty}\n\`\`\`\n\nAny ideas? [log](x)\n`,
  'a code block without a language, with a shell around it': `Hello\n~~~\n$ temporal workflow show -w x -o json\n${pretty}\n$ \n~~~\n`,
  'behind a prompt': `ann@host:~$ temporal workflow show --workflow-id x -o json\n${plain}\nann@host:~$ `,
  'a quotation': pretty.replaceAll(/^/gm, '> '),
  'pages one after the other, a block each': [
    { events: events.slice(0, 9), nextPageToken: 'abc' },
    { events: events.slice(9) },
  ]
    .map((page, i) => `Page ${i + 1}:\n\`\`\`\n${JSON.stringify(page, null, 1)}\n\`\`\`\n`)
    .join('\n'),
};

for (const [what, text] of Object.entries(texts))
  test(`S13 ${what}: the history in it is read`, async (context) => {
    const engine = openEngine(context);
    const whole = onlyRun(await importText(engine, plain));
    const outcomes = await importText(engine, text);
    if (what === 'pages one after the other, a block each') {
      const run = onlyRun(outcomes);
      assert.equal(run.events, events.length);
      return await assertSame(engine, whole, run);
    }
    const [outcome] = outcomes;
    assert.ok(outcome !== undefined && 'run' in outcome, JSON.stringify(outcome));
    assert.deepEqual([outcome.run.runId, outcome.known], [whole.runId, true], 'the same history is not kept twice');
    const other = openEngine(context);
    const run = onlyRun(await importText(other, text));
    assert.deepEqual(JSON.parse(String(await exportedBytes(other, run))), JSON.parse(plain));
  });

test('S13 a list that a command line prints for people is refused, with what to export instead', async (context) => {
  for (const text of [
    'Progress:\n  ID           Time                     Type           \n    1  2026-11-21T00:08:51Z  WorkflowExecutionStarted\n    2  2026-11-21T00:08:51Z  WorkflowTaskScheduled\n',
    '  1  WorkflowExecutionStarted  {WorkflowType:{Name:order}, Attempt:1}\n  2  DecisionTaskScheduled  {TaskList:{Name:main}}\n  3  DecisionTaskStarted  {ScheduledEventId:2}\n',
  ]) {
    const [outcome] = await importText(openEngine(context), text);
    assert.ok(outcome !== undefined && 'error' in outcome);
    assert.equal(outcome.error.code, 'not-a-history');
    assert.match(outcome.error.message, /--output json/);
  }
});

test('S13 text without a history is refused as before; a history that is one stays one', async (context) => {
  for (const [text, code] of [
    ['Dear all,\n{ this is no JSON }\n', 'not-json'],
    ['Some text about WorkflowExecutionStarted', 'not-json'],
    ['```\n{"a":1}\n```', 'not-json'],
  ] as const) {
    const [outcome] = await importText(openEngine(context), text);
    assert.ok(outcome !== undefined && 'error' in outcome);
    assert.equal(outcome.error.code, code, text);
  }
});

test('F34 no text makes it fail, hang or take much memory', async (context) => {
  await fuzz(
    context,
    Object.values(texts).map((text) => Buffer.from(text)),
  );
});
