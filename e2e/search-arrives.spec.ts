// A search leads to the value; a visit to a child leads back to its start.

import { readFileSync, writeFileSync } from 'node:fs';
import { writeSmallHistory } from './small-history.ts';
import { inHash, openPage } from './fixtures.ts';
import { RetracePage } from './retrace-page.ts';
import { expect, sample, test } from './story.ts';

test('the event and the place whose payload holds a text: the text and Enter', async ({ retrace }) => {
  await retrace.drop(sample);
  await retrace.press('/');
  await retrace.find('Whitby');
  await expect(retrace.page.getByRole('list', { name: 'Matches by type' }).getByRole('listitem')).not.toHaveCount(0);
  await retrace.press('Enter');
  const tree = retrace.page.getByRole('tree', { name: /^Attributes of event/ });
  const marked = tree.locator('[data-found]').first();
  await expect(marked).toContainText('Whitby');
  await expect(marked).toBeInViewport();
  await expect(retrace.says(/^Found at \$/)).toBeVisible();
});

test('parent, child, and back to the same event, by two keys', async ({ retrace, scratch }) => {
  const { file } = writeSmallHistory(scratch, 'invoice-7781');
  const child = JSON.parse(readFileSync(file, 'utf8')) as { events: Record<string, object>[] };
  Object.assign(child.events[0]?.['workflowExecutionStartedEventAttributes'] ?? {}, {
    originalExecutionRunId: '01a1f89c-d7e0-7b64-8c15-3d90b1fa4472',
    parentWorkflowExecution: { workflowId: 'order-7781', runId: '01a1f89c-5d12-7c3e-9b41-6a2f08d7e51c' },
  });
  writeFileSync(file, JSON.stringify(child));
  await retrace.drop(sample, file);
  await retrace.click(retrace.run('order-7781'));
  await retrace.click(retrace.node('invoice'));
  await retrace.press('Home', 'ArrowRight', 'ArrowRight');
  const at = await retrace.at();
  await retrace.press('F11');
  await expect(retrace.title).toContainText('invoice-7781');
  await retrace.press('Shift+F11');
  await expect(retrace.title).toContainText('order-7781');
  await retrace.expectAt(at);
});

test('V280 the last session comes back at the next start, until that is switched off', async ({
  retrace,
  page,
  app,
  context,
  complaints,
}) => {
  const startAgain = async (from: RetracePage): Promise<RetracePage> => {
    await from.page.close();
    return new RetracePage(await openPage(app, context, complaints), app);
  };
  await retrace.drop(sample);
  await retrace.press('3');
  await retrace.jump(31);
  await retrace.filter('Types', 'timers');
  await expect.poll(() => [inHash(page, 'at'), inHash(page, 'kinds')]).toEqual(['31', 'timer']);
  const second = await startAgain(retrace);
  await second.expectAt(31);
  await expect(second.view('Events')).toBeChecked();
  await expect(second.chip(/Types 1/)).toBeVisible();
  await second.command('Begin where you left off');
  await expect(second.notice).toContainText('nothing open');
  const third = await startAgain(second);
  await expect(third.headline).toHaveCount(0);
});
