// All that the page gets of the desktop: a message port to the engine, and the paths of files that a person gave it.

import { contextBridge, ipcRenderer, webUtils } from 'electron';

contextBridge.exposeInMainWorld('retrace', {
  /** The port comes as a message to the window, `{ type: 'retrace-port' }`. */
  requestPort: () => ipcRenderer.send('retrace-port'),
  pathOf: (file: File) => webUtils.getPathForFile(file),
});

ipcRenderer.on('retrace-port', ({ ports }) => {
  // To this window alone; an address without an origin of its own can only be reached by '*'.
  const origin = location.origin === 'null' ? '*' : location.origin;
  window.postMessage({ type: 'retrace-port' }, origin, [...ports]);
});
