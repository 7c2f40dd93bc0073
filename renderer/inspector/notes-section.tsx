import type { RunNote } from '../../engine/model/run.ts';
import { Section } from '../ui/section.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import styles from './notes-section.module.css';

/** Notes by a person about a run from a bundle. */
export function NotesSection({ notes }: { readonly notes: readonly RunNote[] }) {
  if (notes.length === 0) return null;
  return (
    <Section id="notes" title="Notes" aside={String(notes.length)}>
      <ul className={styles.notes}>
        {notes.map(({ seq, text }, index) => (
          <li key={index}>
            {seq > 0 ? <SeqLink seq={seq} word="event" /> : null} {text}
          </li>
        ))}
      </ul>
    </Section>
  );
}
