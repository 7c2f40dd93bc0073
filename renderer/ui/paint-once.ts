// Defers the work requested by several changes until all of them are made, yet before the page is painted.

/**
 * Calls `paint` once at the end of the present task, after React, however often it is requested; `cancel` ends that
 * when its target is removed. Not in an animation frame: a request within one would be a frame late.
 */
export function paintOnce(paint: () => void): { readonly ask: () => void; readonly cancel: () => void } {
  let asked = false;
  const run = (): void => {
    if (!asked) return;
    asked = false;
    paint();
  };
  return {
    ask: () => {
      if (asked) return;
      asked = true;
      // React renders in a microtask that is queued now or soon: the second microtask from here comes after it.
      queueMicrotask(() => queueMicrotask(run));
    },
    cancel: () => {
      asked = false;
    },
  };
}
