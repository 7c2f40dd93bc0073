import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { MenuItemConstructorOptions } from 'electron';
import { menuTemplate } from './menu.ts';

function itemsOf(isMac: boolean, command: (id: string) => void = () => {}): readonly MenuItemConstructorOptions[] {
  const all = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);
  return all(menuTemplate({ isMac, command }));
}

const commandItems = (isMac: boolean, command?: (id: string) => void) =>
  itemsOf(isMac, command).filter((item) => item.id !== undefined);

test('an item asks for the command that it is named after', () => {
  const asked: string[] = [];
  const items = commandItems(false, (id) => asked.push(id));
  for (const item of items) item.click?.(...([] as unknown as Parameters<NonNullable<typeof item.click>>));
  assert.deepEqual(
    asked,
    items.map((item) => item.id),
  );
});

test("every command is one of the page's, and ids are used once", () => {
  const table = readFileSync(join(import.meta.dirname, '../renderer/ui/commands.ts'), 'utf8');
  const ids = commandItems(false).map((item) => String(item.id));
  assert.deepEqual(
    ids.filter((id) => !table.includes(`id: '${id}'`)),
    [],
  );
  assert.equal(new Set(ids).size, ids.length);
});

test('the menu takes no key away from whoever types', () => {
  for (const item of commandItems(false))
    assert.ok(item.accelerator === undefined || item.registerAccelerator === false, item.label);
  for (const item of commandItems(true))
    assert.ok(item.accelerator === undefined || item.accelerator.startsWith('CmdOrCtrl+'), item.label);
});

test('recent files are in the menu where the system lists them there', () => {
  const roles = (isMac: boolean) => itemsOf(isMac).map((item) => item.role);
  assert.ok(roles(true).includes('recentDocuments') && roles(true).includes('appMenu'));
  assert.ok(!roles(false).includes('recentDocuments') && roles(false).includes('quit'));
});
