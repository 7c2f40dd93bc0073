// The one window: made confined, remembered when it closes.

import { BrowserWindow, screen } from 'electron';
import { confine } from './hardening.ts';
import { pageUrl } from './page-address.ts';
import { placement, readWindowState, smallest, writeWindowState } from './window-state.ts';

export type WindowOptions = { readonly preload: string; readonly stateFile: string };

/** The dark theme's ground: what is seen until the page has painted. */
const ground = '#0e1014';
/** A page that dies again within this time is not loaded once more: it would go on for ever. */
const reloadEveryMs = 10_000;

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
  if (state?.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  reloadWhenGone(window);
  void window.loadURL(pageUrl);
  return window;
}

/** Brings it before the person, wherever it is. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function reloadWhenGone(window: BrowserWindow): void {
  let lastMs = -reloadEveryMs;
  window.webContents.on('render-process-gone', (_, { reason }) => {
    const nowMs = performance.now();
    if (reason === 'clean-exit' || nowMs - lastMs < reloadEveryMs) return;
    lastMs = nowMs;
    window.webContents.reload();
  });
}
