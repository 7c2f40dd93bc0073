// Runs in the page's own world before the page's scripts, and leaves nothing on window except the preload's exposed
// objects.

export function receiveExposed({ createMembrane, config }) {
  if (window !== window.top) return;

  function expose(key, api) {
    if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
    Object.defineProperty(window, key, { value: api, enumerable: true });
  }

  /** A file made by a script has no path, as in Electron; a test sets one in window.__paths, by the file's name. */
  const plantedPath = (name) => window.__paths?.[name] ?? '';

  // Electron's ports tell their page of a close at the other end; Chromium's do not. The preload sends a message
  // instead.
  window.addEventListener('message', ({ ports }) => {
    for (const port of ports) {
      port.addEventListener('message', (event) => {
        if (event.data !== config.closed) return;
        event.stopImmediatePropagation();
        port.dispatchEvent(new Event('close'));
      });
    }
  });

  createMembrane({ ...config.mainWorld, roots: [expose, plantedPath] });
}
