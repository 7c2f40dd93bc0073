// Runs that continue each other are stepped as one, by keys alone.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainedHistories } from '../engine/testing/chained-histories.ts';
import { expect, test } from './story.ts';

const ids = [1, 2, 3].map((n) => `11111111-aaaa-4aaa-8aaa-00000000000${n}`);

test('F59 a step over the end leads into the run that goes on, and back; the transport says where one is', async ({
  retrace,
  scratch,
}) => {
  const files = chainedHistories(ids).map((text, i) => {
    const file = join(scratch, `part-${i}.json`);
    writeFileSync(file, text);
    return file;
  });
  await retrace.drop(...files);
  const chain = retrace.page.getByRole('group', { name: 'Chain of runs' });
  await retrace.press('{', '{', '{');
  await expect(chain).toContainText('run 1 / 3');
  await retrace.press('End');
  await retrace.expectAt(3);
  await retrace.press('ArrowRight');
  await expect(chain).toContainText('run 2 / 3');
  await retrace.expectAt(1);
  await retrace.press('ArrowLeft');
  await expect(chain).toContainText('run 1 / 3');
  await retrace.expectAt(3);
  await retrace.press('}', '}');
  await expect(chain).toContainText('run 3 / 3');
  await retrace.press('End', 'ArrowRight');
  await retrace.expectAt(3);
  await expect(retrace.page.getByRole('button', { name: 'Next run of the chain' })).toBeDisabled();
});
