// The only window: created with restricted rights, its position stored.

import { BrowserWindow, dialog, screen } from 'electron';
import { confine } from './hardening.ts';
import { pageUrl } from './page-address.ts';
import { placement, readWindowState, smallest, writeWindowState } from './window-state.ts';

export type WindowOptions = { readonly preload: string; readonly stateFile: string };

/** The dark theme's background, shown until the page is painted. */
const ground = '#0e1014';
/** A page that crashes again within this time is not reloaded, to avoid an endless loop. */
const reloadEveryMs = 10_000;
/** Delay after the last change before size and position are stored. */
const keepAfterMs = 500;
/** Chromium's code for a load replaced by another load. */
const aborted = -3;

export function openWindow({ preload, stateFile }: WindowOptions): BrowserWindow {
  const state = readWindowState(stateFile);
  const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...placement(state, screens),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Retrace',
    backgroundColor: ground,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  confine(window.webContents);
  // Maximizing before the first paint would show an empty window.
  window.once('ready-to-show', () => {
    if (state?.maximized) window.maximize();
    window.show();
  });
  keepState(window, stateFile);
  reloadWhenGone(window);
  sayWhenStuck(window);
  window.webContents.on('did-fail-load', (_, code, description, __, isMainFrame) => {
    if (isMainFrame && code !== aborted)
      dialog.showErrorBox('Retrace cannot show its page', `${description} (${code}). Install Retrace again.`);
  });
  // 'did-fail-load' above reports the failure.
  window.loadURL(pageUrl).catch(() => undefined);
  return window;
}

/** Stores the state at every change, because a killed program does not close its windows. */
function keepState(window: BrowserWindow, stateFile: string): void {
  let timer: NodeJS.Timeout | undefined;
  const keep = (): void => {
    clearTimeout(timer);
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const keepSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(keep, keepAfterMs);
  };
  window.on('resize', keepSoon);
  window.on('move', keepSoon);
  window.on('maximize', keepSoon);
  window.on('unmaximize', keepSoon);
  window.on('close', keep);
}

/** Asks the person what to do if the page does not respond, because the page may recover. */
function sayWhenStuck(window: BrowserWindow): void {
  window.webContents.on('unresponsive', () => {
    const options = {
      type: 'warning' as const,
      message: 'The page does not answer.',
      detail: 'What is in the library stays there.',
      buttons: ['Wait', 'Load it again'],
      defaultId: 0,
      cancelId: 0,
    };
    void dialog.showMessageBox(window, options).then(({ response }) => {
      if (response === 1) window.webContents.forcefullyCrashRenderer();
    });
  });
}

/** Brings the window to the front. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function reloadWhenGone(window: BrowserWindow): void {
  let lastMs = -reloadEveryMs;
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return;
    const nowMs = performance.now();
    const again = nowMs - lastMs < reloadEveryMs;
    lastMs = nowMs;
    if (again)
      dialog.showErrorBox(
        'The page of Retrace has ended',
        `It ended twice in a row (${reason}). Close the window and open it again; what is in the library stays there.`,
      );
    else window.webContents.reload();
  });
}
