import type { Seq } from '../../engine/model/event.ts';
import { moveTo } from '../session/session.ts';
import styles from './seq-link.module.css';

/** The number of an event; a click moves the cursor to it. */
export function SeqLink({ seq, word }: { readonly seq: Seq; readonly word?: string }) {
  return (
    <button type="button" className={styles.link} title={`Go to event ${seq}`} onClick={() => moveTo(seq)}>
      {word === undefined ? null : `${word} `}
      {seq}
    </button>
  );
}
