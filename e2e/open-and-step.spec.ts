// A person has the history of last night's failed order: what happened, where, with which values, and what came before.

import { expect, recorded, sample, test } from './story.ts';

test('a dropped history says at once what it is, where it went wrong, and stands there', async ({ retrace }) => {
  await retrace.drop(sample);
  await expect(retrace.headline).toHaveText(
    /^Failed after 1 m 40 s: order 7781 not paid, caused by chargeCard \(4 attempts\): GatewayTimeout: no answer from the payment gateway/,
  );
  await expect(retrace.title).toHaveText('order/order-7781');
  await expect(retrace.header).toContainText('failed');
  await expect(retrace.header).toContainText('59 events');
  await retrace.expectAt(46);

  await test.step('the graph shows the shape of it, and what is still to come as such', async () => {
    await expect(retrace.view('Graph')).toBeChecked();
    await expect(retrace.node('chargeCard')).toHaveAccessibleName(/activity, failed, 4 attempts/);
    await expect(retrace.node('scoreFraud')).toHaveAccessibleName(/completed, 2 attempts/);
    await expect(retrace.node('releaseStock “release R-55120”')).toHaveAccessibleName(/not yet/);
  });

  await test.step('beside it stand the state, and what this step changed', async () => {
    await expect(retrace.state).toContainText('Running');
    await expect(retrace.step).toContainText('ActivityTaskFailed');
    await expect(retrace.changes).toHaveText(/chargeCard\s*running.*failed.*after 1 m 7 s/);
    await expect(retrace.value(/^message "no answer from the payment gateway/, retrace.eventDetail)).toBeVisible();
  });

  await test.step('the headline leads back from wherever one went', async () => {
    await retrace.click(retrace.transport('First event'));
    await retrace.expectAt(1);
    await expect(retrace.state).toContainText('State at 1');
    await retrace.click(retrace.headline);
    await retrace.expectAt(46);
  });
});

test('the failed operation is stepped to and looked at: input, attempts, durations, failures', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.click(retrace.transport('First event'));

  await test.step('on to the failure, and back one', async () => {
    await retrace.click(retrace.transport('On to the next failure'));
    await retrace.expectAt(46);
    await retrace.click(retrace.transport('Previous event'));
    await retrace.expectAt(45);
    await expect(retrace.step).toContainText('chargeCard');
    await expect(retrace.section(/^Pending operations/)).toContainText('chargeCard');
    await retrace.click(retrace.transport('Next event'));
    await retrace.expectAt(46);
  });

  await test.step('V260 its node selects it, and time stands still; a double click goes to where it was by then', async () => {
    await retrace.click(retrace.node('chargeCard'));
    await retrace.expectAt(46);
    await expect(retrace.operation).toContainText('Operation · chargeCard');
    await expect(retrace.node('chargeCard')).toHaveAttribute('aria-pressed', 'true');
    await retrace.press('Home');
    await retrace.doubleClick(retrace.node('chargeCard'));
    await retrace.expectAt(44);
  });

  await test.step('its input is a tree that opens and closes', async () => {
    const input = retrace.tree('Input');
    await expect(retrace.value('amountCents 5480', input)).toBeVisible();
    await expect(retrace.value('card "tok_4f7c"', input)).toBeVisible();
    const whole = retrace.value(/^input/, retrace.eventDetail);
    await retrace.click(whole);
    await expect(whole).toHaveAttribute('aria-expanded', 'false');
    await expect(retrace.value('amountCents 5480', retrace.eventDetail)).toBeHidden();
    await retrace.click(whole);
    await expect(retrace.value('amountCents 5480', retrace.eventDetail)).toBeVisible();
  });

  await test.step('how it will end is told as later', async () => {
    await expect(retrace.operation).toContainText('failed later');
    await expect(retrace.operation).toContainText('of 4 in the end');
    await expect(retrace.causes.first()).toContainText('GatewayTimeout');
    await expect(retrace.operation).toContainText('Last failure');
  });

  await test.step('its events and durations', async () => {
    await expect(retrace.durations).toHaveText(/earlier attempts\s*52 s.*running\s*15 s.*total\s*1 m 7 s/);
    await retrace.click(retrace.button(/ActivityTaskFailed/, retrace.operation));
    await retrace.expectAt(46);
    await expect(retrace.operation).not.toContainText('later');
  });

  await test.step('the failure of the run names its causes down to the innermost', async () => {
    await retrace.click(retrace.transport('Last event'));
    await retrace.expectAt(59);
    await expect(retrace.state).toContainText('Failed');
    await expect(retrace.step).toContainText('no answer from the payment gateway eu-1 within 15 s');
    await expect(retrace.value(/^cause/, retrace.eventDetail).first()).toBeVisible();
  });

  await test.step('the event as the history wrote it', async () => {
    await retrace.click(retrace.button('Raw', retrace.eventDetail));
    await expect(retrace.eventDetail).toContainText('"EVENT_TYPE_WORKFLOW_EXECUTION_FAILED"');
    await retrace.click(retrace.button('Tree', retrace.eventDetail));
  });
});

test('a failure that came from elsewhere is followed down to its cause', async ({ retrace }) => {
  await retrace.drop(recorded('nexus.reverse.json'));
  await retrace.jump(29);
  await retrace.click(retrace.button(/./, retrace.changes).first());
  await expect(retrace.causes).toHaveCount(2);
  await expect(retrace.causes.last()).toContainText('caused by');
});

test('one cursor for graph, timeline, events and scrubber: a click anywhere moves it', async ({ retrace }) => {
  await retrace.drop(sample);

  await test.step('V260 a node: by a double click, by Enter, by the link on its card', async () => {
    const timer = retrace.node('timer 30 s “cooling-off period”');
    await retrace.click(timer);
    await retrace.expectAt(46);
    await retrace.press('Enter');
    await retrace.expectAt(29);
    await retrace.jump(20);
    await retrace.doubleClick(timer);
    await retrace.expectAt(18);
    await retrace.press('End');
    await timer.hover();
    await retrace.click(retrace.button('Go to #29', retrace.card));
    await retrace.expectAt(29);
  });

  await test.step('a bar of the timeline, at its beginning and at its end', async () => {
    await retrace.click(retrace.view('Timeline'));
    await expect(retrace.graph).toBeHidden();
    const row = retrace.row('chargeCard');
    await retrace.clickAt(await retrace.pointOn(row, 0.4));
    await retrace.expectAt(44);
    await expect(retrace.operation).toContainText('Operation · chargeCard');
    await retrace.clickAt(await retrace.pointOn(row, 0.9));
    await retrace.expectAt(46);
    await expect(retrace.card).toContainText('GatewayTimeout');
  });

  await test.step('a row of the events', async () => {
    await retrace.click(retrace.view('Events'));
    await expect(retrace.event(46)).toHaveAttribute('aria-current', 'true');
    await retrace.click(retrace.event(19));
    await retrace.expectAt(19);
    await expect(retrace.event(19)).toHaveAttribute('aria-current', 'true');
    await expect(retrace.event(46)).not.toHaveAttribute('aria-current', 'true');
    await expect(retrace.operation).toContainText('Operation · changeAddress');
    await expect(retrace.value('city "Whitby"', retrace.operation)).toBeVisible();
  });

  await test.step('workflow tasks are folded away until it is asked for', async () => {
    expect(await retrace.shownEvents()).not.toContain(2);
    await retrace.click(retrace.workflowTasks);
    await retrace.press('Home');
    expect((await retrace.shownEvents()).slice(0, 4)).toEqual([1, 2, 3, 4]);
    await retrace.click(retrace.workflowTasks);
  });

  await test.step('the scrubber', async () => {
    await retrace.position.click();
    await retrace.rest();
    expect(await retrace.at()).toBeGreaterThan(20);
    expect(await retrace.at()).toBeLessThan(40);
    await expect(retrace.event(await retrace.at())).toBeInViewport();
  });
});

test('V266 a legend on a key says what the graph draws; V265 a version stands on what came of it', async ({
  retrace,
}) => {
  await retrace.drop(sample);
  const legend = retrace.page.getByRole('complementary', { name: 'Legend of the graph' });
  await retrace.press('i');
  await expect(legend).toContainText('led to: the history proves it');
  await retrace.press('i');
  await expect(legend).toBeHidden();
  await expect(retrace.graph).toContainText('invoice-before-charge');
  await expect(retrace.node('invoice-before-charge')).toHaveCount(0);
});

test('V263 a run that is stuck looks so: in the header, the library, the state, at the end of the graph', async ({
  retrace,
}) => {
  await retrace.drop(recorded('stuck-ledger.json'));
  await expect(retrace.header).toContainText('stuck');
  await expect(retrace.page.getByRole('radio', { name: 'Stuck 1' })).toBeVisible();
  await expect(retrace.state).toContainText('Stuck, task 3 · 1 failed');
  await expect(retrace.node('workflow task')).toHaveAccessibleName(/failed/);
});

test('V268 V296 where the time went, in one run: the heaviest first, and its critical path lit with its times', async ({
  retrace,
}) => {
  await retrace.drop(sample);
  const section = retrace.section(/^Where the time went/);
  await retrace.click(retrace.button('Where the time went', section));
  await expect(section.getByRole('row').first()).toContainText('chargeCard');
  await retrace.click(retrace.button('chargeCard', section));
  await expect(retrace.operation).toContainText('Operation · chargeCard');
  await retrace.press('p');
  await expect(retrace.button(/^Critical path/, section)).toHaveAttribute('aria-pressed', 'true');
  await expect(retrace.graph).toContainText('1 m 7 s · 67 %');
  await expect(retrace.graph).toContainText('critical path: 1 m 40 s, of that workflow tasks 175 ms');
  await expect(retrace.row('chargeCard')).toContainText('1 m 7 s');
  await retrace.press('3');
  await expect(retrace.page.getByText(/^\d+ of 59 events; \d+ hidden, of workflow tasks/)).toBeVisible();
});

test('it plays, faster than it was, and stops where it is told or at the end', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.click(retrace.transport('First event'));
  await retrace.speed.selectOption('10×');
  await retrace.transport('Play').click();
  await expect.poll(() => retrace.at()).toBeGreaterThanOrEqual(18);
  await retrace.click(retrace.transport('Pause'));
  const stopped = await retrace.at();
  expect(stopped).toBeLessThan(59);
  await retrace.rest();
  await retrace.expectAt(stopped);
  await retrace.speed.selectOption('Max');
  await retrace.transport('Play').click();
  await expect(retrace.transport('Play')).toBeVisible();
  await retrace.expectAt(59);
});

test('V272 V273 what is watched shows its value at each event, before and after, and leads to where it changes', async ({
  retrace,
  page,
}) => {
  await retrace.drop(sample);
  await retrace.jump(34);
  await test.step('a value of the state, by the keyboard in its tree', async () => {
    const values = retrace.section(/^Search attributes/);
    await expect(retrace.value(/^searchAttributes\.OrderStage/, values)).toContainText('was "cooling-off"');
    await values.getByRole('tree', { name: 'Search attributes' }).focus();
    await retrace.press('ArrowDown', 'Shift+w');
    await expect(retrace.watch('OrderStage')).toContainText(/"cooling-off".*→.*"charging"/);
  });
  await test.step('the status of an operation, and any path, typed; Escape leads out of the field', async () => {
    await retrace.jump(44);
    await retrace.command('Watch the status of this operation');
    await expect(retrace.watch('chargeCard')).toContainText('at #44');
    await retrace.command('Watch a payload path');
    await retrace.watches.getByRole('combobox', { name: 'What to watch' }).selectOption('Payload path');
    await retrace.watches.getByLabel('Watch', { exact: true }).first().fill('a..b');
    await retrace.press('Enter');
    await expect(retrace.watches.getByRole('alert')).toContainText('a key was expected here');
    await retrace.watches.getByLabel('Watch', { exact: true }).first().fill('**.attempt');
    await retrace.press('Enter', 'Escape');
    await expect(retrace.watch('attempt')).toContainText('at #');
    await retrace.press('Home');
    await retrace.expectAt(1);
    await retrace.jump(44);
  });
  await test.step('back and on by buttons and by keys, about the chosen one', async () => {
    await retrace.click(retrace.button('Back to where searchAttributes.OrderStage changed'));
    await retrace.expectAt(34);
    await page.locator('body').press(',');
    await retrace.rest();
    const before = await retrace.at();
    expect(before).toBeLessThan(34);
    await expect(retrace.watch('OrderStage')).toContainText('"cooling-off"');
    await retrace.press('.');
    await retrace.expectAt(34);
  });
  await test.step('after a reload they are there, and can be taken away', async () => {
    await page.reload();
    await retrace.rest();
    await retrace.click(retrace.button('Watch searchAttributes.OrderStage no more'));
    await expect(retrace.watches.getByRole('listitem')).toHaveCount(2);
  });
});
