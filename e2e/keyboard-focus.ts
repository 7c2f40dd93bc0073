// The focused element: its name, and whether the focus is visible.

import { expect, type Page } from '@playwright/test';

/**
 * Presses Tab until the element has focus, and returns the elements passed. The focus must be visible on each of them.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<readonly string[]> {
  const passed: string[] = [];
  while (passed.length < 150) {
    const focused = await next(page);
    expect(await focusIsSeen(page), `the focus is seen on ${focused}`).toBe(true);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return passed;
    passed.push(focused);
  }
  throw new Error(`the keyboard does not reach ${String(name)}, only ${passed.join('; ')}`);
}

/** After a dialog or menu closes, the focus returns a moment later. */
export async function expectFocus(page: Page, name: string | RegExp): Promise<void> {
  await expect.poll(() => focusedOn(page)).toMatch(name);
}

/** After the last stop the focus goes to the browser's own frame, then to the first stop. */
async function next(page: Page): Promise<string> {
  for (let times = 0; times < 2; times++) {
    await page.keyboard.press('Tab');
    const focused = await focusedOn(page);
    if (focused !== '') return focused;
  }
  throw new Error('nothing has the keyboard');
}

/** Role and name; empty without focus. */
function focusedOn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '';
    const labelled = element.getAttribute('aria-labelledby');
    const label =
      element.getAttribute('aria-label') ?? (labelled === null ? null : document.getElementById(labelled)?.textContent);
    return `${element.getAttribute('role') ?? element.localName} ${label ?? element.textContent.trim().slice(0, 60)}`;
  });
}

/** True where a focus ring is around or within the element or its container, inside the window. */
function focusIsSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || !element.matches(':focus-visible')) return false;
    const { top, left, bottom, right } = element.getBoundingClientRect();
    const inWindow = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const ringed = (each: Element | null): boolean => {
      if (each === null) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    };
    const active = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
    return inWindow && [element, element.parentElement, active].some(ringed);
  });
}
