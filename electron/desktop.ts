// The running app: one engine, at most one window, and the messages between them.

import {
  app,
  type BrowserWindow,
  dialog,
  type IpcMainEvent,
  MessageChannelMain,
  type OpenDialogOptions,
  safeStorage,
} from 'electron';
import type { ErrorInfo } from '../engine/model/errors.ts';
import { EngineHost } from './engine-host.ts';
import { KeyFile } from './key-file.ts';
import { isPage } from './page-address.ts';
import { openWindow, showWindow, type WindowOptions } from './window.ts';

export type DesktopOptions = WindowOptions & {
  readonly engineProgram: string;
  readonly database: string;
  readonly version: string;
  /** Where API keys lie, encrypted by the system. */
  readonly keyFile: string;
  /** Called if no engine can run. */
  readonly failed: (error: ErrorInfo) => void;
};

export class Desktop {
  readonly #options: DesktopOptions;
  readonly #engine: EngineHost;
  #window: BrowserWindow | null = null;

  constructor(options: DesktopOptions) {
    const { engineProgram, database, version, keyFile, failed } = options;
    this.#options = options;
    const keys = new KeyFile(keyFile, safeStorage);
    this.#engine = new EngineHost({
      program: engineProgram,
      database,
      version,
      failed,
      answers: {
        choose: ({ folder }) => this.#chooseFiles(folder).catch(() => []),
        hasKeychain: () => keys.isThere(),
        keptKey: (owner) => keys.kept(owner),
        keepKey: ({ owner, apiKey }) => keys.keep(owner, apiKey),
      },
    });
  }

  /** Shows the window; opens a new one if it was closed. */
  show(): void {
    if (this.#window !== null) return showWindow(this.#window);
    const window = openWindow(this.#options);
    this.#window = window;
    window.once('closed', () => {
      this.#window = null;
    });
  }

  /** Asks the page to open files that were given outside the page. */
  open(files: readonly string[]): void {
    if (files.length === 0) return;
    remember(files);
    this.#engine.push('filesRequested', { paths: files });
  }

  command(id: string): void {
    this.show();
    this.#engine.push('commandRequested', { command: id });
  }

  /** Answers a page that has just loaded, or has lost its engine, with a port. Only our page in our window gets one. */
  handOverPort({ sender, senderFrame }: IpcMainEvent): void {
    if (
      sender !== this.#window?.webContents ||
      senderFrame === null ||
      senderFrame.parent !== null ||
      !isPage(senderFrame.url)
    )
      return;
    const { port1, port2 } = new MessageChannelMain();
    this.#engine.serve(port1);
    sender.postMessage('retrace-port', null, [port2]);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  async #chooseFiles(folder: boolean): Promise<readonly string[]> {
    const options: OpenDialogOptions = folder
      ? { title: 'Choose a folder', properties: ['openDirectory', 'multiSelections'] }
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

/** Adds the files to the system's list of recent files. */
function remember(paths: readonly string[]): void {
  for (const path of paths) app.addRecentDocument(path);
}
