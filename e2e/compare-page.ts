// The page's view of a comparison. Selectors are roles and names, and are defined only here.

import type { Locator, Page } from '@playwright/test';
import type { RetracePage } from './retrace-page.ts';
import { startingWith } from './run-page.ts';

export class ComparePage {
  readonly retrace: RetracePage;
  readonly page: Page;

  constructor(retrace: RetracePage) {
    this.retrace = retrace;
    this.page = retrace.page;
  }

  /** Opens a run and compares it with another, by keyboard. */
  async compare(open: string, other: string): Promise<void> {
    await this.retrace.click(this.retrace.run(open));
    await this.retrace.press('c');
    await this.retrace.type(other);
    await this.retrace.press('Enter');
    await this.grid.waitFor();
    await this.retrace.rest();
  }

  get pane(): Locator {
    return this.page.getByRole('region', { name: 'Comparison', exact: true });
  }

  get summary(): Locator {
    return this.page.getByRole('region', { name: 'Summary of the comparison' });
  }

  card(letter: 'A' | 'B'): Locator {
    return this.summary.getByRole('article', { name: `Run ${letter}` });
  }

  get sentences(): Locator {
    return this.summary.getByRole('listitem');
  }

  /** The row of an operation in the table of times. */
  time(name: string): Locator {
    return this.summary.getByRole('row', { name: startingWith(name) });
  }

  get toolbar(): Locator {
    return this.page.getByRole('toolbar', { name: 'View and filters of the comparison' });
  }

  /** `2 of 9` */
  get place(): Locator {
    return this.toolbar.getByRole('status');
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: 'Aligned operations' });
  }

  /** A row by its text. */
  row(text: string | RegExp): Locator {
    return this.grid.getByRole('row').filter({ hasText: text });
  }

  /** The row that has the cursor. */
  get here(): Locator {
    return this.grid.locator('[role=row][aria-current]');
  }

  get folds(): Locator {
    return this.grid.locator('[role=row][aria-expanded]');
  }

  get lanes(): Locator {
    return this.page.getByRole('listbox', { name: 'Both runs over time' });
  }

  get graph(): Locator {
    return this.page.getByRole('region', { name: 'Merged graph' });
  }

  /** A node by the name at the start of its label. */
  node(name: string): Locator {
    return this.graph.getByRole('button', { name: startingWith(name) });
  }

  get pair(): Locator {
    return this.page.getByRole('complementary', { name: 'Pair' });
  }

  section(name: RegExp): Locator {
    return this.pair.getByRole('region', { name });
  }

  difference(path: string): Locator {
    return this.section(/^What differs in values/)
      .getByRole('listitem')
      .filter({ hasText: path });
  }

  /** A difference of the runs themselves. */
  ofRuns(path: string): Locator {
    return this.section(/^The runs themselves/)
      .getByRole('listitem')
      .filter({ hasText: path });
  }

  state(letter: 'A' | 'B'): Locator {
    return this.pair.getByRole('group', { name: `State of ${letter}` });
  }

  async ignore(path: string, words: string | RegExp): Promise<void> {
    await this.retrace.click(this.pair.getByRole('button', { name: `Ignore ${path}`, exact: true }));
    await this.retrace.click(this.retrace.menuItem(words));
  }

  get rules(): Locator {
    return this.pair.getByRole('textbox', { name: /^Rules/ });
  }

  /** Scrolls so that no part is under a sticky heading. */
  async scrollPairUp(): Promise<void> {
    if ((await this.pair.count()) > 0) await this.pair.evaluate((pane) => pane.scrollTo(0, 0));
  }

  async openSection(name: RegExp): Promise<void> {
    await this.retrace.click(this.section(name).getByRole('button', { name }).first());
  }

  // Several runs

  async choose(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.retrace.run(id).click({ modifiers: ['ControlOrMeta'] });
    await this.retrace.rest();
  }

  get chosen(): Locator {
    return this.page.getByRole('group', { name: 'Selected runs' });
  }

  get matrix(): Locator {
    return this.page.getByRole('region', { name: 'Runs by distance' });
  }
}
