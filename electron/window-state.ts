// Stores the window's last position in a file beside the library, and ignores positions on screens that are gone.

import { readFileSync, writeFileSync } from 'node:fs';

export type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type WindowState = { readonly bounds: Area; readonly maximized: boolean };

/** In pixels. Without `x` and `y`, the system chooses the position. */
export type Placement = { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number };

export const smallest = { width: 800, height: 560 };
const usual = { width: 1440, height: 900 };
/** Part of the window's top, in pixels, that must be on a screen so that a person can drag the window. */
const grip = { width: 120, height: 40 };
const version = 1;

/** Where to open the window, given the usable areas of the screens, main screen first. */
export function placement(state: WindowState | null, screens: readonly Area[]): Placement {
  const bounds = state?.bounds;
  const home = bounds === undefined ? undefined : screens.find((screen) => canBeTaken(bounds, screen));
  if (bounds === undefined || home === undefined) return fitted(usual, screens[0]);
  return { ...fitted(bounds, home), x: bounds.x, y: bounds.y };
}

function canBeTaken(bounds: Area, screen: Area): boolean {
  const width = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
  const top = bounds.y - screen.y;
  return width >= grip.width && top >= 0 && top <= screen.height - grip.height;
}

function fitted(size: { readonly width: number; readonly height: number }, screen: Area | undefined): Placement {
  if (screen === undefined) return { width: size.width, height: size.height };
  return {
    width: within(size.width, smallest.width, screen.width),
    height: within(size.height, smallest.height, screen.height),
  };
}

function within(value: number, least: number, most: number): number {
  return Math.round(Math.max(Math.min(least, most), Math.min(value, most)));
}

/** null if the file is missing or invalid. */
export function readWindowState(file: string): WindowState | null {
  try {
    return parseWindowState(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Errors are ignored: the window closes also if its state cannot be stored. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, `${JSON.stringify({ version, ...state })}\n`);
  } catch (error) {
    console.error(error);
  }
}

export function parseWindowState(value: unknown): WindowState | null {
  if (!isRecord(value) || value['version'] !== version || !isRecord(value['bounds'])) return null;
  const { x, y, width, height } = value['bounds'];
  if (!isFinite(x) || !isFinite(y) || !isFinite(width) || !isFinite(height) || width <= 0 || height <= 0) return null;
  return { bounds: { x: Math.round(x), y: Math.round(y), width, height }, maximized: value['maximized'] === true };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
