// The double's replacement of `import … from 'electron'` for the main process.
//
// It is strict: unmodelled parts throw, as do options and calls that Electron would refuse. It proves which calls the
// main process and the preload make, in which order, and that their data can be cloned. It does not prove the sandbox,
// the custom scheme's own origin, native menus and dialogs, or native modules inside Electron.
//
// Tests reach its record through app.evaluate(({ __double }) => …), and script dialogs by assigning to them, as with
// Electron: app.evaluate(({ dialog }) => { dialog.showOpenDialog = async () => ({ … }) }).
import { app, startApp } from './app.mjs';
import { askPermission } from './desktop.mjs';
import { calls, called } from './strict.mjs';

export { app };
export { BrowserWindow, webContents } from './browser-window.mjs';
export { dialog, nativeTheme, screen, session, shell } from './desktop.mjs';
export { safeStorage } from './safe-storage.mjs';
export { ipcMain } from './ipc-main.mjs';
export { Menu, MenuItem } from './menu.mjs';
export { MessageChannelMain } from './message-ports.mjs';
export { net, protocol } from './protocol.mjs';
export { utilityProcess } from './utility-process.mjs';

export const __double = { start: startApp, calls, called, askPermission };
