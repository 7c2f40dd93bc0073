// The page as a person meets it. The only file that knows selectors, and they are roles and names.

import { basename } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { type App, atRest } from './fixtures.ts';

export type View = 'Graph' | 'Timeline' | 'Events';

export class RetracePage {
  readonly page: Page;
  readonly #app: App;

  constructor(page: Page, app: App) {
    this.page = page;
    this.#app = app;
  }

  async rest(): Promise<void> {
    await atRest(this.page);
  }

  /** One key after the other, each when the page has dealt with the one before. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.rest();
    }
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
    await this.rest();
  }

  async click(target: Locator): Promise<void> {
    await target.click();
    await this.rest();
  }

  // Files

  /** Drops files and folders on the middle of the window, as the system does. */
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

  /** Files that a test drops have no path in the double unless it is told. */
  async #plantPaths(paths: readonly string[]): Promise<void> {
    if (this.#app.electron === null) return;
    const planted = Object.fromEntries(paths.map((path) => [basename(path), path]));
    await this.page.evaluate((known) => void Object.assign(window, { __paths: known }), planted);
  }

  /** Does what opens the host's file dialog, and chooses these in it. */
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

  /** One of a menu that is open. */
  menuItem(name: string | RegExp): Locator {
    return this.page.getByRole('menuitem', { name });
  }

  button(name: string | RegExp, within: Locator | Page = this.page): Locator {
    return within.getByRole('button', { name });
  }

  says(text: string | RegExp): Locator {
    return this.page.getByText(text);
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

  /** By how many px the page is larger than the window. */
  overflow(): Promise<Point> {
    return this.page.evaluate(() => {
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
      return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight };
    });
  }

  theme(): Promise<string | undefined> {
    return this.page.evaluate(() => document.documentElement.dataset['theme']);
  }

  separator(name: 'Width of the library' | 'Width of the inspector' | 'Height of the timeline'): Locator {
    return this.page.getByRole('separator', { name });
  }

  // Search and filter

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search in this run' });
  }

  /** How many matches there are, and which one this is. */
  get matches(): Locator {
    return this.page.getByRole('search').filter({ has: this.search }).getByRole('status');
  }

  get searchError(): Locator {
    return this.page.getByRole('search').filter({ has: this.search }).getByRole('alert');
  }

  async find(text: string): Promise<void> {
    await this.search.fill(text);
    await this.rest();
  }

  /** Ticks entries of the menu of kinds or statuses, which stays open meanwhile. */
  async filter(menu: 'Kinds' | 'Status', ...names: readonly string[]): Promise<void> {
    await this.click(this.filters.getByRole('button', { name: menu }));
    for (const name of names) await this.click(this.page.getByRole('menuitemcheckbox', { name }));
    await this.press('Escape');
    await expect(this.page.getByRole('menu')).toHaveCount(0);
  }

  /** What narrows the lists, each with a click to clear it. */
  chip(name: string | RegExp): Locator {
    return this.filters.getByRole('button', { name });
  }

  get chips(): Locator {
    return this.chip(/^Clear /);
  }

  /** The bar over the views. */
  get filters(): Locator {
    return this.page.getByRole('toolbar', { name: 'View and filters' });
  }

  // Views

  view(name: View): Locator {
    return this.page.getByRole('radiogroup', { name: 'View' }).getByRole('radio', { name });
  }

  get bookkeeping(): Locator {
    return this.filters.getByRole('button', { name: 'Bookkeeping' });
  }

  get graph(): Locator {
    return this.page.getByRole('region', { name: 'Graph' });
  }

  get nodes(): Locator {
    return this.graph.getByRole('application').getByRole('button');
  }

  /** By the name that stands in it, which its label begins with. */
  node(name: string): Locator {
    return this.graph.getByRole('application').getByRole('button', { name: startingWith(`${name},`) });
  }

  /** Headings of what is folded in the graph; a click opens one. */
  get folds(): Locator {
    return this.graph.getByRole('application').locator('button[aria-expanded=false]');
  }

  get timeline(): Locator {
    return this.page.getByRole('region', { name: 'Timeline' });
  }

  get rows(): Locator {
    return this.timeline.getByRole('option');
  }

  row(name: string): Locator {
    return this.timeline.getByRole('option', { name: startingWith(name) });
  }

  /** A point on a row of the timeline; `share` of the way from the left end of the lanes to the right. */
  async pointOn(row: Locator, share: number): Promise<Point> {
    const [name, all] = [await boxOf(row), await boxOf(this.timeline.getByRole('listbox'))];
    const left = name.x + name.width;
    return { x: left + (all.x + all.width - left) * share, y: name.y + name.height / 2 };
  }

  /** What can be done with the stretch of time that was just drawn. */
  get range(): Locator {
    return this.page.getByRole('toolbar', { name: 'Chosen range' });
  }

  /** What is said of the thing under the pointer. */
  get card(): Locator {
    return this.page.getByRole('tooltip');
  }

  async clickAt({ x, y }: Point): Promise<void> {
    await this.page.mouse.click(x, y);
    await this.rest();
  }

  async drag(from: Point, to: Point): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
    await this.page.mouse.up();
    await this.rest();
  }

  get events(): Locator {
    return this.page.getByRole('grid', { name: 'Events' });
  }

  event(seq: number): Locator {
    return this.events.getByRole('row', { name: startingWith(`${seq.toLocaleString('en-US')} `) });
  }

  /** Numbers of the events in view, from top to bottom. */
  async shownEvents(): Promise<readonly number[]> {
    const firstCells = await this.events.getByRole('row').evaluateAll((rows) => rows.map((row) => row.firstElementChild?.textContent ?? ''));
    return firstCells.filter((text) => /^[\d,]+$/.test(text)).map((text) => Number(text.replaceAll(',', '')));
  }

  // The run at the cursor

  get position(): Locator {
    return this.page.getByRole('slider', { name: 'Position in the run' });
  }

  async expectAt(seq: number): Promise<void> {
    await expect(this.position).toHaveAttribute('aria-valuenow', String(seq));
  }

  async at(): Promise<number> {
    return Number(await this.position.getAttribute('aria-valuenow'));
  }

  async jump(seq: number): Promise<void> {
    await this.press('g');
    await this.type(String(seq));
    await this.press('Enter');
    await this.expectAt(seq);
  }

  get transportBar(): Locator {
    return this.page.getByRole('region', { name: 'Transport' });
  }

  transport(name: string): Locator {
    return this.transportBar.getByRole('button', { name, exact: true });
  }

  get jumpField(): Locator {
    return this.page.getByRole('textbox', { name: 'Go to event number' });
  }

  get speed(): Locator {
    return this.page.getByRole('combobox', { name: 'Speed' });
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' });
  }

  section(name: RegExp): Locator {
    return this.inspector.getByRole('region', { name });
  }

  get state(): Locator {
    return this.section(/^State at /);
  }

  get step(): Locator {
    return this.section(/^This step/);
  }

  get operation(): Locator {
    return this.section(/^Operation · /);
  }

  get eventDetail(): Locator {
    return this.section(/^Event [\d,]+ · /);
  }

  /** A line of a payload. */
  value(name: string | RegExp, within: Locator = this.inspector): Locator {
    return within.getByRole('treeitem', { name });
  }

  /** What was found in a value too large to be drawn. */
  get hit(): Locator {
    return this.eventDetail.locator('mark');
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

  show(name: 'All' | 'Failed' | 'Running' | 'Completed'): Locator {
    return this.library.getByRole('radio', { name: startingWith(name) });
  }

  get findRun(): Locator {
    return this.library.getByRole('searchbox', { name: 'Find a run' });
  }

  /** A file that could not be read, by its name. */
  problem(file: string): Locator {
    return this.page.getByRole('region', { name: 'Imports' }).getByRole('listitem').filter({ hasText: file });
  }

  // Focus

  /** Tabs on until this has the keyboard, and tells what had it on the way. Wherever it passes it must be seen where it is. */
  async tabTo(name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<readonly string[]> {
    const passed: string[] = [];
    while (passed.length < 150) {
      await this.page.keyboard.press(key);
      // After the last stop comes the browser's own frame, then the first.
      const focused = (await this.focused()) ?? (await this.#after(key));
      expect(await this.focusIsSeen(), `the focus is seen on ${focused}`).toBe(true);
      if (typeof name === 'string' ? focused === name : name.test(focused)) return passed;
      passed.push(focused);
    }
    throw new Error(`the keyboard does not reach ${String(name)}, only ${passed.join('; ')}`);
  }

  async #after(key: string): Promise<string> {
    await this.page.keyboard.press(key);
    return must(await this.focused());
  }

  /** When a dialog or menu closes the keyboard goes back a moment later. */
  async expectFocus(name: string | RegExp): Promise<void> {
    await expect.poll(() => this.focused()).toMatch(name);
  }

  /** What has the keyboard, in words; null when nothing has. */
  focused(): Promise<string | null> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      const labelled = element.getAttribute('aria-labelledby');
      const label = element.getAttribute('aria-label') ?? (labelled === null ? null : document.getElementById(labelled)?.textContent);
      return `${element.getAttribute('role') ?? element.localName} ${label ?? element.textContent.trim().slice(0, 60)}`;
    });
  }

  /** Whether it can be seen what has the keyboard: a ring around it or within it, and in the window. */
  focusIsSeen(): Promise<boolean> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || !element.matches(':focus-visible')) return false;
      const { top, left, bottom, right } = element.getBoundingClientRect();
      const inWindow = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
      const ringed = (each: Element | null): boolean => {
        if (each === null) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
      };
      const active = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
      return inWindow && (ringed(element) || ringed(element.parentElement) || ringed(active));
    });
  }
}

export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly width: number; readonly height: number };

export async function boxOf(locator: Locator): Promise<Box> {
  return must(await locator.boundingBox());
}

function startingWith(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('it is not on the page');
  return value;
}
