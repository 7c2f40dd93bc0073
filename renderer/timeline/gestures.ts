// Pointer and wheel on the lanes: a click goes to the place, a drag chooses a range, the wheel with a modifier zooms
// and pans.

import { select, useSession } from '../session/session.ts';
import { endOf, eventAtTime, type Hit, hitAt, timeAtX } from './hit.ts';
import { hideHover, showHover } from './hover.ts';
import { clamp, placeAtX } from '../../engine/model/time/scale.ts';
import type { Stage } from './stage.ts';
import { activate } from './track-state.ts';
import { panTimeline, setPointer, setRange, useTimeline, zoomAtPlace } from './view.ts';

/** A press that moves farther than this, in px, is a drag. */
const DRAG = 4;
/** Pixels of the wheel that double or halve the zoom. */
const DOUBLE = 240;

type Press = { readonly x: number; dragging: boolean };

/** Starts listening; returns a function that stops it. */
export function listenToLanes(lanes: HTMLElement, stage: Stage): () => void {
  const gestures = new LaneGestures(lanes, stage);
  const listeners: [keyof HTMLElementEventMap, (event: never) => void][] = [
    ['pointerdown', gestures.onDown],
    ['pointermove', gestures.onMove],
    ['pointerup', gestures.onUp],
    ['pointercancel', gestures.onCancel],
    ['lostpointercapture', gestures.onCancel],
    ['pointerleave', gestures.onLeave],
    ['wheel', gestures.onWheel],
  ];
  for (const [name, listener] of listeners) lanes.addEventListener(name, listener as EventListener, { passive: false });
  return () => {
    for (const [name, listener] of listeners) lanes.removeEventListener(name, listener as EventListener);
    gestures.onLeave();
  };
}

class LaneGestures {
  readonly #lanes: HTMLElement;
  readonly #stage: Stage;
  #press: Press | null = null;

  constructor(lanes: HTMLElement, stage: Stage) {
    this.#lanes = lanes;
    this.#stage = stage;
  }

  readonly onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#lanes.setPointerCapture(event.pointerId);
    this.#press = { x: this.#at(event).x, dragging: false };
  };

  readonly onMove = (event: PointerEvent): void => {
    const { x, y } = this.#at(event);
    const scene = this.#stage.scene();
    if (scene === null) return;
    const press = this.#press;
    if (press !== null && (press.dragging ||= Math.abs(x - press.x) > DRAG)) this.#drag(press, x);
    this.#stage.pointAt(x);
    setPointer(placeAtX(scene.frame, x));
    const hit = press?.dragging ? null : this.#hit(x, y);
    this.#lanes.style.cursor = hit?.half ? 'pointer' : '';
    if (hit?.half) showHover(hit.operation, event.clientX, event.clientY);
    else hideHover();
  };

  readonly onUp = (event: PointerEvent): void => {
    const press = this.#press;
    this.#press = null;
    if (press === null) return;
    if (press.dragging) setRange(useTimeline.getState().range);
    else this.#click(this.#at(event));
  };

  readonly onCancel = (): void => {
    if (this.#press?.dragging) setRange(null);
    this.#press = null;
  };

  readonly onLeave = (): void => {
    this.#stage.pointAt(null);
    setPointer(null);
    hideHover();
  };

  readonly onWheel = (event: WheelEvent): void => {
    const scene = this.#stage.scene();
    if (scene === null) return;
    hideHover();
    const sideways = event.shiftKey ? event.deltaX + event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey)
      zoomAtPlace(2 ** (-pixels(event, event.deltaY) / DOUBLE), placeAtX(scene.frame, this.#at(event).x));
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      panTimeline(pixels(event, sideways) / scene.frame.width);
    else return;
    event.preventDefault();
  };

  #drag(press: Press, x: number): void {
    const scene = this.#stage.scene();
    if (scene === null) return;
    const times = [press.x, x].map((end) => timeAtX(scene, clamp(end, 0, scene.frame.width)));
    setRange({ from: Math.min(...times), to: Math.max(...times) }, true);
  }

  #click({ x, y }: { x: number; y: number }): void {
    const scene = this.#stage.scene();
    if (scene === null) return;
    setRange(null);
    const hit = this.#hit(x, y);
    if (hit?.half) {
      activate(null);
      select(hit.operation);
      this.#stage.moveQuietly(endOf(scene.outline, hit.operation, hit.half));
    } else {
      this.#stage.moveQuietly(eventAtTime(scene.times, useSession.getState().visible.events, timeAtX(scene, x)));
    }
  }

  #hit(x: number, y: number): Hit | null {
    const scene = this.#stage.scene();
    return scene === null ? null : hitAt(scene, this.#stage.rows, x, y);
  }

  #at(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.#lanes.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

/** Converts wheel units to px: some wheels count in lines. */
function pixels(event: WheelEvent, delta: number): number {
  return event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? delta : delta * 20;
}
