// The native menu as data. Items name commands of the page, which executes them; shortcut keys come from the page's
// command table.

import type { MenuItemConstructorOptions } from 'electron';

/** `command` is called with a command id of the page's table. */
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
    item('report', 'Save Report as HTML…'),
    item('bundle', 'Give Away as a Bundle…', 'CmdOrCtrl+Shift+S'),
    item('compare-save', 'Save Comparison as HTML…'),
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
 * The page handles its keys itself, so the menu only shows them: a registered key without Ctrl would be lost while
 * typing. macOS registers every shown key: there, keys without Cmd are left out, and a key with Cmd reaches either the
 * page or the menu.
 */
function shownKey(accelerator: string, isMac: boolean): MenuItemConstructorOptions {
  if (isMac) return accelerator.startsWith('CmdOrCtrl+') ? { accelerator } : {};
  return { accelerator, registerAccelerator: false };
}
