// Opens a data directory of ActionQueue named on the command line: the page shows why its log did not reopen, and at
// which event.

import { join } from 'node:path';
import { recorded, expect, test } from './story.ts';

const damaged = recorded(join('actionqueue', 'poison-completed-open-attempt'));

test.describe('an ActionQueue directory', () => {
  test.use({ files: [damaged] });

  test('why did this log not open again', async ({ retrace }) => {
    await test.step('the first thing to read is why, and where it stops', async () => {
      await expect(retrace.headline).toContainText('ActionQueue 0.1 does not open this log again');
      await expect(retrace.headline).toContainText('It stops at record 8');
    });

    await test.step('the cursor stands at that event, which says what is wrong with it', async () => {
      await retrace.click(retrace.headline);
      await retrace.expectAt(8);
      await expect(retrace.page.getByText(/AQ207: .*is not finished.*\(error\)/).first()).toBeVisible();
    });

    await test.step('the warnings are told by kind', async () => {
      await retrace.click(retrace.warnings);
      await expect(retrace.page.getByText('Promises that are broken')).toBeVisible();
      await retrace.click(retrace.menuItem(/^8 AQ207/));
      await retrace.expectAt(8);
    });

    await test.step('it steps as any run does', async () => {
      await retrace.press('ArrowLeft');
      await retrace.expectAt(7);
    });
  });
});
