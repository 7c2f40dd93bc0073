// What every story of a person starts from: the program on the page, told apart by roles and names. A story that leaves complaints
// on the page's console has failed, whatever else it proved.

import { join, resolve } from 'node:path';
import { expect, test as base } from './fixtures.ts';
import { RetracePage } from './retrace-page.ts';

export { expect };

const root = resolve(import.meta.dirname, '..');

/** An order of 59 events that failed: a card could not be charged, in four attempts. */
export const sample = join(root, 'renderer', 'public', 'sample.json');

/** A history recorded elsewhere, by its file's name. */
export function recorded(name: string): string {
  return join(root, 'engine', 'testing', 'histories', name);
}

export const test = base.extend<{ retrace: RetracePage }>({
  retrace: async ({ page, app, complaints }, use) => {
    await use(new RetracePage(page, app));
    expect(complaints, 'complaints on the console').toEqual([]);
  },
});
