// Puts off what several changes ask for until all of them are made, yet before the page is painted.

/**
 * Calls `paint` once at the end of the present task, after React, however often it is asked for; `cancel` when what it paints goes. Not in
 * an animation frame: what is asked for within one would be a picture late.
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
      // React takes its turn in a microtask, asked for by now or in a moment: the second one from here is after it.
      queueMicrotask(() => queueMicrotask(run));
    },
    cancel: () => {
      asked = false;
    },
  };
}
