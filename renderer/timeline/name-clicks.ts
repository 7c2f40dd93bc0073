// Pointer on the names: one listener for all rows, as rows come and go with every scroll.

import { select } from '../session/session.ts';
import { hideHover, showHover } from './hover.ts';

export function listenToNames(names: HTMLElement): () => void {
  const onClick = (event: MouseEvent): void => {
    const operation = operationOf(event);
    if (operation !== null) select(operation);
  };
  const onMove = (event: PointerEvent): void => {
    const operation = operationOf(event);
    if (operation !== null) showHover(operation, event.clientX, event.clientY);
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

function operationOf({ target }: Event): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-operation]') : null;
  return row === null ? null : Number(row.dataset['operation']);
}
