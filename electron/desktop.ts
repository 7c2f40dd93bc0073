// The running app: one engine, at most one window, and the talk between them.

import {
  app,
  type BrowserWindow,
  dialog,
  type IpcMainEvent,
  MessageChannelMain,
  type OpenDialogOptions,
} from 'electron';
import { Engine } from '../engine/engine.ts';
import { Conversation } from '../engine/host/conversation.ts';
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

  /** Asks the page to open files that were named outside of it. */
  open(files: readonly string[]): void {
    if (files.length === 0) return;
    remember(files);
    this.#conversation.push('filesRequested', { paths: files });
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
    if (canceled) return [];
    remember(filePaths);
    return filePaths;
  }
}

const fileFilters = [
  { name: 'Histories', extensions: ['json', 'jsonl', 'gz', 'retrace'] },
  { name: 'All files', extensions: ['*'] },
];

/** For the system's own list of recent files. */
function remember(paths: readonly string[]): void {
  for (const path of paths) app.addRecentDocument(path);
}
