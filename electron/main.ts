// Starts and ends the desktop program. Steps that must happen before Electron is ready are here, in order, without
// waiting.

import { app, dialog, ipcMain, Menu, session } from 'electron';
import { join } from 'node:path';
import { appFolder, appVersion, rendererFolder } from '../engine/host/app-folder.ts';
import { desktopFolder, libraryFile, makeFolderOf } from '../engine/host/data-folder.ts';
import { type ErrorInfo, errorInfo } from '../engine/model/errors.ts';
import { filesOfArgv, filesOfHandover } from './argv.ts';
import { Desktop } from './desktop.ts';
import { refusePermissions } from './hardening.ts';
import { menuTemplate } from './menu.ts';
import { registerScheme, servePage } from './protocol.ts';

const isMac = process.platform === 'darwin';
const isBundled = process.defaultApp !== true;
const database = libraryFile();
const given = filesOfArgv(process.argv, isBundled, process.cwd());
/** Files that the system passed before the app was ready to open them. */
const early: string[] = [];
let desktop: Desktop | undefined;

app.setName('Retrace');
const stateFile = join(desktopFolder(database), 'window.json');
makeFolderOf(stateFile);
// This folder holds Electron's single-instance lock, so each library has its own window.
app.setPath('userData', desktopFolder(database));
registerScheme();

if (app.requestSingleInstanceLock({ files: given })) {
  app.on('open-file', (event, path) => {
    event.preventDefault();
    openFiles([path]);
  });
  app.on('second-instance', (_, argv, workingFolder, handover) => {
    openFiles(filesOfHandover(handover) ?? filesOfArgv(argv, isBundled, workingFolder));
  });
  app.on('child-process-gone', (_, { type, reason, serviceName }) => {
    if (reason !== 'clean-exit') console.error(`A process of Retrace is gone: ${serviceName ?? type}, ${reason}.`);
  });
  app.on('activate', () => desktop?.show());
  app.on('window-all-closed', () => {
    if (!isMac) app.quit();
  });
  app.on('will-quit', closeFirst);
  // Not awaited: Electron becomes ready only after this module has run to its end.
  app.whenReady().then(start).catch(fail);
} else {
  app.quit();
}

function start(): void {
  servePage(rendererFolder());
  refusePermissions(session.defaultSession);
  const built = (...parts: string[]): string => join(appFolder(), 'dist', ...parts);
  const opened = new Desktop({
    database,
    version: appVersion(),
    engineProgram: built('electron', 'engine-process.js'),
    preload: built('preload', 'preload.cjs'),
    stateFile,
    keyFile: join(desktopFolder(database), 'server-keys.json'),
    failed: refuse,
  });
  desktop = opened;
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ isMac, command: (id) => opened.command(id) })));
  ipcMain.on('retrace-port', (event) => opened.handOverPort(event));
  openFiles([...given, ...early]);
}

function openFiles(files: readonly string[]): void {
  if (desktop === undefined) {
    early.push(...files);
    return;
  }
  desktop.show();
  desktop.open(files);
}

/** Cancels a running import and closes the library before the program ends. */
function closeFirst(event: { preventDefault(): void }): void {
  const closing = desktop;
  if (closing === undefined) return;
  desktop = undefined;
  event.preventDefault();
  closing
    .close()
    .catch((error: unknown) => console.error(error))
    .finally(() => app.quit());
}

function fail(error: unknown): void {
  console.error(error);
  refuse(errorInfo(error));
}

function refuse({ message }: ErrorInfo): void {
  dialog.showErrorBox('Retrace cannot go on', message);
  app.exit(1);
}
