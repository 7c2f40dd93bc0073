import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { JsonObject } from '../model/json.ts';
import { callText } from '../model/replay/call.ts';
import type { CauseKind, Explanation } from '../model/replay/cause.ts';
import { bundleCode } from '../sandbox/temporal/bundle.ts';
import { explain } from './explain.ts';
import { Replayer } from './replayer.ts';

type Change = { base: string; change: string; code: string; verdict: 'pass' | 'fail' };
type Cases = {
  header: string;
  bases: Record<string, { code: string; history: { events: JsonObject[] } }>;
  mutations: Change[];
};

const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, '../testing/replay/official-cases.json'), 'utf8'),
) as Cases;
const modules = join(import.meta.dirname, '../../node_modules');

/** The expected cause for each code change that the official replayer refuses. */
const named: readonly (readonly [CauseKind, RegExp])[] = [
  ['throws', /throw\w* (plain|TypeError)|unhandled|WeakRef|plain Error instead/],
  ['waits', /hangs|wait for three|handler renamed \(|Promise\.all instead of race/],
  ['handler-missing', /^update: handler renamed/],
  ['randomness', /drawn before|one more draw/],
  ['id-changed', /explicit activityId|child workflow id/],
  ['patch-renamed', /patch id renamed/],
  ['missing-patch', /patch removed/],
  ['reordered', /swap|moved before|called later/],
  ['timing', /sequential instead/],
  ['condition-flipped', /inverted/],
  ['cancellation', /ABANDON|WAIT_CANCELLATION|Promise\.race with|not shielded/],
  ['ends-otherwise', /ApplicationFailure|not caught|completes instead|swallowed/],
  ['replaced', /replaced by|turned into|renamed to activity/],
  ['removed', /remove|drop|return after|without the timeout|does no activity/],
  [
    'added',
    /extra|third parallel|added|never awaited|started and cancelled|activity in the handler|made async|timer kept/,
  ],
  ['renamed', /renamed?|type changed|unguarded/],
];

suite('the likely cause', () => {
  let folder = '';
  let replayer: Replayer;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'retrace-explain-'));
    symlinkSync(modules, join(folder, 'node_modules'));
    const functions = cases.mutations.map(({ code }, index) => `export async function run${index}() { ${code} }`);
    writeFileSync(join(folder, 'workflows.js'), [cases.header, ...functions].join('\n'));
    replayer = new Replayer(await bundleCode({ workflowsPath: join(folder, 'workflows.js') }));
  });
  after(async () => {
    await replayer.close();
    rmSync(folder, { recursive: true });
  });

  async function explained(index: number): Promise<Explanation | undefined> {
    const events = cases.bases[cases.mutations[index]?.base ?? '']?.history.events ?? [];
    const payloads = events.map((event) => Buffer.from(JSON.stringify(event)));
    const history = { payloads, workflowId: 'fake', workflowType: `run${index}` };
    return explain(replayer, history, await replayer.replay(history));
  }

  const indexOf = (change: string): number => cases.mutations.findIndex((mutation) => mutation.change === change);

  test('P70 P139 of the changes that break a history at least 95 in 100 are called what they are', async () => {
    const missed: string[] = [];
    let broken = 0;
    for (const [index, { base, change, verdict }] of cases.mutations.entries()) {
      if (verdict === 'pass') continue;
      broken++;
      const kind = (await explained(index))?.kind;
      const [expected] = named.find(([, words]) => words.test(`${base}: ${change}`)) ?? [];
      assert.ok(expected !== undefined, change);
      if (kind !== expected) missed.push(`${base}: ${change}: ${kind}, not ${expected}`);
    }
    assert.equal(broken, 81);
    assert.deepEqual(missed, [
      // The update completes with the failure before it makes a call: only the missing call is visible.
      'update: handler throws ApplicationFailure: removed, not ends-otherwise',
      // The cleanup, too, is cancelled together with the rest.
      'cancelwf: cleanup not shielded: removed, not cancellation',
      // The second timer fires later, and then the code goes on.
      'race: Promise.all instead of race: timing, not waits',
      // The old code also started the timer, but cancelled it in the same task: the history does not contain it.
      'cancelbefore: scope removed, timer kept: added, not removed',
    ]);
  });

  test('P71 both histories are seen whole: behind the divergence the same calls stand in one row again', async () => {
    const { rows = [] } = (await explained(indexOf('rename activity a to c'))) ?? {};
    assert.deepEqual(
      rows.map(({ recorded, now }) => [recorded && callText(recorded), now && callText(now)]),
      [
        ["activity 'a'", null],
        [null, "activity 'c'"],
        ['a timer', 'a timer'],
        ["activity 'b'", "activity 'b'"],
        ['the completion of the workflow', 'the completion of the workflow'],
      ],
    );
  });

  test('P72 the remedy names a patch, and the line', async () => {
    const { remedy } = (await explained(indexOf('extra timer before return'))) ?? {};
    const line =
      cases.mutations.findIndex(({ change }) => change === 'extra timer before return') +
      cases.header.split('\n').length +
      1;
    assert.ok(
      remedy?.startsWith(`Guard the new call at ${folder}/workflows.js:${line}: if (patched('add-timer')) { … }.`),
      remedy,
    );
  });
});
