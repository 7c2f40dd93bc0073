// The basis of every story of a person: the program on the page, accessed by roles and names. A story with errors in
// the page's console has failed, whatever else it proved.

import { join, resolve } from 'node:path';
import { type App, expect, openPage, startApp, test as base } from './fixtures.ts';
import { RetracePage } from './retrace-page.ts';

export { expect };

const root = resolve(import.meta.dirname, '..');

/** A failed order of 59 events: a card could not be charged in four attempts. */
export const sample = join(root, 'renderer', 'public', 'sample.json');

/** A history recorded elsewhere, by file name. */
export function recorded(name: string): string {
  return join(root, 'engine', 'testing', 'histories', name);
}

type Story = {
  retrace: RetracePage;
  /** Ends the program, restarts it on the same library and returns its page. */
  restart: () => Promise<RetracePage>;
};

export const test = base.extend<Story>({
  retrace: async ({ page, app, complaints }, use) => {
    await use(new RetracePage(page, app));
    expect(complaints, 'complaints on the console').toEqual([]);
  },

  restart: async ({ host, app, library, context, page, complaints }, use) => {
    const started: App[] = [];
    await use(async () => {
      await page.close();
      await app.stop();
      const next = await startApp(host, library);
      started.push(next);
      return new RetracePage(await openPage(next, context, complaints), next);
    });
    for (const each of started) await each.stop();
  },
});
