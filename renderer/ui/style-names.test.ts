import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = dirname(import.meta.dirname);
const sheets = new Map(globSync('**/*.module.css', { cwd: root }).map((file) => [file, textOf(file)]));

/** Every class of a style sheet that another sheet or a screen names, as `file class`. */
const named = new Set(
  [...sheets.keys()].flatMap(composedBy).concat(globSync('**/*.{ts,tsx}', { cwd: root }).flatMap(namedBy)),
);
const written = new Set([...sheets].flatMap(([file, css]) => classesOf(css).map((name) => `${file} ${name}`)));

test('every class that a screen names is in its style sheet', () => {
  assert.deepEqual(
    [...named].filter((name) => !written.has(name)),
    [],
  );
});

test('every class of a style sheet is named by a screen', () => {
  assert.deepEqual(
    [...written].filter((name) => !named.has(name)),
    [],
  );
});

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
}

/** The classes in the selectors of a sheet. */
function classesOf(css: string): string[] {
  const selectors = [...css.matchAll(/([^{};]+)\{/g)].map(([, selector = '']) => selector);
  return selectors.flatMap((selector) => [...selector.matchAll(/\.([A-Za-z_][\w-]*)/g)].map(([, name = '']) => name));
}

function composedBy(file: string): string[] {
  return [...textOf(file).matchAll(/composes: (\w+)(?: from '(.+?)')?;/g)].map(
    ([, name, from]) => `${from === undefined ? file : join(dirname(file), from)} ${name}`,
  );
}

function namedBy(file: string): string[] {
  const code = readFileSync(join(root, file), 'utf8');
  const deeds = code.replaceAll(/^import .*$/gm, '');
  return [...code.matchAll(/import (\w+) from '(.+?\.module\.css)';/g)].flatMap(([, local = '', path = '']) =>
    [...deeds.matchAll(new RegExp(String.raw`\b${local}(?:\.(\w+)|\['([^']+)'\])`, 'g'))].map(
      ([, name, quoted]) => `${join(dirname(file), path)} ${name ?? quoted}`,
    ),
  );
}
