import type { ReactNode } from 'react';
import { Dialog } from 'radix-ui';
import { giveFocusBack, keepFocus } from './focus-back.ts';
import styles from './dialog.module.css';

type ChoiceDialogProps = {
  /** Read by assistive software alone. */
  readonly title: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** In place of giving the focus back to where it was. */
  readonly onClosed?: (event: Event) => void;
  readonly children: ReactNode;
};

/** A line to type in over a list of choices. */
export function ChoiceDialog({ title, open, onOpenChange, onClosed = giveFocusBack, children }: ChoiceDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Dialog.Content
          className={styles.palette}
          aria-describedby={undefined}
          onOpenAutoFocus={keepFocus}
          onCloseAutoFocus={onClosed}
        >
          <Dialog.Title className={styles.hidden}>{title}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
