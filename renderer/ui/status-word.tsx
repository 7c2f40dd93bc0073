import { memo, type ReactNode } from 'react';
import type { OperationStatus } from '../../engine/model/effect.ts';
import type { ShownStatus } from '../../engine/model/run.ts';
import { statusLook } from './statuses.ts';
import tones from './tones.module.css';
import styles from './status-word.module.css';

type StatusWordProps = {
  readonly status: OperationStatus | ShownStatus;
  readonly children?: ReactNode;
  readonly toneless?: boolean;
};

/**
 * A status as shape, word and tone; `children` replaces the word; `toneless` inherits the surrounding colour. Redrawn
 * only for another status.
 */
export const StatusWord = memo(function StatusWord({ status, children, toneless = false }: StatusWordProps) {
  const { word, tone, icon: Icon } = statusLook(status);
  return (
    <span className={toneless ? styles.status : `${styles.status} ${tones.status}`} data-tone={tone}>
      <Icon size={13} aria-hidden className={styles.icon} />
      {children ?? word}
    </span>
  );
});
