// The running app: one engine, at most one window, and the talk between them.

import {
  app,
  type BrowserWindow,
  dialog,
  type IpcMainEvent,
  MessageChannelMain,
  type OpenDialogOptions,
} from 'electron';
import { isAbsolute } from 'node:path';
import { Engine } from '../engine/engine.ts';
import { findSources } from '../engine/import-job.ts';
import { Conversation } from './conversation.ts';
import { isPage } from './page-address.ts';
import { portPipe } from './port-pipe.ts';
import { openWindow, showWindow, type WindowOptions } from './window.ts';

export type DesktopOptions = WindowOptions & { readonly database: string; readonly version: string };

export class Desktop {
  readonly #options: DesktopOptions;
  readonly #engine: Engine;
  readonly #conversation: Conversation;
  #window: BrowserWindow | null = null;

  /** Throws a RetraceError where the library cannot be opened. */
  constructor(options: DesktopOptions) {
    const { database, version } = options;
    this.#options = options;
    this.#engine = Engine.open({
      database,
      version,
      filesByPath: true,
      shell: { chooseFiles: (folder) => this.#chooseFiles(folder) },
    });
    this.#conversation = new Conversation(this.#engine);
    this.#engine.onPush((name, body) => {
      if (name === 'importFinished' && 'outcomes' in body) remember(body.outcomes);
    });
  }

  /** Shows the window, a new one where it was closed. */
  show(): void {
    if (this.#window !== null) return showWindow(this.#window);
    const window = openWindow(this.#options);
    this.#window = window;
    window.once('closed', () => {
      this.#window = null;
      this.#conversation.stop();
    });
  }

  /** Imports the files and asks the page to show the first run of theirs. */
  async open(files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    const outcomes = await this.#engine.startImport(() => findSources(files), false).done;
    const first = outcomes.find((outcome) => 'run' in outcome);
    if (first !== undefined) this.#conversation.push('runRequested', { run: first.run.runId });
  }

  command(id: string): void {
    this.show();
    this.#conversation.push('commandRequested', { command: id });
  }

  /** A page that has just loaded asks for its port. Nobody but our page in our window gets one. */
  handOverPort({ sender, senderFrame }: IpcMainEvent): void {
    if (
      sender !== this.#window?.webContents ||
      senderFrame === null ||
      senderFrame.parent !== null ||
      !isPage(senderFrame.url)
    )
      return;
    const { port1, port2 } = new MessageChannelMain();
    this.#conversation.start(portPipe(port1));
    sender.postMessage('retrace-port', null, [port2]);
  }

  async close(): Promise<void> {
    this.#conversation.stop();
    await this.#engine.close();
  }

  async #chooseFiles(folder: boolean): Promise<readonly string[]> {
    const options: OpenDialogOptions = folder
      ? { title: 'Open a folder of histories', properties: ['openDirectory', 'multiSelections'] }
      : { title: 'Open histories', properties: ['openFile', 'multiSelections'], filters: fileFilters };
    const { canceled, filePaths } =
      this.#window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(this.#window, options);
    return canceled ? [] : filePaths;
  }
}

const fileFilters = [
  { name: 'Histories', extensions: ['json', 'jsonl', 'gz', 'retrace'] },
  { name: 'All files', extensions: ['*'] },
];

/** For the system's own list of recent files. What came as bytes has a name and no path. */
function remember(outcomes: readonly { readonly file: string }[]): void {
  for (const outcome of outcomes) if ('run' in outcome && isAbsolute(outcome.file)) app.addRecentDocument(outcome.file);
}
