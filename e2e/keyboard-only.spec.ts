// The same person without a mouse: every step has a key, and the focus is always visible.

import { expectFocus, tabTo } from './keyboard-focus.ts';
import { expect, sample, test } from './story.ts';

test('opens, steps, selects and looks, with keys alone', async ({ retrace }) => {
  await retrace.choose([sample], () => retrace.press('ControlOrMeta+o'));
  await retrace.expectAt(46);

  await test.step('steps by event, to the ends, to a number', async () => {
    await retrace.press('Home');
    await retrace.expectAt(1);
    await retrace.press('ArrowRight', 'l');
    await retrace.expectAt(6);
    await retrace.press('ArrowLeft', 'h');
    await retrace.expectAt(1);
    await retrace.press('End');
    await retrace.expectAt(59);
    await retrace.jump(19);
  });

  await test.step('what is no number is not taken; a number too high is the last', async () => {
    await retrace.press('g');
    await retrace.type('x');
    await retrace.press('Enter');
    await expect(retrace.jumpField).toHaveAttribute('aria-invalid', 'true');
    await retrace.press('Escape');
    await retrace.expectAt(19);
    await retrace.press('g');
    await retrace.type('600');
    await retrace.press('Enter');
    await retrace.expectAt(59);
    await retrace.jump(19);
  });

  await test.step('steps by failure, operation, kind and task', async () => {
    await retrace.press('n');
    await retrace.expectAt(46);
    await retrace.press('Shift+ArrowLeft');
    await retrace.expectAt(45);
    await retrace.press('Shift+ArrowLeft');
    await retrace.expectAt(44);
    await retrace.press('Shift+ArrowRight');
    await retrace.expectAt(45);
    await retrace.press('Alt+ArrowLeft', 'Alt+ArrowLeft');
    await retrace.expectAt(25);
    await retrace.press('Alt+ArrowRight');
    await retrace.expectAt(44);
    await retrace.press('F10');
    await retrace.expectAt(49);
    await retrace.press('Shift+F10');
    await retrace.expectAt(43);
    await retrace.press('e');
    await retrace.expectAt(46);
  });

  await test.step('selects in the graph', async () => {
    await tabTo(retrace.page, /^button Started, event #1/);
    await retrace.press('ArrowRight');
    await expectFocus(retrace.page, /^button (reserveStock “reserve 3 items”|scoreFraud),/);
    await retrace.press('Enter');
    await expect(retrace.operation).toContainText(/Operation · (reserveStock|scoreFraud)/);
  });

  await test.step('selects in the timeline', async () => {
    await retrace.press('2');
    await tabTo(retrace.page, 'listbox Operations over time');
    await retrace.press('PageDown');
    await expect(retrace.operation).toContainText('Operation · sendMail');
    await retrace.press('ArrowUp');
    await expect(retrace.operation).toContainText('Operation · releaseStock');
    await retrace.press('Enter');
    await retrace.expectAt(50);
    await retrace.press('Enter');
    await retrace.expectAt(53);
  });

  await test.step('selects in the events', async () => {
    await retrace.press('3');
    await tabTo(retrace.page, 'grid Events');
    await retrace.press('e', 'Enter');
    await expect(retrace.operation).toContainText('Operation · chargeCard');
    await retrace.press('ArrowUp');
    await retrace.expectAt(45);
    await retrace.press('PageUp');
    expect(await retrace.at()).toBeLessThan(30);
    await expect(retrace.event(await retrace.at())).toBeInViewport();
  });

  await test.step('opens and closes parts of a payload', async () => {
    await retrace.jump(44);
    await tabTo(retrace.page, 'tree Attributes of event #44');
    await retrace.press('Home', 'ArrowLeft');
    const first = retrace.value(/./, retrace.eventDetail).first();
    await expect(first).toHaveAttribute('aria-selected', 'true');
    await retrace.press('ArrowDown');
    await expect(first).toHaveAttribute('aria-selected', 'false');
    await retrace.expectAt(44);
  });
});

test('plays and pauses, faster and slower', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.press('Home', '+', '+');
  await expect(retrace.speed).toHaveValue('10');
  await retrace.press('Space');
  await expect(retrace.transport('Pause')).toBeVisible();
  await retrace.press('Space');
  await expect(retrace.transport('Play')).toBeVisible();
  await retrace.press('-', '-', '-');
  await expect(retrace.speed).toHaveValue('0.5');

  await test.step('a speed picked with the mouse leaves the arrow keys to the steps', async () => {
    await retrace.press('Home');
    await retrace.speed.focus();
    await retrace.speed.dispatchEvent('pointerdown');
    await retrace.speed.selectOption('2');
    await retrace.press('ArrowRight');
    await expect(retrace.speed).toHaveValue('2');
    await retrace.expectAt(5);
  });
});

test('finds every command in the palette, and every key on the sheet', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.press('3');
  await tabTo(retrace.page, 'grid Events');

  await test.step('a command', async () => {
    await retrace.press('ControlOrMeta+k');
    await expect(retrace.dialog('All commands')).toBeVisible();
    await retrace.type('show or hide workflow tasks');
    await retrace.press('Enter');
    await expect(retrace.dialog('All commands')).toBeHidden();
    await expect(retrace.workflowTasks).toHaveAttribute('aria-pressed', 'true');
    await expectFocus(retrace.page, 'grid Events');
  });

  await test.step('an event by number', async () => {
    await retrace.press('ControlOrMeta+k');
    await retrace.type('29');
    await expect(retrace.choice('Go to event #29')).toBeVisible();
    await retrace.press('Enter');
    await retrace.expectAt(29);
  });

  await test.step('a run by name', async () => {
    await retrace.press('ControlOrMeta+k');
    await retrace.type('order-77');
    await expect(retrace.choice(/^Go to run order-7781/)).toBeVisible();
    await retrace.press('Escape');
    await expect(retrace.dialog('All commands')).toBeHidden();
  });

  await test.step('the sheet of keys', async () => {
    await retrace.press('?');
    await expect(retrace.dialog('Keys')).toContainText('Next event of this operation');
    await expect(retrace.dialog('Keys')).toContainText('Ctrl+K');
    await retrace.press('ArrowRight', 'Escape');
    await expect(retrace.dialog('Keys')).toBeHidden();
    await retrace.expectAt(29);
    await expectFocus(retrace.page, 'grid Events');
  });
});

test('dark and light, panes away and back, one step out at a time', async ({ retrace }) => {
  await retrace.drop(sample);

  await test.step('the theme, which is remembered', async () => {
    const before = await retrace.theme();
    await retrace.press('Shift+D');
    expect(await retrace.theme()).not.toBe(before);
    await retrace.page.reload();
    await retrace.rest();
    expect(await retrace.theme()).not.toBe(before);
    await retrace.press('Shift+D');
    expect(await retrace.theme()).toBe(before);
  });

  await test.step('each pane', async () => {
    for (const [key, pane] of [
      ['ControlOrMeta+b', retrace.library],
      ['ControlOrMeta+j', retrace.timeline],
      ['ControlOrMeta+.', retrace.inspector],
    ] as const) {
      await retrace.press(key);
      await expect(pane).toBeHidden();
      await retrace.press('ArrowLeft');
      await retrace.press(key);
      await expect(pane).toBeVisible();
    }
  });

  await test.step('a pane that goes away lets go of the keyboard', async () => {
    await tabTo(retrace.page, 'tree Runs');
    await retrace.press('ControlOrMeta+b');
    await retrace.press('Home');
    await retrace.expectAt(1);
    await retrace.press('ControlOrMeta+b');
    await tabTo(retrace.page, /^button/);
  });

  await test.step('Esc: out of a menu, the search, the selection', async () => {
    await retrace.click(retrace.node('chargeCard'));
    await retrace.press('/');
    await retrace.type('chargeCard');
    await tabTo(retrace.page, /^button Types/);
    await retrace.press('Enter');
    await expect(retrace.menu).toBeVisible();
    await retrace.press('Escape');
    await expect(retrace.menu).toBeHidden();
    await expectFocus(retrace.page, /^button Types/);
    await expect(retrace.search).toHaveValue('chargeCard');
    await retrace.press('/', 'Escape');
    await expect(retrace.search).toHaveValue('');
    await expect(retrace.operation).toBeVisible();
    await retrace.press('Escape');
    await expect(retrace.operation).toBeHidden();
  });

  await test.step('Esc on a control that says what it does sends that away and does its work', async () => {
    await retrace.click(retrace.node('chargeCard'));
    await tabTo(retrace.page, 'button Clear the selection');
    // The card of the node under the mouse is a different one.
    const tip = retrace.card.filter({ hasText: 'Clear the selection' });
    await expect(tip).toHaveText('Clear the selectionEsc');
    await retrace.press('Escape');
    await expect(tip).toBeHidden();
    await expect(retrace.operation).toBeHidden();
  });
});

test('the tab key passes everything once, and always shows where it is', async ({ retrace }) => {
  await retrace.drop(sample);
  await tabTo(retrace.page, 'input Search in this run');
  const seen = await tabTo(retrace.page, 'input Search in this run');
  for (const expected of [
    'tree Runs',
    'listbox Operations over time',
    'tree Attributes of event #46',
    'slider Position in the run',
  ]) {
    expect(seen).toContain(expected);
  }
  expect(seen.length).toBeLessThan(95);
});
