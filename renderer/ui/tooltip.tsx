import type { ReactElement } from 'react';
import { Tooltip as Radix } from 'radix-ui';
import styles from './tooltip.module.css';

type TooltipProps = {
  readonly label: string;
  /** The key that does the same, as a person reads it: `Shift + →`. */
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  /** One element that takes a ref and mouse handlers. */
  readonly children: ReactElement;
};

/** Says what a control does and which key does it too. It never takes part in the layout. */
export function Tooltip({ label, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Radix.Provider delayDuration={400}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content className={styles.tooltip} side={side} sideOffset={6} collisionPadding={8}>
            {label}
            {keys === undefined || keys === '' ? null : <kbd className={styles.keys}>{keys}</kbd>}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  );
}
