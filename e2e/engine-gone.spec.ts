// The engine ends under the page: said at once, and what is on screen stays.

import { RetracePage } from './retrace-page.ts';
import { test } from './fixtures.ts';
import { expect, sample } from './story.ts';

// Not with the fixture that forbids complaints: the browser complains of every attempt to connect again.
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
