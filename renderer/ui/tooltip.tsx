import { cloneElement, type ReactElement } from 'react';
import type { Side, TipProps } from './tips.ts';

type TooltipProps = {
  readonly label: string;
  /** The key for the same action, in the form for a person: `Shift + →`. */
  readonly keys?: string | undefined;
  readonly side?: Side;
  /** One element that passes `data-` attributes to the DOM. */
  readonly children: ReactElement<TipProps>;
};

/** Describes a control's action and its key. Takes no part in the layout; one layer shows all tooltips. */
export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  return cloneElement(children, {
    'data-tip': label,
    'data-tip-keys': keys === '' ? undefined : keys,
    'data-tip-side': side,
  });
}
