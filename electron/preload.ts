// The page's whole access to the desktop: a message port to the engine, and the paths of files that a person gave the
// page.

import { contextBridge, ipcRenderer, webUtils } from 'electron';

contextBridge.exposeInMainWorld('retrace', {
  /** The port arrives as a window message `{ type: 'retrace-port' }`. */
  requestPort: () => ipcRenderer.send('retrace-port'),
  pathOf: (file: File) => webUtils.getPathForFile(file),
});

ipcRenderer.on('retrace-port', ({ ports }) => {
  // Sends to this window only; an address without an origin can only be reached with '*'.
  const origin = location.origin === 'null' ? '*' : location.origin;
  window.postMessage({ type: 'retrace-port' }, origin, [...ports]);
});
