import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Pencil, X } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import type { RunNote } from '../../engine/model/run.ts';
import { editNote, noteAbout, useNotes, writeNote } from '../session/notes.ts';
import { useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText, manyLines } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import styles from './notes-section.module.css';

/** A person's notes about the run and its events. */
export function NotesSection() {
  const notes = useNotes((state) => state.notes);
  const some = notes.length > 0;
  return (
    <Section id="notes" title="Notes" aside={some ? countText(notes.length) : null} openAtFirst={some}>
      <ul className={styles.notes} aria-label="Notes">
        {notes.map((note, index) => (
          <Note key={index} note={note} />
        ))}
      </ul>
      <NoteForm />
    </Section>
  );
}

function Note({ note }: { readonly note: RunNote }) {
  const { seq, text } = note;
  const here = useSession(({ cursor }) => cursor === seq);
  const edited = useNotes((state) => state.edited === note);
  const name = lineText(text, 40);
  return (
    <li className={styles.note} aria-current={here || undefined} data-edited={edited || undefined}>
      <span className={styles.about}>{seq > 0 ? <SeqLink seq={seq} /> : 'run'}</span>
      <span className={styles.text}>{manyLines(text)}</span>
      <IconButton icon={Pencil} size="small" label={`Change the note ${name}`} onClick={() => editNote(note)} />
      <IconButton icon={X} size="small" label={`Remove the note ${name}`} onClick={() => void remove(note)} />
    </li>
  );
}

async function remove(note: RunNote): Promise<void> {
  await writeNote({ seq: note.seq, text: '' }, note.text);
}

function NoteForm() {
  const about = useNotes((state) => state.about);
  const edited = useNotes((state) => state.edited);
  const begun = useSession(({ cursor }) => cursor > 0);
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (edited === null) return;
    setText(edited.text);
    field.current?.focus();
  }, [edited]);
  const leave = (): void => {
    setText('');
    editNote(null);
  };
  const save = async (): Promise<void> => {
    const said = text.trim();
    if (said === '') return;
    const { cursor } = useSession.getState();
    const seq = edited?.seq ?? (about === 'event' ? cursor : 0);
    if (await writeNote({ seq, text: said }, edited?.text ?? null)) leave();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void save();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (edited !== null) leave();
    field.current?.blur();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <textarea
        ref={field}
        className={styles.field}
        aria-label="Note"
        aria-keyshortcuts="Enter"
        rows={2}
        maxLength={10_000}
        value={text}
        placeholder="A note; Enter keeps it, Shift + Enter begins a line"
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.acts}>
        {edited === null ? (
          <select
            className={styles.choice}
            aria-label="What the note is about"
            value={begun ? about : 'run'}
            onChange={({ target }) => noteAbout(target.value === 'run' ? 'run' : 'event')}
          >
            <option value="event" disabled={!begun}>
              This event
            </option>
            <option value="run">The run</option>
          </select>
        ) : (
          <button type="button" className={control.button} onClick={leave}>
            Leave it as it was
          </button>
        )}
        <button type="submit" className={control.bordered}>
          {edited === null ? 'Add' : 'Change'}
        </button>
      </div>
    </form>
  );
}
