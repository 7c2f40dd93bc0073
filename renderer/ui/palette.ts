// The colours of tokens.css for canvases: read once per theme.

import { type KindRole, kindRoles } from './kinds.ts';

const named = [
  'text',
  'dim',
  'faint',
  'line',
  'line-strong',
  'pane',
  'raised',
  'accent',
  'sel',
  'bad',
  'warn',
] as const;
type Named = (typeof named)[number] | KindRole;

export type Palette = { readonly colours: Readonly<Record<Named, string>>; readonly family: string };

let last: { readonly theme: string; readonly palette: Palette } | undefined;

export function currentPalette(): Palette {
  const root = document.documentElement;
  const theme = root.dataset['theme'] ?? '';
  if (last?.theme !== theme) last = { theme, palette: readPalette(root) };
  return last.palette;
}

function readPalette(root: Element): Palette {
  const style = getComputedStyle(root);
  const entries = [...named, ...kindRoles].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return {
    colours: Object.fromEntries(entries) as Record<Named, string>,
    family: getComputedStyle(document.body).fontFamily,
  };
}

/** Calls back after each change of the theme; returns a function that stops it. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
