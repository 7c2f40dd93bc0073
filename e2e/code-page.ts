// The page's view of a run's code. Selectors are roles and names, and are defined only here.

import type { Locator, Page } from '@playwright/test';
import type { RetracePage } from './retrace-page.ts';

export class CodePage {
  readonly retrace: RetracePage;
  readonly page: Page;

  constructor(retrace: RetracePage) {
    this.retrace = retrace;
    this.page = retrace.page;
  }

  get pane(): Locator {
    return this.page.getByRole('region', { name: 'Code', exact: true });
  }

  get path(): Locator {
    return this.pane.getByRole('textbox', { name: 'File or folder of the workflow code' });
  }

  /** Names code in the form, and asks to run it. */
  async replay(path: string): Promise<void> {
    await this.path.fill(path);
    await this.retrace.press('Enter');
  }

  /** A field of what the worker is told of its bundle. */
  rule(name: string | RegExp): Locator {
    return this.pane.getByRole('textbox', { name });
  }

  get rules(): Locator {
    return this.pane.getByText('What the worker is told of its bundle');
  }

  /** Replays one of the sample's own versions. */
  async replayVersion(name: string): Promise<void> {
    await this.retrace.click(this.pane.getByRole('button', { name: `Replay ${name}` }));
    await this.verdict.waitFor();
    await this.retrace.rest();
  }

  async chooseOther(): Promise<void> {
    await this.retrace.click(this.verdict.getByRole('button', { name: 'Choose other code' }));
  }

  /** One of several modules that export the workflow. */
  module(path: string): Locator {
    return this.pane
      .getByRole('group', { name: 'Modules that export the workflow' })
      .getByRole('button', { name: path });
  }

  get problem(): Locator {
    return this.pane.getByRole('alert');
  }

  get verdict(): Locator {
    return this.pane.getByRole('region', { name: 'Verdict' });
  }

  get source(): Locator {
    return this.pane.getByRole('grid', { name: /^Source of / });
  }

  /** A source line by its text. */
  line(text: string | RegExp): Locator {
    return this.source.getByRole('row').filter({ hasText: text });
  }

  section(name: string | RegExp): Locator {
    return this.pane.getByRole('region', { name });
  }

  get why(): Locator {
    return this.section('Why');
  }

  get drift(): Locator {
    return this.section(/^Drift/).getByRole('listitem');
  }

  get calls(): Locator {
    return this.section('Calls and variables');
  }

  fiber(name: string): Locator {
    return this.calls.getByRole('group', { name: `Fiber ${name}` });
  }

  async watch(expression: string): Promise<void> {
    await this.section('Watch').getByRole('textbox').fill(expression);
    await this.retrace.press('Enter');
  }

  get watched(): Locator {
    return this.section('Watch');
  }

  async ask(query: string, args = ''): Promise<void> {
    const section = this.section('Query');
    await section.getByRole('combobox', { name: 'Name of the query' }).fill(query);
    await section.getByRole('textbox', { name: /^Arguments/ }).fill(args);
    await this.retrace.press('Enter');
    await this.source.focus();
  }

  get answer(): Locator {
    return this.section('Query').getByRole('tree');
  }

  async stopAt(kind: 'Event type' | 'Operation' | 'Status' | 'Expression', text: string): Promise<void> {
    await this.retrace.command('Stop at an operation, a status');
    const section = this.retrace.breakpointsSection;
    await section.getByRole('combobox', { name: 'Kind of breakpoint' }).selectOption(kind);
    await section.getByLabel('Where to stop').fill(text);
    await this.retrace.press('Enter');
  }

  async stopAtLine(text: string): Promise<void> {
    await this.retrace.click(this.line(text).getByRole('button', { name: /^Breakpoint at line/ }));
  }
}
