import { countText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import { moveTo } from '../session/session.ts';
import styles from './seq-link.module.css';

/** The number of an event, `#31`; a click moves the cursor to it. */
export function SeqLink({ seq, word }: { readonly seq: Seq; readonly word?: string }) {
  return (
    <button type="button" className={styles.link} title={`Go to event #${countText(seq)}`} onClick={() => moveTo(seq)}>
      {word === undefined ? null : `${word} `}#{countText(seq)}
    </button>
  );
}
