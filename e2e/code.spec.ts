// A person has the history of a run and its code: the value of a variable, why the run is stuck, what a change breaks.
// Code runs only on request.

import { join } from 'node:path';
import { CodePage } from './code-page.ts';
import { ComparePage } from './compare-page.ts';
import { basketCode, writeBasket } from './coded-run.ts';
import { expectReadable } from './readable.ts';
import { expect, recorded, sample, test } from './story.ts';

test('P177 the sample shows all three verdicts, whole where asked for, and nothing runs before it is asked for', async ({
  retrace,
}) => {
  const code = new CodePage(retrace);
  await retrace.drop(sample);
  await retrace.press('4');
  await expect(retrace.view('Code')).toBeChecked();
  await expect(code.pane).toContainText('It runs only when you press Replay');
  await expect(code.verdict).toHaveCount(0);

  await code.replayVersion('As recorded');
  await expect(code.verdict).toContainText('SameThe code does what the history says, to its end.');
  await expect(code.line('await chargeCard(')).toContainText('waits · main');
  await expect(code.fiber('main')).toContainText('totalCents5480');

  await test.step('one that breaks: where, both sides, cause, remedy', async () => {
    await code.chooseOther();
    await code.replayVersion('Breaks');
    await expect(code.verdict).toContainText(
      /Nondeterminism\s*At event 44: A new call: the code asks for activity 'sendMail'/,
    );
    await retrace.expectAt(44);
    await expect(code.line("template: 'confirmed'")).toContainText('diverges here');
    await expect(code.why.getByRole('row', { name: /activityType "chargeCard" "sendMail"/ })).toBeVisible();
    await expect(code.why).toContainText("patched('add-send-mail')");
    await expect(code.section('Both histories').getByRole('row').filter({ hasText: 'sendMail' }).first()).toBeVisible();
    await retrace.press('Home');
    await retrace.click(retrace.button('Go to event 44', code.verdict));
    await retrace.expectAt(44);
  });

  const compared = new ComparePage(retrace);
  await test.step('both histories whole: the recorded one beside what the code makes of it', async () => {
    await retrace.click(retrace.button('Both histories', code.verdict));
    await expect(compared.summary).toContainText('1 only in B · 10 the same');
    await expect(compared.summary).toContainText(
      /order-7781 by breaks\s*failed\s*not recorded, made by code · 60 events · Failed: order 7781/,
    );
    await expect(compared.summary).toContainText("The history has no answer to activity 'sendMail'");
    await retrace.press('Escape');
    await retrace.expectAt(44);
  });

  await test.step('one that drifts: what is otherwise, by how much, at which line', async () => {
    await code.chooseOther();
    await code.replayVersion('Drifts');
    await expect(code.verdict).toContainText(/Drift\s*It replays, but 9 attributes differ/);
    const timer = code.drift.filter({ hasText: 'startToFireTimeout' });
    await expect(timer).toContainText('changes behaviour');
    await expect(timer).toContainText('30 s → 1 d');
    await retrace.click(retrace.button(/order\.ts/, timer));
    await expect(code.line("await sleep('1 day')")).toHaveAttribute('aria-selected', 'true');
    await retrace.click(retrace.button('#18', timer));
    await retrace.expectAt(18);
    await expect(code.line("await sleep('1 day')")).toContainText('asked for this event');
    await retrace.press('b');
    await expect(compared.summary).toContainText('8 changed · 2 the same');
    await retrace.press('Shift+B');
    await expect(retrace.page.getByRole('banner')).toContainText('Made by code, on its own decisions');
  });
});

test('what was total at event 31: variables, callers, queries and expressions at any event, both ways', async ({
  retrace,
  scratch,
}) => {
  const code = new CodePage(retrace);
  const { file, module } = writeBasket(scratch);
  await retrace.drop(file);
  await retrace.press('4');
  await code.replay(module);
  await expect(code.verdict).toContainText('Same');

  await retrace.jump(31);
  await expect(code.fiber('main')).toContainText('total18');
  await expect(code.fiber('main')).toContainText('item"salt"');
  await expect(code.line('const found = await price(item);')).toContainText('waits · main');
  await expect(code.line('const found = await price(item);')).toContainText('×5');
  await expect(code.line('total += await priced(item);')).toContainText('called from · main');

  await test.step('a query and an expression are answered there, and wherever one goes', async () => {
    await code.watch('total * 10 + items.length');
    await code.ask('total', '2');
    await expect(code.watched).toContainText('185');
    await expect(code.answer).toContainText('36');
    await retrace.jump(15);
    await expect(code.fiber('main')).toContainText('total7');
    await expect(code.watched).toContainText('75');
    await expect(code.answer).toContainText('14');
    await retrace.press('ArrowLeft');
    await expect(code.fiber('main')).toContainText('total3');
  });

  await test.step('from an event to its line, from a line to the events that it led to', async () => {
    await retrace.jump(17);
    await expect(code.line('const found = await price(item);')).toContainText('asked for this event');
    await code.source.focus();
    await retrace.press('Enter');
    await retrace.expectAt(23);
    await code.source.focus();
    await retrace.press('Shift+Enter');
    await retrace.expectAt(17);
    await expect(code.section(/^Events of workflows\.ts:/)).toContainText('#5#11#17#23#29');
  });
});

test('why is this run stuck: its next task fails, and this is the line', async ({ retrace, scratch }) => {
  const code = new CodePage(retrace);
  const { file, code: folder } = writeBasket(scratch, 'due');
  folder.write('workflows.ts', basketCode.replace('await pay(total);', 'await pay(total.cents.value);'));
  await retrace.drop(file);
  await retrace.press('4');
  await code.replay(folder.path);
  await expect(code.verdict).toContainText(
    /Fails next\s*Everything recorded replays, and the next task fails: TypeError/,
  );
  await expect(code.line('total.cents.value')).toContainText('throws here');
  await expect(code.why).toContainText('Mend what throws');
});

test('why is this run stuck: it waits for what it asked for', async ({ retrace, scratch }) => {
  const code = new CodePage(retrace);
  const { file, module } = writeBasket(scratch, 'waits');
  await retrace.drop(file);
  await retrace.press('4');
  await code.replay(module);
  await expect(code.verdict).toContainText(/Same so far\s*The code does what the history says, and waits/);
  await expect(code.why).toContainText('salt');
  await retrace.click(code.why.getByRole('button', { name: /workflows\.ts/ }));
  await expect(code.line('const found = await price(item);')).toHaveAttribute('aria-selected', 'true');
});

test('I changed a workflow, show me what breaks: this run, again after every change', async ({ retrace, scratch }) => {
  const code = new CodePage(retrace);
  const { file, code: folder, module } = writeBasket(scratch);
  await retrace.drop(file);
  await retrace.press('4');
  await code.replay(folder.path);
  await expect(code.verdict).toContainText('Same');

  await test.step('a call has another name', async () => {
    folder.write('workflows.ts', basketCode.replaceAll('pay', 'charge'));
    await retrace.press('Shift+R');
    await expect(code.verdict).toContainText('Nondeterminism');
    await retrace.expectAt(35);
    await expect(code.line('await charge(total);')).toContainText('diverges here');
    await expect(code.why.getByRole('row', { name: /activityType "pay" "charge"/ })).toBeVisible();
  });

  await test.step('code that does not build says so, and where', async () => {
    folder.write('workflows.ts', basketCode.replace('let total', 'let let total'));
    await code.chooseOther();
    await code.replay(module);
    await expect(code.problem).toContainText('workflows.ts:12');
  });

  await test.step('of several modules that export it a person chooses', async () => {
    folder.write('workflows.ts', basketCode);
    const other = folder.write('old/workflows.ts', basketCode.replace('let total = 0', 'let total = 100'));
    await code.replay(folder.path);
    await retrace.click(code.module(other));
    await expect(code.verdict).toContainText(/Drift/);
  });

  await test.step('the choice is remembered', async () => {
    await retrace.press('ControlOrMeta+Shift+e');
    await retrace.page.reload();
    await retrace.rest();
    await expect(code.path).toHaveValue(join(folder.path, 'old', 'workflows.ts'));
  });
});

test('V274 V275 breakpoints: on a type, an operation, a status, a payload, a line, an expression; run on and run back', async ({
  retrace,
  scratch,
}) => {
  const code = new CodePage(retrace);
  const { file, module } = writeBasket(scratch);
  await retrace.drop(file);
  await retrace.press('4', 'Home');
  await test.step('without code', async () => {
    await code.stopAt('Operation', 'pay');
    await retrace.press('F5');
    await retrace.expectAt(35);
    await retrace.press('Shift+F5');
    await retrace.expectAt(1);
    await retrace.click(retrace.breakpoints.getByRole('button', { name: 'Remove pay' }));
    await code.stopAt('Status', 'activity/pay: completed');
    await expect(retrace.breakpoints).toContainText('1 ×');
    await retrace.press('F5');
    await expect(retrace.changes).toContainText('completed');
    await retrace.click(retrace.breakpoints.getByRole('button', { name: /^Remove activity/ }));
  });
  await test.step('at a value in a payload, from the keyboard; the list of events marks it', async () => {
    await retrace.press('3');
    await retrace.eventDetail.getByRole('tree', { name: /^Attributes/ }).focus();
    await retrace.press('ArrowDown', 'F9', 'Shift+F9');
    await expect(retrace.breakpoints).toHaveCount(2);
    await expect(retrace.event(await retrace.at()).getByRole('img', { name: 'breakpoint' })).toBeVisible();
    for (const left of [1, 0]) {
      await retrace.click(retrace.breakpoints.getByRole('button', { name: /^Remove/ }).first());
      await expect(retrace.breakpoints).toHaveCount(left);
    }
    await retrace.press('4', 'Home');
  });
  await code.replay(module);
  await expect(code.verdict).toContainText('Same');
  await retrace.press('Home');
  await test.step('an expression stops where it becomes true', async () => {
    await code.stopAt('Expression', 'total > 10');
    await expect(retrace.breakpoints).toContainText('1 ×');
    await retrace.press('F5');
    await retrace.expectAt(21);
    await expect(code.fiber('main')).toContainText('total12');
  });
  await test.step('a line stops wherever it is reached', async () => {
    await code.stopAtLine('await pay(total);');
    await retrace.press('F5');
    await retrace.expectAt(33);
    await retrace.press('Shift+F5');
    await retrace.expectAt(21);
  });
  await test.step('what cannot be evaluated says why, and stops nothing', async () => {
    await code.stopAt('Expression', 'total = 3');
    await expect(retrace.breakpoints.last()).toContainText('an assignment');
    await retrace.press('F5');
    await retrace.expectAt(33);
  });
  await test.step('the stops are marked on the scrubber', async () => {
    const strip = retrace.page.getByRole('slider', { name: 'Position in the run' }).locator('canvas');
    const drawn = (): Promise<string> => strip.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const marked = await drawn();
    await retrace.click(retrace.breakpoints.getByRole('button', { name: /^Remove workflows/ }));
    await expect.poll(drawn).not.toBe(marked);
  });
});

test('code can be read', { tag: '@browser' }, async ({ retrace }) => {
  test.slow();
  const code = new CodePage(retrace);
  await retrace.drop(sample);
  await retrace.press('4');
  await expectReadable(retrace, 'choosing code');
  await code.replayVersion('Drifts');
  await expectReadable(retrace, 'code that drifts');
  await code.chooseOther();
  await code.stopAt('Event type', 'TimerFired');
  await code.replayVersion('Breaks');
  await expectReadable(retrace, 'code that breaks, and a breakpoint');
});

test('for histories of other engines it is said what is supported; they stop all the same', async ({ retrace }) => {
  const code = new CodePage(retrace);
  await retrace.drop(recorded('events.jsonl'));
  await retrace.press('4');
  await expect(code.pane).toContainText(/No code can be chosen here.*TypeScript SDK, 1\.8 and newer/);
  await expect(code.path).toHaveCount(0);
  await expect(retrace.breakpointsSection).toBeVisible();
});

test('what the worker is told of its bundle is said once, where its code is chosen', async ({ retrace, scratch }) => {
  const code = new CodePage(retrace);
  const { file, code: folder } = writeBasket(scratch);
  const module = folder.write('workflows.ts', `import pg from 'pg';\nexport const read = () => pg;\n${basketCode}`);
  await retrace.drop(file);
  await retrace.press('4');
  await code.replay(module);
  await expect(code.problem).toContainText('pg');
  await retrace.click(code.rules);
  await code.rule(/^Modules that no workflow runs/).fill('pg');
  await code.rule('Payload converter').fill('/nowhere/converter.ts');
  await expectReadable(retrace, 'the form with rules of the bundle');
  await retrace.click(retrace.button('Replay', code.pane));
  await expect(code.problem).toContainText('There is no module /nowhere/converter.ts');
  await code.rule('Payload converter').fill('');
  await retrace.click(retrace.button('Replay', code.pane));
  await expect(code.verdict).toContainText('Same');
  await retrace.jump(31);
  await expect(code.fiber('main')).toContainText('total18');
  await code.chooseOther();
  await expect(code.rule(/^Modules that no workflow runs/)).toHaveValue('pg');
});
