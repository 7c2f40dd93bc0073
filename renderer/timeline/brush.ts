// Pointer on the overview: a drag inside the brush moves the view, a drag at its ends resizes it, a drag elsewhere
// draws a new brush.

import { useSession } from '../session/session.ts';
import { clamp, placeAtX, timeAt, xOf } from '../../engine/model/time/scale.ts';
import type { OverviewStage, Strip } from './overview-stage.ts';
import { fitWhole, showSpan, useTimeline, windowFor } from './view.ts';

/** Width in px around an end of the brush in which the pointer grips it. */
const GRIP = 5;
/** A press that moves farther than this, in px, is a drag. */
const DRAG = 3;

type Hold = 'move' | 'from' | 'to' | 'draw';
type Press = { readonly hold: Hold; readonly x: number; readonly from: number; readonly to: number; dragging: boolean };

export function listenToOverview(strip: HTMLElement, stage: OverviewStage): () => void {
  let press: Press | null = null;
  const xAt = (event: MouseEvent): number => event.clientX - strip.getBoundingClientRect().left;
  const onDown = (event: PointerEvent): void => {
    const shown = stage.strip();
    if (event.button !== 0 || shown === null) return;
    strip.setPointerCapture(event.pointerId);
    press = pressAt(shown, xAt(event));
  };
  const onMove = (event: PointerEvent): void => {
    const shown = stage.strip();
    if (shown === null) return;
    if (press === null) strip.style.cursor = cursors[pressAt(shown, xAt(event)).hold];
    else if ((press.dragging ||= Math.abs(xAt(event) - press.x) > DRAG)) drag(shown, press, xAt(event));
  };
  const onUp = (event: PointerEvent): void => {
    const shown = stage.strip();
    if (press !== null && !press.dragging && shown !== null && press.hold === 'draw') center(shown, press, xAt(event));
    press = null;
  };
  strip.addEventListener('pointerdown', onDown);
  strip.addEventListener('pointermove', onMove);
  strip.addEventListener('pointerup', onUp);
  strip.addEventListener('dblclick', fitWhole);
  return () => {
    strip.removeEventListener('pointerdown', onDown);
    strip.removeEventListener('pointermove', onMove);
    strip.removeEventListener('pointerup', onUp);
    strip.removeEventListener('dblclick', fitWhole);
  };
}

const cursors: Readonly<Record<Hold, string>> = { move: 'grab', from: 'ew-resize', to: 'ew-resize', draw: 'crosshair' };

function pressAt({ axis, frame }: Strip, x: number): Press {
  const { open } = useSession.getState();
  const window = open === null ? frame.window : windowFor(useTimeline.getState(), open.outline);
  const [from, to] = [xOf(frame, window.from), xOf(frame, window.to)];
  const isWhole = window.from <= 0 && window.to >= axis.length;
  const hold =
    Math.abs(x - from) <= GRIP ? 'from' : Math.abs(x - to) <= GRIP ? 'to' : x > from && x < to ? 'move' : 'draw';
  // A brush over the whole run cannot be moved.
  return { hold: isWhole && hold === 'move' ? 'draw' : hold, x, from, to, dragging: false };
}

function drag(strip: Strip, { hold, x: begun, from, to }: Press, x: number): void {
  const moved = x - begun;
  if (hold === 'move') show(strip, from + moved, to + moved);
  else if (hold === 'from') show(strip, Math.min(from + moved, to - 1), to);
  else if (hold === 'to') show(strip, from, Math.max(to + moved, from + 1));
  else show(strip, Math.min(begun, x), Math.max(begun, x));
}

function center(strip: Strip, { from, to }: Press, x: number): void {
  show(strip, x - (to - from) / 2, x + (to - from) / 2);
}

function show({ axis, frame }: Strip, from: number, to: number): void {
  const time = (x: number): number => timeAt(axis, clamp(placeAtX(frame, x), 0, axis.length));
  showSpan({ from: time(from), to: time(to) }, false);
}
