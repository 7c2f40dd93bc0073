import { cloneElement, type ReactElement } from 'react';
import type { Side, TipProps } from './tips.ts';

type TooltipProps = {
  readonly label: string;
  /** The key that does the same, as a person reads it: `Shift + →`. */
  readonly keys?: string | undefined;
  readonly side?: Side;
  /** One element that hands `data-` attributes on to the DOM. */
  readonly children: ReactElement<TipProps>;
};

/** Says what a control does and which key does it too. It never takes part in the layout; one layer shows all of them. */
export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  return cloneElement(children, {
    'data-tip': label,
    'data-tip-keys': keys === '' ? undefined : keys,
    'data-tip-side': side,
  });
}
