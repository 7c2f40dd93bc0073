// Runs in the page's own world before the page's scripts, and leaves nothing on window but what the preload exposes.

export function receiveExposed({ createMembrane, config }) {
  if (window !== window.top) return;

  function expose(key, api) {
    if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
    Object.defineProperty(window, key, { value: api, enumerable: true });
  }

  /** A file made by a script has no path, as in Electron; a test plants one in window.__paths, by the file's name. */
  const plantedPath = (name) => window.__paths?.[name] ?? '';

  createMembrane({ ...config.mainWorld, roots: [expose, plantedPath] });
}
