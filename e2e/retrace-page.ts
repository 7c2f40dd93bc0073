// The page as a person uses it. Only this file and run-page.ts know selectors, which are roles and names.

import { basename } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { App } from './fixtures.ts';
import { type Point, RunPage, startingWith } from './run-page.ts';

export class RetracePage extends RunPage {
  readonly #app: App;

  constructor(page: Page, app: App) {
    super(page);
    this.#app = app;
  }

  // Files

  /** Drops files and folders on the middle of the window, like the operating system. */
  async drop(...paths: readonly string[]): Promise<void> {
    await this.#plantPaths(paths);
    const devtools = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 300, data });
    }
    await devtools.detach();
    await this.rest();
  }

  /** In the double, dropped files have no path unless it is set here. */
  async #plantPaths(paths: readonly string[]): Promise<void> {
    if (this.#app.electron === null) return;
    const planted = Object.fromEntries(paths.map((path) => [basename(path), path]));
    await this.page.evaluate((known) => void Object.assign(window, { __paths: known }), planted);
  }

  /** Runs the action that opens the host's file dialog, and chooses these paths in it. */
  async choose(paths: readonly string[], act: () => Promise<void>): Promise<void> {
    if (this.#app.electron === null) {
      const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), act()]);
      await chooser.setFiles([...paths]);
    } else {
      await this.#app.electron.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...filePaths] });
      }, paths);
      await act();
    }
    await this.rest();
  }

  // The frame

  get header(): Locator {
    return this.page.getByRole('banner');
  }

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  get headline(): Locator {
    return this.page.getByRole('region', { name: 'Headline' }).getByRole('button').first();
  }

  get warnings(): Locator {
    return this.page.getByRole('region', { name: 'Headline' }).getByRole('button', { name: /warning/ });
  }

  get alert(): Locator {
    return this.page.getByRole('alert');
  }

  /** The menu that is open. */
  get menu(): Locator {
    return this.page.getByRole('menu');
  }

  menuItem(name: string | RegExp): Locator {
    return this.page.getByRole('menuitem', { name });
  }

  /** All controls and texts of a bar. */
  controls(bar: Locator): Locator {
    return (['heading', 'radio', 'combobox'] as const).reduce(
      (all, role) => all.or(bar.getByRole(role)),
      bar.getByRole('button'),
    );
  }

  says(text: string | RegExp): Locator {
    return this.page.getByText(text);
  }

  /** The line over the panes. */
  get notice(): Locator {
    return this.page.locator('[aria-live=polite]');
  }

  /** Runs a command from the palette, by its name. */
  async command(name: string): Promise<void> {
    await this.press('ControlOrMeta+k');
    await this.type(name);
    await this.press('Enter');
  }

  async dismissNotice(): Promise<void> {
    await this.click(this.page.getByRole('button', { name: 'Dismiss', exact: true }).last());
  }

  dialog(name: 'All commands' | 'Keys'): Locator {
    return this.page.getByRole('dialog', { name });
  }

  choice(name: string | RegExp): Locator {
    return this.dialog('All commands').getByRole('option', { name });
  }

  /** How many elements the page holds. */
  elements(): Promise<number> {
    return this.page.evaluate(() => document.querySelectorAll('*').length);
  }

  /** px by which the page is larger than the window. */
  overflow(): Promise<Point> {
    return this.page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight };
    });
  }

  theme(): Promise<string | undefined> {
    return this.page.evaluate(() => document.documentElement.dataset['theme']);
  }

  // Live runs

  /** Who works on the open run, and what it can be told. */
  get liveRun(): Locator {
    return this.page.getByRole('toolbar', { name: 'Live run' });
  }

  dialogOf(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  startForm(label: string, exact = false): Locator {
    return this.dialogOf('Start a run').getByLabel(label, { exact });
  }

  async startRun(file: string, input: string, id: string): Promise<void> {
    await this.command('Start a run');
    await this.startForm('File of workflows').fill(file);
    await this.startForm('Workflow id').fill(id);
    await this.startForm('Input').fill(input);
    await expect(this.startForm('Workflow', true)).not.toHaveValue('');
    await this.startForm('Input').press('ControlOrMeta+Enter');
    await expect(this.title).toContainText(id, { timeout: 30_000 });
  }

  // Search and filter

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search in this run' });
  }

  /** Number of matches, and index of the present one. */
  get matches(): Locator {
    return this.page.getByRole('search').filter({ has: this.search }).getByRole('status');
  }

  /** How many events the search has found. */
  async found(): Promise<number> {
    const [count = '0'] = /[\d,]+$/.exec((await this.matches.innerText()).trim()) ?? [];
    return Number(count.replaceAll(',', ''));
  }

  get searchError(): Locator {
    return this.page.getByRole('search').filter({ has: this.search }).getByRole('alert');
  }

  async find(text: string): Promise<void> {
    await this.search.fill(text);
    await this.rest();
  }

  /** Ticks entries of the menu of kinds or statuses, which stays open. */
  async filter(menu: 'Types' | 'Status', ...names: readonly string[]): Promise<void> {
    await this.click(this.filters.getByRole('button', { name: menu }));
    for (const name of names) await this.click(this.page.getByRole('menuitemcheckbox', { name }));
    await this.press('Escape');
    await expect(this.menu).toHaveCount(0);
  }

  /** An active filter of the lists, with a button to clear it. */
  chip(name: string | RegExp): Locator {
    return this.filters.getByRole('button', { name });
  }

  get chips(): Locator {
    return this.chip(/^Clear /);
  }

  // Library

  get library(): Locator {
    return this.page.getByRole('region', { name: 'Library' });
  }

  get runs(): Locator {
    return this.library.getByRole('tree', { name: 'Runs' }).locator('[role=treeitem]:not([aria-expanded])');
  }

  run(id: string | RegExp): Locator {
    return this.runs.filter({ hasText: id });
  }

  group(name: string | RegExp): Locator {
    return this.library.getByRole('treeitem', { name, level: 1 });
  }

  async groupBy(name: 'Group by type' | 'Group by status' | 'Families'): Promise<void> {
    await this.click(this.library.getByRole('button', { name: /^Order of runs/ }));
    await this.click(this.page.getByRole('menuitemradio', { name }));
  }

  show(name: 'All' | 'Failed' | 'Stuck' | 'Running' | 'Completed'): Locator {
    return this.library.getByRole('radio', { name: startingWith(name) });
  }

  get findRun(): Locator {
    return this.library.getByRole('searchbox', { name: 'Find a run' });
  }

  /** A file that could not be read, by its name. */
  problem(file: string): Locator {
    return this.page.getByRole('region', { name: 'Imports' }).getByRole('listitem').filter({ hasText: file });
  }
}
