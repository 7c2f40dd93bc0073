import { useId } from 'react';
import { Dialog } from 'radix-ui';
import { countText, counted } from '../../engine/model/duration.ts';
import type { DisclosedPath, DisclosedRun, PseudonymChoice } from '../../engine/model/disclosed.ts';
import { pseudonymChoices } from '../../engine/model/disclosed.ts';
import { calledOf } from '../../engine/model/run.ts';
import { choosePseudonyms, keepBundle, saveBundle, useGiving } from '../session/giving.ts';
import { useSession } from '../session/session.ts';
import control from '../ui/control.module.css';
import dialog from '../ui/dialog.module.css';
import { giveFocusBack, keepFocus } from '../ui/focus-back.ts';
import { lineText, oneLine } from '../ui/plain-text.ts';
import stale from '../ui/stale.module.css';
import { sizeText } from '../ui/values/size-text.ts';
import styles from './bundle-dialog.module.css';

/** Shows what a bundle gives away, counted on its very text, before it is saved. */
export function BundleDialog() {
  const asked = useGiving((state) => state.asked);
  const made = useGiving((state) => state.made);
  const error = useGiving((state) => state.error);
  return (
    <Dialog.Root open={asked !== null} onOpenChange={(open) => (open ? undefined : keepBundle())}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.veil} />
        <Dialog.Content
          className={dialog.sheet}
          aria-describedby={undefined}
          onOpenAutoFocus={focusChosen}
          onCloseAutoFocus={giveFocusBack}
        >
          <div className={dialog.head}>
            <Dialog.Title>Give away as a bundle</Dialog.Title>
          </div>
          <div className={styles.choices}>
            <Choices />
            {asked?.comparison === null ? null : <p>With their comparison and its rules.</p>}
          </div>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys */}
          <div className={styles.preview} tabIndex={0} role="region" aria-label="What it gives away">
            {error === null ? null : <p className={stale.problem}>{error}</p>}
            {made === null && error === null ? <p className={stale.quiet}>Packing …</p> : null}
            {made?.runs.map((run) => (
              <Preview key={run.run} run={run} />
            ))}
          </div>
          <div className={styles.buttons}>
            <span className={styles.size} role="status">
              {made === null ? '' : `${made.name}, ${sizeText(made.bytes.length)}`}
            </span>
            <button type="button" className={control.bordered} onClick={keepBundle}>
              Cancel
            </button>
            <button type="button" className={control.primary} disabled={made === null} onClick={saveBundle}>
              Save bundle
            </button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Focuses the chosen one of the choices instead of the first. */
function focusChosen(event: Event): void {
  keepFocus();
  event.preventDefault();
  if (event.target instanceof Element) event.target.querySelector<HTMLInputElement>('input:checked')?.focus();
}

const choiceWords: Readonly<Record<PseudonymChoice, string>> = {
  none: 'Everything as it is',
  values: 'Pseudonyms for values',
  names: 'Pseudonyms for values, names and ids',
};

function Choices() {
  const pseudonyms = useGiving((state) => state.pseudonyms);
  const name = useId();
  return (
    <div role="radiogroup" aria-label="What is replaced" className={styles.radios}>
      {pseudonymChoices.map((choice) => (
        <label key={choice} className={styles.radio}>
          <input type="radio" name={name} checked={pseudonyms === choice} onChange={() => choosePseudonyms(choice)} />
          {choiceWords[choice]}
        </label>
      ))}
    </div>
  );
}

function Preview({ run }: { readonly run: DisclosedRun }) {
  const summary = useSession((session) => session.runs.find(({ runId }) => runId === run.run));
  const { events, bytes, kept, replaced, namesKept, namesReplaced, notes, place, paths } = run;
  return (
    <section className={styles.run}>
      <h3>{lineText(summary === undefined ? run.run : calledOf(summary), 120)}</h3>
      <dl className={styles.facts}>
        <dt>History</dt>
        <dd>
          {counted(events, 'event')}, {sizeText(bytes)}, from {oneLine(run.source, 120)}
          {place === undefined ? '' : `, opened at #${countText(place.seq)}`}
        </dd>
        <dt>Values</dt>
        <dd>{countsText(kept, replaced)}</dd>
        <dt>Names and ids</dt>
        <dd>{countsText(namesKept, namesReplaced)}</dd>
        {notes.length === 0 ? null : (
          <>
            <dt>Notes</dt>
            <dd>
              {countText(notes.length)}, as they are: {lineText(notes.map(({ text }) => text).join(' · '), 200)}
            </dd>
          </>
        )}
      </dl>
      <table className={styles.paths}>
        <thead>
          <tr>
            <th scope="col">Path</th>
            <th scope="col">×</th>
            <th scope="col">First value</th>
          </tr>
        </thead>
        <tbody>
          {paths.map((path) => (
            <PathRow key={`${path.replaced} ${path.path}`} path={path} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function countsText(kept: number, replaced: number): string {
  return `${countText(kept)} as they are, ${countText(replaced)} replaced`;
}

function PathRow({ path: { path, count, before, after, replaced } }: { readonly path: DisclosedPath }) {
  return (
    <tr>
      <th scope="row">{oneLine(path, 200)}</th>
      <td>{countText(count)}</td>
      <td>
        {replaced ? (
          <>
            <span className={styles.old}>{oneLine(before, 60)}</span> → {oneLine(after, 60)}
          </>
        ) : (
          oneLine(before, 60)
        )}
      </td>
    </tr>
  );
}
