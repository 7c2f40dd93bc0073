// The ticks of the time axis: round times, with readable distances, none inside a cut.

import { countText, durationText } from '../duration.ts';
import { type Axis, placeOf, timeAt, type Window } from './scale.ts';

export type Tick = { readonly time: number; readonly place: number; readonly text: string };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clockSteps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * 1000),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
];

/** The smallest round step of at least `least`. */
export function stepOf(unit: Axis['unit'], least: number): number {
  if (unit === 'seq') return Math.max(1, decimalStep(least));
  if (least <= 500) return decimalStep(least);
  if (least > 12 * HOUR) return DAY * Math.max(1, decimalStep(least / DAY));
  return clockSteps.find((step) => step >= least) ?? DAY;
}

/** 1, 2 or 5 times a power of ten. */
function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((n) => n * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

const PER_LETTER = 6.2;
const AIR = 28;

/**
 * `pixels`: width of the window on screen in px. Ticks in order; their distance is at least the width of their texts.
 */
export function ticksOf(axis: Axis, window: Window, pixels: number): Tick[] {
  const perPixel = (window.to - window.from) / Math.max(1, pixels);
  let least = 84;
  let step = stepOf(axis.unit, least * perPixel);
  const wide = Math.max(tickText(axis.unit, timeAt(axis, window.to), step).length, 6) * PER_LETTER + AIR;
  if (wide > step / perPixel) {
    least = wide;
    step = stepOf(axis.unit, least * perPixel);
  }
  const ticks: Tick[] = [];
  for (const piece of pieces(axis, window)) {
    for (let n = Math.ceil(piece.from / step - 1e-9); n * step <= piece.to * (1 + 1e-12); n++) {
      const time = n * step + 0;
      // Events are counted from 1.
      if (axis.unit === 'seq' && time === 0) continue;
      const place = placeOf(axis, time);
      const last = ticks.at(-1);
      if (last !== undefined && place - last.place < least * perPixel * 0.999) continue;
      ticks.push({ time, place, text: tickText(axis.unit, time, step) });
    }
  }
  return ticks;
}

/** The visible stretches of time without the cuts. */
function pieces(axis: Axis, window: Window): { from: number; to: number }[] {
  const from = timeAt(axis, window.from);
  const to = timeAt(axis, window.to);
  const starts = [0, ...axis.cuts.map((cut) => cut.to)];
  const ends = [...axis.cuts.map((cut) => cut.from), axis.span];
  return starts
    .map((start, i) => ({ from: Math.max(start, from), to: Math.min(ends[i] ?? to, to) }))
    .filter((piece) => piece.from <= piece.to);
}

/** A text as precise as the step: `1 m 27 s`, `1 m 27.35 s`, `#1,200`. */
export function tickText(unit: Axis['unit'], time: number, step: number): string {
  if (unit === 'seq') return `#${countText(Math.round(time))}`;
  const rounded = Math.round(time / step) * step;
  if (step >= 1000) return partsText(rounded, step);
  const below = rounded % MINUTE;
  const whole = rounded - below > 0 ? `${partsText(rounded - below, MINUTE)} ` : '';
  if (rounded >= 1000) return `${whole}${(below / 1000).toFixed(decimals(step / 1000))} s`;
  if (step >= 1 || rounded === 0) return durationText(rounded);
  return `${rounded.toFixed(decimals(step))} ms`;
}

function partsText(time: number, step: number): string {
  const parts: string[] = [];
  const days = Math.floor(time / DAY);
  const hours = Math.floor((time % DAY) / HOUR);
  const minutes = Math.floor((time % HOUR) / MINUTE);
  const seconds = Math.round((time % MINUTE) / 1000);
  if (days > 0) parts.push(`${countText(days)} d`);
  if (hours > 0 && step < DAY) parts.push(`${hours} h`);
  if (minutes > 0 && step < HOUR) parts.push(`${minutes} m`);
  if (seconds > 0 && step < MINUTE) parts.push(`${seconds} s`);
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

function decimals(step: number): number {
  return Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
}
