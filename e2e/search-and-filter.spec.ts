// A person searches a run and hides unwanted parts: list, timeline and graph follow alike.

import { boxOf } from './run-page.ts';
import { expect, sample, test } from './story.ts';

test('searches: plain, in payloads, by pattern', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.press('3', '/');
  await expect(retrace.search).toBeFocused();

  await test.step('what is only inside a base64 payload is found', async () => {
    await retrace.find('TOK_4f7c');
    await expect(retrace.matches).toHaveText('2');
    expect(await retrace.shownEvents()).toEqual([1, 44]);
    await retrace.click(retrace.button('Search payloads too'));
    await expect(retrace.matches).toHaveText('none');
    await retrace.click(retrace.button('Search payloads too'));
  });

  await test.step('plain text is taken as it is', async () => {
    await retrace.find('chargeCard');
    expect(await retrace.shownEvents()).toEqual([44, 45, 46, 59]);
    await retrace.find('charge.ard');
    await expect(retrace.matches).toHaveText('none');
  });

  await test.step('a pattern', async () => {
    await retrace.click(retrace.button('Regular expression'));
    expect(await retrace.shownEvents()).toEqual([44, 45, 46, 59]);
    await retrace.find('^Timer(Started|Fired)$');
    expect(await retrace.shownEvents()).toEqual([18, 29]);
  });

  await test.step('a pattern that is none says why, and finds nothing', async () => {
    await retrace.find('(');
    await expect(retrace.searchError).toContainText('Unterminated group');
    await expect(retrace.search).toHaveAttribute('aria-invalid', 'true');
    await retrace.find('^Timer');
    await expect(retrace.searchError).toBeHidden();
  });

  await test.step('ending it shows everything again', async () => {
    await retrace.click(retrace.button('End search'));
    await expect(retrace.search).toHaveValue('');
    expect(await retrace.shownEvents()).toContain(46);
  });
});

test('goes from match to match, and lists the others too if it is asked to', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.press('3', 'Home');
  await retrace.find('ActivityTaskFailed|TimerFired|Signaled');
  await retrace.click(retrace.button('Regular expression'));
  await expect(retrace.matches).toHaveText('3');
  await retrace.search.press('Enter');
  await retrace.expectAt(19);
  await expect(retrace.matches).toHaveText('1/3');
  await retrace.click(retrace.event(19));

  await test.step('n and N, round the ends', async () => {
    await retrace.press('n');
    await retrace.expectAt(29);
    await retrace.press('n', 'n');
    await retrace.expectAt(19);
    await retrace.press('Shift+N');
    await retrace.expectAt(46);
    await expect(retrace.matches).toHaveText('3/3');
  });

  await test.step('only marked, not alone', async () => {
    expect(await retrace.shownEvents()).toEqual([19, 29, 46]);
    await retrace.click(retrace.button('Show matches only'));
    expect(await retrace.shownEvents()).toContain(45);
    await retrace.press('Shift+N');
    await retrace.expectAt(29);
  });

  await test.step('without a search n goes to failures', async () => {
    await retrace.click(retrace.button('End search'));
    await retrace.press('n');
    await retrace.expectAt(46);
    await retrace.press('n');
    await retrace.expectAt(59);
    await retrace.press('Shift+N');
    await retrace.expectAt(46);
  });
});

test('filters by kind and status; list, timeline and graph show the same', async ({ retrace }) => {
  await retrace.drop(sample);
  const before = await boxOf(retrace.node('chargeCard'));
  await retrace.filter('Types', 'timers', 'signals');

  await test.step('by kind', async () => {
    await expect(retrace.chip('Clear signals, timers').or(retrace.chip('Clear timers, signals'))).toBeVisible();
    await expect(retrace.graph).toContainText('2 of 10 operations left by the filter');
    for (const name of ['timer 30 s “cooling-off period”', 'changeAddress'])
      await expect(retrace.node(name)).toHaveAccessibleDescription('');
    await expect(retrace.node('chargeCard')).toHaveAccessibleDescription('left out by the filter');
    expect(await boxOf(retrace.node('chargeCard')), 'V305 dimmed in place').toEqual(before);
    await expect(retrace.rows).toHaveText([/^timer 30 s ?cooling-off period/, /^changeAddress/]);
    await retrace.press('2');
    await expect(retrace.rows).toHaveText([/^timer 30 s ?cooling-off period/, /^changeAddress/]);
    await retrace.press('3');
    expect(await retrace.shownEvents()).toEqual([18, 19, 29]);
  });

  await test.step('stepping goes from one that is left to the next', async () => {
    await retrace.press('Home');
    await retrace.expectAt(18);
    await retrace.press('ArrowRight', 'ArrowRight');
    await retrace.expectAt(29);
  });

  await test.step('filtered to nothing: said everywhere, with one click to clear', async () => {
    await retrace.filter('Status', 'failed');
    await expect(retrace.says(/^No event is left by /)).toContainText('failed');
    await retrace.press('2');
    await expect(retrace.timeline).toContainText('No operation matches the filter.');
    await retrace.press('1');
    await expect(retrace.graph).toContainText('No operation is left by the filter.');
    await retrace.press('3');
    await retrace.click(retrace.button(/^Clear filters/));
    await expect(retrace.chips).toHaveCount(0);
    expect(await retrace.shownEvents()).toContain(46);
  });

  await test.step('by status', async () => {
    await retrace.filter('Status', 'failed');
    expect(await retrace.shownEvents()).toEqual([44, 45, 46]);
    await retrace.press('1');
    await expect(retrace.node('chargeCard')).toHaveAccessibleDescription('');
    await expect(retrace.node('scoreFraud')).toHaveAccessibleDescription('left out by the filter');
    await expect(retrace.rows).toHaveText([/^chargeCard/]);
    await retrace.click(retrace.chip('Clear failed'));
    await expect(retrace.node('scoreFraud')).toHaveAccessibleDescription('');
  });
});

test('filters by a range of time drawn on the timeline', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.press('2');
  const row = retrace.row('timer 30 s');
  await retrace.drag(await retrace.pointOn(row, 0.25), await retrace.pointOn(row, 0.55));
  await expect(retrace.range).toBeVisible();
  await expect(retrace.chips).toHaveCount(0);
  await retrace.click(retrace.button('Show only this range', retrace.range));
  await expect(retrace.range).toBeHidden();
  await expect(retrace.chip('Clear time range')).toBeVisible();
  await expect(retrace.row('reserveStock')).toBeHidden();
  await expect(retrace.row('chargeCard')).toBeVisible();
  await retrace.press('3');
  expect(await retrace.shownEvents()).toEqual([29, 33, 34, 35, 36, 40, 44]);
  await retrace.click(retrace.chip('Clear time range'));
  expect((await retrace.shownEvents()).at(0)).toBe(1);
});
