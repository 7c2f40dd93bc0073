// The serious problems that axe finds on the present page.

import AxeBuilder from '@axe-core/playwright';
import type { RetracePage } from './retrace-page.ts';
import { expect, test } from './story.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export async function expectReadable(retrace: RetracePage, what: string): Promise<void> {
  await test.step(what, async () => {
    await retrace.rest();
    const { violations } = await new AxeBuilder({ page: retrace.page }).withTags(rules).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const found = grave.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${target.join(' ')}: ${any[0]?.message ?? ''}`),
    );
    expect.soft(found, what).toEqual([]);
  });
}
