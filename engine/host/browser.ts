// Opens the user's browser, if there is a display.

import { spawn } from 'node:child_process';

type Program = { readonly command: string; readonly args: readonly string[]; readonly verbatim?: boolean };

/** Ignores errors and does not wait: the caller has already printed the address. */
export function openInBrowser(url: string): void {
  if (!hasDisplay()) return;
  const { command, args, verbatim = false } = opener(url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true, windowsVerbatimArguments: verbatim });
  child.once('error', () => {});
  child.unref();
}

/** Whether the user would see a window; false over SSH, for example. */
export function hasDisplay(platform = process.platform, env = process.env): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

export function opener(url: string, platform = process.platform): Program {
  if (platform === 'darwin') return { command: 'open', args: [url] };
  // Unquoted, cmd would end the command at the & in the address; the empty string is the window's title.
  if (platform === 'win32') return { command: 'cmd', args: ['/c', 'start', '""', `"${url}"`], verbatim: true };
  return { command: 'xdg-open', args: [url] };
}
