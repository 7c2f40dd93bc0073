// Menus as data: checked, kept, and clickable from a test by Menu.getApplicationMenu().items, as in Electron.
import { app } from './app.mjs';
import { BrowserWindow } from './browser-window.mjs';
import { NotModelled, checkKeys, record, strict, strictClass } from './strict.mjs';

const KEYS = ['id', 'label', 'sublabel', 'toolTip', 'role', 'type', 'click', 'accelerator', 'registerAccelerator'];
KEYS.push('acceleratorWorksWhenHidden', 'enabled', 'visible', 'checked', 'submenu', 'icon', 'before', 'after');

const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio'];

const ROLES = {
  about: 'About',
  appmenu: 'App',
  clearrecentdocuments: 'Clear Menu',
  close: 'Close Window',
  copy: 'Copy',
  cut: 'Cut',
  delete: 'Delete',
  editmenu: 'Edit',
  filemenu: 'File',
  forcereload: 'Force Reload',
  front: 'Bring All to Front',
  help: 'Help',
  hide: 'Hide',
  hideothers: 'Hide Others',
  minimize: 'Minimize',
  paste: 'Paste',
  pasteandmatchstyle: 'Paste and Match Style',
  quit: 'Quit',
  recentdocuments: 'Open Recent',
  redo: 'Redo',
  reload: 'Reload',
  resetzoom: 'Actual Size',
  selectall: 'Select All',
  services: 'Services',
  toggledevtools: 'Toggle Developer Tools',
  togglefullscreen: 'Toggle Full Screen',
  undo: 'Undo',
  unhide: 'Show All',
  viewmenu: 'View',
  window: 'Window',
  windowmenu: 'Window',
  zoom: 'Zoom',
  zoomin: 'Zoom In',
  zoomout: 'Zoom Out',
};

const MODIFIER = /^(command|cmd|control|ctrl|commandorcontrol|cmdorctrl|alt|option|altgr|shift|super|meta)$/i;
const NAMED_KEYS = 'plus|space|tab|capslock|numlock|scrolllock|backspace|delete|insert|return|enter|up|down|left|right';
const MORE_KEYS = 'home|end|pageup|pagedown|escape|esc|printscreen|num[0-9]|numdec|numadd|numsub|nummult|numdiv';
const KEY = new RegExp(`^([\\x21-\\x7e]|f([1-9]|1[0-9]|2[0-4])|${NAMED_KEYS}|${MORE_KEYS})$`, 'i');

const ROLE_CLICKS = {
  quit: () => app.quit(),
  close: (window) => window?.close(),
  minimize: (window) => window?.minimize(),
  reload: (window) => window?.webContents.reload(),
  togglefullscreen: (window) => window?.setFullScreen(!window.isFullScreen()),
  toggledevtools: (window) => window?.webContents.openDevTools(),
};

class Item {
  constructor(options) {
    checkItem(options);
    const {
      id,
      label,
      role,
      type,
      click,
      accelerator,
      submenu,
      enabled = true,
      visible = true,
      checked = false,
    } = options;
    this.id = id;
    this.role = role?.toLowerCase();
    this.label = label ?? ROLES[this.role] ?? '';
    this.type = type ?? (submenu ? 'submenu' : 'normal');
    this.accelerator = accelerator;
    this.submenu = Array.isArray(submenu) ? MenuClass.buildFromTemplate(submenu) : submenu;
    this.enabled = enabled;
    this.visible = visible;
    this.checked = checked;
    this.click = (event = {}, window = BrowserWindow.getFocusedWindow()) => this.#chosen(click, event, window);
    return strict('MenuItem', this);
  }

  #chosen(click, event, window) {
    record('menu', this.label);
    if (!this.enabled) throw new Error(`electron double: the menu item '${this.label}' is disabled`);
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (click) click(this, window ?? undefined, event);
    else if (ROLE_CLICKS[this.role]) ROLE_CLICKS[this.role](window);
    else throw new NotModelled(`choosing the menu item '${this.label}'`);
  }
}

class MenuClass {
  static #application = null;
  items = [];

  static buildFromTemplate(template) {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new MenuClass();
    for (const options of template) menu.append(new Item(options));
    return menu;
  }

  static setApplicationMenu(menu) {
    record('Menu.setApplicationMenu');
    MenuClass.#application = menu;
  }

  static getApplicationMenu() {
    return MenuClass.#application;
  }

  constructor() {
    this.self = strict('Menu', this);
    return this.self;
  }

  append(item) {
    this.items.push(item);
  }

  getMenuItemById(id) {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }

  popup(options = {}) {
    checkKeys('Menu.popup', options, ['window', 'x', 'y', 'positioningItem', 'callback']);
    record(
      'Menu.popup',
      this.items.map((item) => item.label),
    );
  }

  closePopup() {}
}

function checkItem(options) {
  checkKeys('MenuItem', options, KEYS);
  const { label, role, type = 'normal', accelerator, submenu } = options;
  if (!TYPES.includes(type)) throw new TypeError(`Unknown menu item type: ${type}`);
  if (role !== undefined && !(role.toLowerCase() in ROLES)) throw new NotModelled(`the menu role ${role}`);
  if (type !== 'separator' && !label && !role)
    throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
  if (type === 'submenu' && !submenu) throw new TypeError('Invalid submenu');
  if (accelerator !== undefined) checkAccelerator(accelerator);
}

function checkAccelerator(accelerator) {
  const parts = accelerator.split('+');
  const key = parts.pop();
  if (!parts.every((part) => MODIFIER.test(part)) || !KEY.test(key)) {
    throw new TypeError(`electron double: '${accelerator}' is no accelerator`);
  }
}

export const Menu = strictClass('Menu', MenuClass);
export const MenuItem = strictClass('MenuItem', Item);
