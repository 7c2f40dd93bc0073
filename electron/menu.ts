// The native menu as data. Its items name commands of the page, which alone knows what they do; keys are the page's own table's.

import type { MenuItemConstructorOptions } from 'electron';

/** `command` is told an id of the page's table of commands. */
export type MenuOptions = { readonly isMac: boolean; readonly command: (id: string) => void };

export function menuTemplate({ isMac, command }: MenuOptions): MenuItemConstructorOptions[] {
  const item = (id: string, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    click: () => command(id),
    ...(accelerator !== undefined && shownKey(accelerator, isMac)),
  });
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: fileItems(item, isMac) },
    { role: 'editMenu' },
    { label: '&View', submenu: viewItems(item) },
    { role: 'windowMenu' },
    {
      label: '&Help',
      role: 'help',
      submenu: [item('help', 'Keys', '?'), item('palette', 'All Commands…', 'CmdOrCtrl+K')],
    },
  ];
}

type MakeItem = (id: string, label: string, accelerator?: string) => MenuItemConstructorOptions;

function fileItems(item: MakeItem, isMac: boolean): MenuItemConstructorOptions[] {
  const recent: MenuItemConstructorOptions = { role: 'recentDocuments', submenu: [{ role: 'clearRecentDocuments' }] };
  const end: MenuItemConstructorOptions = { role: isMac ? 'close' : 'quit' };
  return [
    item('open', 'Open History…', 'CmdOrCtrl+O'),
    item('open-folder', 'Open Folder…', 'CmdOrCtrl+Shift+O'),
    ...(isMac ? [recent] : []),
    { type: 'separator' },
    item('export', 'Save History as Imported…', 'CmdOrCtrl+S'),
    { type: 'separator' },
    end,
  ];
}

function viewItems(item: MakeItem): MenuItemConstructorOptions[] {
  return [
    item('view-graph', 'Graph', '1'),
    item('view-timeline', 'Timeline', '2'),
    item('view-events', 'Events', '3'),
    { type: 'separator' },
    item('pane-library', 'Library', 'CmdOrCtrl+B'),
    item('pane-timeline', 'Docked Timeline', 'CmdOrCtrl+J'),
    item('pane-inspector', 'Inspector', 'CmdOrCtrl+.'),
    { type: 'separator' },
    item('theme', 'Dark or Light', 'Shift+D'),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    { type: 'separator' },
    { role: 'reload' },
    { role: 'toggleDevTools' },
  ];
}

/**
 * The page listens to its keys itself, so the menu only shows them; a key without Ctrl would otherwise be taken from whoever
 * types. A Mac registers whatever it shows: there such keys are left out, and one with Cmd reaches the page or the menu, not both.
 */
function shownKey(accelerator: string, isMac: boolean): MenuItemConstructorOptions {
  if (isMac) return accelerator.startsWith('CmdOrCtrl+') ? { accelerator } : {};
  return { accelerator, registerAccelerator: false };
}
