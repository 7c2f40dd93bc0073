import { Square } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import type { AskedCode } from '../session/code/code-state.ts';
import { cancelOwn, isMaking, useMaking } from '../session/code/own-history.ts';
import { keysOf } from './commands.ts';
import control from './control.module.css';
import { Tooltip } from './tooltip.tsx';
import styles from './both-histories.module.css';

type BothHistoriesProps = {
  readonly asked: Pick<AskedCode, 'run' | 'code'>;
  readonly name: string;
  readonly onAsk: () => void;
};

/** The way into the comparison of a run with what code makes of it; meanwhile how far that is, and the way out. */
export function BothHistories({ asked, name, onAsk }: BothHistoriesProps) {
  const making = useMaking((state) => (isMaking(asked, state) ? state.making : null));
  if (making === null)
    return (
      <Tooltip label="Compare the run with what the code makes of it on its own decisions" keys={keysOf('code-own')}>
        <button type="button" className={`${control.bordered} ${styles.button}`} onClick={onAsk}>
          {name}
        </button>
      </Tooltip>
    );
  const { told, of } = making;
  return (
    <span className={styles.making}>
      <progress
        className={styles.progress}
        aria-label="Events that the code was told of"
        title={of === 0 ? 'Starting' : `Told of ${countText(told)} of ${countText(of)} events`}
        {...(of > 0 && { value: told, max: of })}
      />
      <Tooltip label="Stop running the code on" keys={keysOf('escape')}>
        <button type="button" className={`${control.bordered} ${styles.button}`} onClick={cancelOwn}>
          <Square size={13} aria-hidden /> Cancel
        </button>
      </Tooltip>
    </span>
  );
}
