// Pointer on the names: one listener for all rows, as scrolling replaces rows.

import { select } from '../session/session.ts';
import { hideHover, showHover } from './hover.ts';
import { activate, toggleTrack } from './track-state.ts';

export function listenToNames(names: HTMLElement): () => void {
  const onClick = (event: MouseEvent): void => {
    const operation = operationOf(event);
    const track = trackOf(event);
    activate(track);
    if (operation !== null) select(operation);
    // A click on the arrow opens the track at once, on the name with the second click.
    else if (track !== null && (isArrow(event) || event.detail === 2)) toggleTrack(track);
  };
  const onMove = (event: PointerEvent): void => {
    const operation = operationOf(event);
    if (operation === null) hideHover();
    else showHover(operation, event.clientX, event.clientY);
  };
  names.addEventListener('click', onClick);
  names.addEventListener('pointermove', onMove);
  names.addEventListener('pointerleave', hideHover);
  return () => {
    names.removeEventListener('click', onClick);
    names.removeEventListener('pointermove', onMove);
    names.removeEventListener('pointerleave', hideHover);
  };
}

function rowAt({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-operation], [data-of]') : null;
}

function operationOf(event: Event): number | null {
  const operation = rowAt(event)?.dataset['operation'];
  return operation === undefined ? null : Number(operation);
}

function trackOf(event: Event): string | null {
  return rowAt(event)?.dataset['of'] ?? null;
}

function isArrow({ target }: Event): boolean {
  return target instanceof Element && target.closest('[data-arrow]') !== null;
}
