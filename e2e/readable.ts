// Readable for everybody: axe finds no serious problem on the page as it is, in either theme.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';
import type { RetracePage } from './retrace-page.ts';
import { expect, test } from './story.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const all: axe.RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** All that depends on the theme. */
const colours: axe.RunOnly = { type: 'rule', values: ['color-contrast'] };

/** In the dark theme by every rule; in the light one, which is the same page, by its colours. The page is dark then. */
export async function expectReadable(retrace: RetracePage, what: string): Promise<void> {
  const { page } = retrace;
  await test.step(what, async () => {
    for (const [colorScheme, rules] of [
      ['light', colours],
      ['dark', all],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect.poll(() => retrace.theme()).toBe(colorScheme);
      await retrace.rest();
      expect.soft(await graveProblems(page, rules), `${what}, ${colorScheme}`).toEqual([]);
    }
  });
}

async function graveProblems(page: Page, runOnly: axe.RunOnly): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const violations = await page.evaluate(async (rules) => {
    const { axe: checker } = globalThis as unknown as { axe: typeof axe };
    return (await checker.run(document, { runOnly: rules, resultTypes: ['violations'] })).violations;
  }, runOnly);
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target.join(' ')}: ${any[0]?.message ?? ''}`),
  );
}
