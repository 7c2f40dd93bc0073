// The page's view of the open run: views, cursor, inspector.

import { expect, type Locator, type Page } from '@playwright/test';
import { atRest } from './fixtures.ts';

export type View = 'Graph' | 'Timeline' | 'Events' | 'Code';

export class RunPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async rest(): Promise<void> {
    await atRest(this.page);
  }

  /** Presses keys one at a time, each after the page has handled the previous one. */
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

  async doubleClick(target: Locator): Promise<void> {
    await target.dblclick();
    await this.rest();
  }

  button(name: string | RegExp, within: Locator | Page = this.page): Locator {
    return within.getByRole('button', { name });
  }

  // Views

  /** The bar over the views. */
  get filters(): Locator {
    return this.page.getByRole('toolbar', { name: 'View and filters' });
  }

  view(name: View): Locator {
    return this.page.getByRole('radiogroup', { name: 'View' }).getByRole('radio', { name });
  }

  get workflowTasks(): Locator {
    return this.filters.getByRole('button', { name: 'Workflow tasks' });
  }

  get graph(): Locator {
    return this.page.getByRole('region', { name: 'Graph' });
  }

  get nodes(): Locator {
    return this.graph.getByRole('application').getByRole('button');
  }

  /** A node by its displayed name, or the first words of it. */
  node(name: string): Locator {
    return this.graph
      .getByRole('application')
      .getByRole('button', { name: new RegExp(`${startingWith(name).source}[, ]`) });
  }

  /** Headings of folds in the graph; a click opens one. */
  get folds(): Locator {
    return this.graph.getByRole('application').locator('button[aria-expanded=false]');
  }

  get timeline(): Locator {
    return this.page.getByRole('region', { name: 'Timeline' });
  }

  get lanes(): Locator {
    return this.timeline.getByRole('listbox');
  }

  get rows(): Locator {
    return this.lanes.getByRole('option');
  }

  row(name: string): Locator {
    return this.lanes.getByRole('option', { name: startingWith(name) });
  }

  /** A point on a row of the timeline; `share`: position from the left end of the lanes, 0 … 1. */
  async pointOn(row: Locator, share: number): Promise<Point> {
    const [name, all] = [await boxOf(row), await boxOf(this.lanes)];
    const left = name.x + name.width;
    return { x: left + (all.x + all.width - left) * share, y: name.y + name.height / 2 };
  }

  /** Chooses the grouping of the timeline's rows. */
  async rowsBy(choice: string): Promise<void> {
    await this.timeline.getByRole('combobox', { name: 'Rows' }).selectOption(choice);
    await this.rest();
    await this.page.keyboard.press('Escape');
    await this.lanes.focus();
  }

  /** Buttons back to the views before each zoom. */
  get zooms(): Locator {
    return this.timeline.getByRole('navigation', { name: 'Zooms' });
  }

  get rangeSums(): Locator {
    return this.timeline.getByRole('region', { name: 'Sums of the range' });
  }

  /** Actions on the time range just drawn. */
  get range(): Locator {
    return this.page.getByRole('toolbar', { name: 'Chosen range' });
  }

  /** The card of the item under the pointer. */
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

  columnHead(name: string): Locator {
    return this.events.getByRole('columnheader', { name });
  }

  warningOf(seq: number): Locator {
    return this.event(seq).getByRole('img', { name: /^warning/ });
  }

  /** Numbers of the visible events, from top to bottom. */
  async shownEvents(): Promise<readonly number[]> {
    const firstCells = await this.events
      .getByRole('row')
      .evaluateAll((rows) => rows.map((row) => row.firstElementChild?.textContent ?? ''));
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

  /** The switch that keeps the cursor at the end of a growing run. */
  get follow(): Locator {
    return this.transportBar.getByRole('button', { name: /^Follow/ });
  }

  /** Length of the visible time of the timeline, and of the whole run. */
  async inView(): Promise<{ shown: string; whole: string }> {
    const text = await this.timeline.getByRole('toolbar', { name: 'Timeline' }).innerText();
    const [, shown = '', whole = ''] = /·\s*(.+?)(?: of (.+))?$/m.exec(text) ?? [];
    return { shown, whole: whole === '' ? shown : whole };
  }

  /** From now on records the number of events of the run on screen at each change; see `totals`. */
  async watchTotals(): Promise<void> {
    await this.page.evaluate(() => {
      const totals: number[] = [];
      Object.assign(window, { totals });
      const note = (): void => {
        const slider = document.querySelector('[role=slider][aria-label="Position in the run"]');
        const total = Number(slider?.getAttribute('aria-valuemax') ?? 0);
        if (total > 0 && total !== totals.at(-1)) totals.push(total);
      };
      new MutationObserver(note).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
  }

  async totals(): Promise<readonly number[]> {
    return await this.page.evaluate(() => (window as unknown as { totals: readonly number[] }).totals);
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

  /** What the run waits for at the cursor, beside its status. */
  get waits(): Locator {
    return this.state.getByRole('definition').nth(1);
  }

  /** Number of operations so far, below the run's wait. */
  get counts(): Locator {
    return this.state.getByLabel('Operations');
  }

  get step(): Locator {
    return this.section(/^This step/);
  }

  /** The changes of this step, before and after. */
  get changes(): Locator {
    return this.step.getByRole('listitem');
  }

  get watches(): Locator {
    return this.section(/^Watches/);
  }

  /** A watch, by what is watched. */
  watch(name: string | RegExp): Locator {
    return this.watches.getByRole('listitem').filter({ hasText: name });
  }

  get breakpointsSection(): Locator {
    return this.section(/^Breakpoints/);
  }

  get breakpoints(): Locator {
    return this.breakpointsSection.getByRole('listitem');
  }

  get notes(): Locator {
    return this.section(/^Notes/).getByRole('listitem');
  }

  get operation(): Locator {
    return this.section(/^Operation · /);
  }

  /** The failure of the selected operation, then its causes. */
  get causes(): Locator {
    return this.operation.getByRole('listitem');
  }

  /** The selected fold, and its members. */
  get fold(): Locator {
    return this.section(/^Fold · /);
  }

  get members(): Locator {
    return this.fold.getByRole('option');
  }

  get durations(): Locator {
    return this.operation.getByLabel('Durations in the end');
  }

  get eventDetail(): Locator {
    return this.section(/^Event [\d,]+ · /);
  }

  tree(name: 'Input' | 'Result'): Locator {
    return this.operation.getByRole('tree', { name });
  }

  /** A line of a payload. */
  value(name: string | RegExp, within: Locator = this.inspector): Locator {
    return within.getByRole('treeitem', { name });
  }

  /** A value too large to be drawn can be searched. */
  get searchInValue(): Locator {
    return this.eventDetail.getByRole('searchbox');
  }

  get hits(): Locator {
    return this.eventDetail.getByRole('search').getByRole('status');
  }

  get hit(): Locator {
    return this.eventDetail.locator('mark');
  }
}

export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly width: number; readonly height: number };

export async function boxOf(locator: Locator): Promise<Box> {
  return must(await locator.boundingBox());
}

/** A pattern for names with this beginning. */
export function startingWith(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('it is not on the page');
  return value;
}
