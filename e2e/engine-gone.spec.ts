// The engine ends under the page: the page says so at once, and its content stays.

import { RetracePage } from './retrace-page.ts';
import { test } from './fixtures.ts';
import { expect, sample } from './story.ts';

// Without the fixture that forbids console errors: the browser logs every failed reconnection.
test('an engine that goes away is missed at once, and nothing is lost', { tag: '@browser' }, async ({ page, app }) => {
  const retrace = new RetracePage(page, app);
  await retrace.drop(sample);
  await app.stop();
  await expect(retrace.alert).toContainText('The engine went away');
  await expect(retrace.button('Try now')).toBeVisible();
  await retrace.press('ArrowLeft');
  await retrace.expectAt(45);
  await expect(retrace.node('chargeCard')).toBeVisible();
  await expect(retrace.state).toContainText('State at 45');
});
