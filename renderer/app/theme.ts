// The theme, dark or light: a person's choice, else the system's setting.

import { useSession } from '../session/session.ts';
import { currentPalette } from '../ui/palette.ts';

const KEY = 'retrace.theme';

/** Takes over what theme.js set before the first paint, and follows the system until the person chooses. */
export function startTheme(): void {
  // Read before a run is open: in the middle of showing one it would compute all styles once more.
  requestIdleCallback(() => currentPalette());
  useSession.setState({ theme: document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark' });
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', ({ matches }) => {
    if (localStorage.getItem(KEY) === null) show(matches ? 'light' : 'dark');
  });
}

export function toggleTheme(): void {
  const theme = useSession.getState().theme === 'dark' ? 'light' : 'dark';
  localStorage.setItem(KEY, theme);
  show(theme);
}

function show(theme: 'dark' | 'light'): void {
  document.documentElement.dataset['theme'] = theme;
  useSession.setState({ theme });
}
