// The library's table as a person uses it, by roles and names.

import type { Locator, Page } from '@playwright/test';

export type TablePage = {
  readonly grid: Locator;
  readonly runs: Locator;
  readonly groups: Locator;
  readonly selected: Locator;
  readonly filter: Locator;
  readonly payloads: Locator;
  readonly shown: Locator;
  readonly selection: Locator;
  /** The field of the dialog that renames a run. */
  readonly name: Locator;
  run(id: string | RegExp): Locator;
  /** The check mark that selects a run. */
  mark(id: string | RegExp): Locator;
  heading(name: string): Locator;
  column(name: string): Locator;
  grouping(name: 'Flat' | 'By type' | 'Families'): Locator;
  /** Chooses an entry of a run's menu. */
  menu(id: string | RegExp, entry: string): Promise<void>;
  /** Number of events in each row, from top to bottom. */
  events(): Promise<readonly number[]>;
};

export function tableOf(page: Page): TablePage {
  const region = page.getByRole('region', { name: 'Runs of the library' });
  const grid = region.getByRole('grid', { name: 'Runs' });
  const runs = grid.locator('[role=row][data-run]');
  const run = (id: string | RegExp): Locator => runs.filter({ hasText: id });
  const heading = (name: string): Locator => grid.getByRole('columnheader', { name });
  return {
    grid,
    runs,
    groups: grid.locator('[role=row][aria-expanded]'),
    selected: grid.locator('[role=row][aria-selected=true]'),
    filter: region.getByRole('searchbox', { name: 'Filter runs' }),
    payloads: region.getByRole('searchbox', { name: 'Search the payloads of all runs' }),
    shown: region.getByRole('status').filter({ hasText: /run/ }),
    selection: region.getByRole('group', { name: 'Selected runs' }),
    name: page.getByRole('textbox', { name: 'Name of the run' }),
    run,
    mark: (id) => run(id).locator('[data-mark]'),
    heading,
    column: (name) => heading(name).getByRole('button'),
    grouping: (name) => region.getByRole('radio', { name }),
    menu: async (id, entry) => {
      await run(id).click({ button: 'right' });
      await page.getByRole('menuitem', { name: entry }).click();
    },
    events: async () =>
      (await runs.locator('[data-column=events]').allInnerTexts()).map((text) => Number(text.replaceAll(',', ''))),
  };
}
