// The desktop services that Electron uses: dialogs, other programs, themes, screens, permissions.
import { EventEmitter } from 'node:events';
import { isAbsolute } from 'node:path';
import { NotModelled, checkKeys, onlyEvents, record, strict } from './strict.mjs';

const FILE_OPTIONS = ['title', 'defaultPath', 'buttonLabel', 'filters', 'properties', 'message', 'nameFieldLabel'];
FILE_OPTIONS.push('showsTagField', 'securityScopedBookmarks');

const FILE_PROPERTIES = ['openFile', 'openDirectory', 'multiSelections', 'showHiddenFiles', 'createDirectory'];
FILE_PROPERTIES.push(
  'promptToCreate',
  'noResolveAliases',
  'treatPackageAsDirectory',
  'dontAddToRecent',
  'showOverwriteConfirmation',
);

const MESSAGE_OPTIONS = ['message', 'type', 'buttons', 'defaultId', 'cancelId', 'title', 'detail', 'checkboxLabel'];
MESSAGE_OPTIONS.push('checkboxChecked', 'icon', 'noLink', 'normalizeAccessKeys', 'signal', 'textWidth');

const DIALOGS = {
  showOpenDialog: checkFileOptions,
  showSaveDialog: checkFileOptions,
  showMessageBox(options) {
    checkKeys('showMessageBox', options, MESSAGE_OPTIONS);
    if (typeof options.message !== 'string') throw new TypeError('message must be a string');
  },
  showErrorBox: undefined,
};

function checkFileOptions(options) {
  checkKeys('file dialog', options, FILE_OPTIONS);
  for (const property of options.properties ?? []) {
    if (!FILE_PROPERTIES.includes(property)) throw new NotModelled(`the file dialog property ${property}`);
  }
  for (const { name, extensions } of options.filters ?? []) {
    const fine = typeof name === 'string' && extensions.every((one) => one === '*' || /^[^.*]/.test(one));
    if (!fine) throw new TypeError('electron double: a filter has a name, and extensions without dot or star');
  }
}

/** Without an answer assigned by a test, a dialog would stay open for ever; so a call is an error. */
function unanswered(name) {
  return async () => {
    throw new Error(`electron double: dialog.${name} was called and no test answers it`);
  };
}

/** Options are checked and recorded, whatever the answer is. */
function dialogMethod(name, answer) {
  const check = DIALOGS[name];
  return async (...args) => {
    const options = args.at(-1) ?? {};
    check(options);
    record(`dialog.${name}`, options);
    return await answer(...args);
  };
}

const dialogs = {
  showOpenDialog: dialogMethod('showOpenDialog', unanswered('showOpenDialog')),
  showSaveDialog: dialogMethod('showSaveDialog', unanswered('showSaveDialog')),
  showMessageBox: dialogMethod('showMessageBox', unanswered('showMessageBox')),
  showErrorBox: (title, content) => record('dialog.showErrorBox', title, content),
};

export const dialog = new Proxy(strict('dialog', dialogs), {
  set(target, name, answer) {
    target[name] = DIALOGS[name] ? dialogMethod(name, answer) : answer;
    return true;
  },
});

export const shell = strict('shell', {
  async openExternal(url) {
    const { protocol } = new URL(url);
    if (!['https:', 'http:', 'mailto:'].includes(protocol)) throw new NotModelled(`shell.openExternal of ${protocol}`);
    record('shell.openExternal', url);
  },
  showItemInFolder(path) {
    if (!isAbsolute(path)) throw new TypeError('electron double: showItemInFolder wants an absolute path');
    record('shell.showItemInFolder', path);
  },
  async openPath(path) {
    record('shell.openPath', path);
    return '';
  },
  beep: () => record('shell.beep'),
});

class NativeTheme extends EventEmitter {
  #source = 'system';
  shouldUseHighContrastColors = false;
  shouldUseInvertedColorScheme = false;

  get shouldUseDarkColors() {
    return this.#source === 'dark';
  }

  get themeSource() {
    return this.#source;
  }

  set themeSource(source) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Error processing argument: ${source}`);
    record('nativeTheme.themeSource', source);
    this.#source = source;
    this.emit('updated');
  }
}

export const nativeTheme = strict('nativeTheme', onlyEvents('nativeTheme', new NativeTheme(), ['updated']));

const area = { x: 0, y: 0, width: 1920, height: 1080 };
const display = {
  id: 1,
  label: 'double',
  bounds: area,
  workArea: area,
  size: area,
  workAreaSize: area,
  scaleFactor: 1,
};

export const screen = strict('screen', {
  getPrimaryDisplay: () => structuredClone(display),
  getAllDisplays: () => [structuredClone(display)],
  getDisplayMatching: () => structuredClone(display),
  getDisplayNearestPoint: () => structuredClone(display),
});

const permissions = { request: undefined, check: undefined };

// Electron does not run these listeners for an app's own scheme, and the double has no other requests: headers such as
// the content security policy belong into the protocol handler's answer.
const webRequest = strict('webRequest', {
  onHeadersReceived: () => record('webRequest.onHeadersReceived'),
  onBeforeRequest: () => record('webRequest.onBeforeRequest'),
});

const defaultSession = strict('session', {
  webRequest,
  setPermissionRequestHandler(handler) {
    record('setPermissionRequestHandler');
    permissions.request = handler;
  },
  setPermissionCheckHandler(handler) {
    record('setPermissionCheckHandler');
    permissions.check = handler;
  },
});

export const session = strict('session', { defaultSession });

/** The app's answer to a permission request of a page; without a handler Electron grants everything. */
export async function askPermission(contents, permission, details = {}) {
  const checked = permissions.check?.(contents, permission, '', details) ?? true;
  const { request } = permissions;
  const granted = request ? await new Promise((resolve) => request(contents, permission, resolve, details)) : true;
  return { checked, granted };
}
