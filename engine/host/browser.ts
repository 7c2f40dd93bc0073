// Opens the user's own browser, where there is one to see it.

import { spawn } from 'node:child_process';

type Program = { readonly command: string; readonly args: readonly string[]; readonly verbatim?: boolean };

/** Best effort: whoever calls has printed the address already, and nothing waits for the browser. */
export function openInBrowser(url: string): void {
  if (!hasDisplay()) return;
  const { command, args, verbatim = false } = opener(url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsVerbatimArguments: verbatim });
  child.once('error', () => {});
  child.unref();
}

/** Whether a window would be seen. Over SSH, say, there is none. */
export function hasDisplay(platform = process.platform, env = process.env): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

export function opener(url: string, platform = process.platform): Program {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  // Unquoted, cmd would take the & in the address for the end of the command; the empty string is the window's title.
  if (platform === 'win32') return { command: 'cmd', args: ['/c', 'start', '""', `"${url}"`], verbatim: true };
  return { command: 'xdg-open', args: [url] };
}
