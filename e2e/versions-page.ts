// The page's view of a check of code. Selectors are roles and names, and are defined only here.

import type { Locator, Page } from '@playwright/test';
import type { RetracePage } from './retrace-page.ts';

export class VersionsPage {
  readonly retrace: RetracePage;
  readonly page: Page;

  constructor(retrace: RetracePage) {
    this.retrace = retrace;
    this.page = retrace.page;
  }

  get pane(): Locator {
    return this.page.getByRole('region', { name: 'Check code' });
  }

  get path(): Locator {
    return this.pane.getByRole('combobox', { name: 'Folder or file of workflow code' });
  }

  /** Opens the view by its key and enters the code's path. */
  async nameCode(path: string): Promise<void> {
    await this.retrace.press('v');
    await this.path.fill(path);
    await this.retrace.press('Enter');
    await this.grid.waitFor();
  }

  /** Adds a column, by its title. */
  async addVersion(name: string): Promise<void> {
    await this.retrace.click(this.retrace.button('Version…', this.pane));
    await this.retrace.type(name);
    await this.retrace.press('Enter');
  }

  /** Chooses the histories to check. */
  async take(name: string): Promise<void> {
    await this.retrace.click(this.retrace.button(/^Histories/, this.pane));
    await this.retrace.click(this.page.getByRole('menuitemradio', { name }));
  }

  get grid(): Locator {
    return this.pane.getByRole('grid', { name: 'Histories by versions' });
  }

  get headings(): Locator {
    return this.grid.getByRole('row').filter({ has: this.page.locator('[role=gridcell]:only-child') });
  }

  history(name: string): Locator {
    return this.grid.getByRole('row').filter({ has: this.page.getByRole('rowheader').filter({ hasText: name }) });
  }

  get histories(): Locator {
    return this.grid.getByRole('rowheader');
  }

  /** `column`: index from 0. */
  cell(name: string, column: number): Locator {
    return this.history(name).getByRole('gridcell').nth(column);
  }

  get here(): Locator {
    return this.grid.locator('[role=gridcell][aria-selected=true]');
  }

  get outcome(): Locator {
    return this.pane.getByRole('status', { name: 'Outcome of the check' });
  }

  get detail(): Locator {
    return this.pane.getByRole('region', { name: 'What was found' });
  }

  show(name: 'Found' | 'Both histories' | 'Two versions' | 'Which commit'): Promise<void> {
    return this.retrace.click(this.detail.getByRole('radio', { name, exact: true }));
  }

  /** The row of a table in the detail that begins with this text. */
  row(name: string | RegExp): Locator {
    return this.detail.getByRole('row', { name });
  }

  get found(): Locator {
    return this.detail.getByRole('article', { name: 'The commit that broke it' });
  }
}
