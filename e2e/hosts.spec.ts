// Every way of showing the program: it starts, says hello to its page, and keeps the page private.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atRest, expect, shownRun, test } from './fixtures.ts';
import { writeSmallHistory } from './small-history.ts';

test('the program starts, greets its page and comes to rest', async ({ page, library, complaints }) => {
  await expect(page).toHaveTitle(/Retrace/);
  expect(await page.locator('#root > *').count()).toBeGreaterThan(0);
  expect(existsSync(library)).toBe(true);
  expect(complaints).toEqual([]);
});

test('a page that is loaded again is greeted again', async ({ page, complaints }) => {
  for (let time = 0; time < 2; time++) {
    await page.reload();
    await atRest(page);
  }
  await expect(page).toHaveTitle(/Retrace/);
  expect(complaints).toEqual([]);
});

test("the page's policy keeps out scripts and connections that are not the program's", async ({ page }) => {
  const refused = await page.evaluate(async () => {
    const directives: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.intruder = true';
    document.body.append(script);
    await fetch('https://example.com/').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { directives, intruder: 'intruder' in window };
  });
  expect(refused.intruder).toBe(false);
  expect([...new Set(refused.directives)].sort()).toEqual(['connect-src', 'script-src-elem']);
});

test.describe('started with a file', () => {
  test.use({ files: async ({ scratch }, use) => await use([writeSmallHistory(scratch, 'given').file]) });

  test('the file is imported and shown', async ({ page, scratch }) => {
    await expect.poll(() => shownRun(page)).toBe(writeSmallHistory(scratch, 'given').runId);
  });
});

test.describe('started with a file that is broken', () => {
  test.use({
    files: async ({ scratch }, use) => {
      const file = join(scratch, 'letter.json');
      writeFileSync(file, 'Dear Ann,\nyour order');
      await use([file]);
    },
  });

  test('the page says what is wrong with it', async ({ page }) => {
    const problem = page.getByRole('region', { name: 'Imports' });
    await expect(problem).toContainText('letter.json');
    await expect(problem).toContainText('not-json');
  });
});
