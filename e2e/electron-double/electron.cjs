#!/usr/bin/env node
// Stands in for Electron's executable where that is not installed: Playwright's _electron.launch() starts it as it would
// start Electron, and it runs the built main process in Node and its windows in Chromium. See double.mjs for what it models.
'use strict';
const { readFileSync } = require('node:fs');
const { registerHooks } = require('node:module');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

const DOUBLE = join(__dirname, 'double.mjs');

// Playwright waits for two lines on stderr. This prints the first, "Debugger listening on ws://…"; Chromium's own
// "DevTools listening on ws://…", passed on by chromium.mjs, is the second.
if (process.argv.some((arg) => arg.startsWith('--inspect'))) require('node:inspector').open(0, '127.0.0.1');

// Electron's argv holds the executable, then everything else.
process.argv.splice(1, 1);

const url = pathToFileURL(DOUBLE).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
});

// Loaded here once and for all: Playwright calls require('electron') at a moment of its own, and a require that meets a
// half-loaded import of the same module would throw.
const { __double } = require(DOUBLE);

const folder = resolve(process.argv.slice(1).find((arg) => !arg.startsWith('-')) ?? '.');
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const loaded = import(pathToFileURL(join(folder, main)).href);
__double.start(loaded);
loaded.catch((error) => {
  console.error(error);
  process.exit(1);
});
