import { useEffect, useState } from 'react';
import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { parseIgnoreRule } from '../../engine/model/compare/ignore-rules.ts';
import { errorInfo } from '../../engine/model/errors.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { ValueTrace } from '../../engine/model/watch/traced.ts';
import { busy } from '../session/idle.ts';
import { moveTo, type OpenRun, useSession } from '../session/session.ts';
import { changeBeside, goToChange, placeIn, traceOf } from '../session/watches/traces.ts';
import { keyOf, type Watched } from '../session/watches/watched.ts';
import { addWatch, removeWatch, touchWatch, useWatches, watchesOf } from '../session/watches/watches.ts';
import { keysOf } from '../ui/commands.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText, oneLine } from '../ui/plain-text.ts';
import { Section } from '../ui/section.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import { StatusWord } from '../ui/status-word.tsx';
import stale from '../ui/stale.module.css';
import { AddForm } from './add-form.tsx';
import { isStatus } from './at-cursor.ts';
import { operationNames, valueNames } from './offered-names.ts';
import { nameOfWatch } from './watch-name.ts';
import styles from './watches-section.module.css';

/** What a person watches, with its value at the cursor and the way to where it changes. */
export function WatchesSection({ open }: { readonly open: OpenRun }) {
  const list = useWatches((state) => watchesOf(state, open.summary));
  const some = list.length > 0;
  return (
    // With the first watch it opens, unless a person folded it.
    <Section id="watches" title="Watches" aside={some ? <Ways /> : null} openAtFirst={some}>
      <ul className={styles.list} aria-label="Watches">
        {list.map((watched) => (
          <Row key={keyOf(watched)} watched={watched} outline={open.outline} />
        ))}
      </ul>
      <AddWatch outline={open.outline} />
    </Section>
  );
}

/** About the chosen watch, else about all. */
function Ways() {
  return (
    <>
      <IconButton
        icon={ChevronLeft}
        label="Back to where a watched value changed"
        keys={keysOf('watch-back')}
        size="small"
        onClick={() => void goToChange(-1)}
      />
      <IconButton
        icon={ChevronRight}
        label="On to where a watched value changes next"
        keys={keysOf('watch-on')}
        size="small"
        onClick={() => void goToChange(1)}
      />
    </>
  );
}

type RowProps = { readonly watched: Watched; readonly outline: Outline };

function Row({ watched, outline }: RowProps) {
  const { trace, failure } = useTrace(watched, outline);
  const isCurrent = useWatches((state) => state.current === keyOf(watched));
  const { kind, name, whole } = nameOfWatch(watched);
  return (
    <li className={styles.row} aria-current={isCurrent || undefined}>
      <div className={styles.head}>
        <button
          type="button"
          className={styles.name}
          title={`${oneLine(whole, 500)}\nThe keys ${keysOf('watch-back')} and ${keysOf('watch-on')} are about it`}
          aria-pressed={isCurrent}
          onClick={() => touchWatch(isCurrent ? null : watched)}
        >
          {kind === '' ? null : <span className={styles.kind}>{oneLine(kind, 80)} </span>}
          <bdi>{oneLine(name, 200)}</bdi>
        </button>
        <Way watched={watched} trace={trace} step={-1} icon={ChevronLeft} label={`Back to where ${name} changed`} />
        <Way watched={watched} trace={trace} step={1} icon={ChevronRight} label={`On to where ${name} changes next`} />
        <IconButton icon={X} label={`Watch ${name} no more`} size="small" onClick={() => removeWatch(watched)} />
      </div>
      {failure === null ? null : <p className={stale.problem}>{lineText(failure, 300)}</p>}
      {trace === null && failure === null ? <p className={stale.quiet}>Reading …</p> : null}
      {trace === null ? null : <Value trace={trace} />}
    </li>
  );
}

type WayProps = {
  readonly watched: Watched;
  readonly trace: ValueTrace | null;
  readonly step: 1 | -1;
  readonly icon: typeof ChevronLeft;
  readonly label: string;
};

function Way({ watched, trace, step, icon, label }: WayProps) {
  const to = useSession(({ cursor }) => (trace === null ? undefined : changeBeside(trace, cursor, step)));
  return (
    <IconButton
      icon={icon}
      label={label}
      size="small"
      disabled={to === undefined}
      onClick={() => {
        touchWatch(watched);
        if (to !== undefined) moveTo(to);
      }}
    />
  );
}

/** Drawn anew only where another value is to be shown. */
function Value({ trace }: { readonly trace: ValueTrace }) {
  const place = useSession(({ cursor }) => {
    const { at, here } = placeIn(trace, cursor);
    return 2 * at + Number(here);
  });
  const [at, here] = [Math.floor(place / 2), place % 2 === 1];
  if (at < 0) return <p className={stale.quiet}>{trace.seqs.length === 0 ? 'never in this run' : 'not yet'}</p>;
  return (
    <div className={styles.value} data-here={here || undefined}>
      <span className={styles.texts}>
        {here && at > 0 ? (
          <>
            <Text text={trace.texts[at - 1] ?? ''} old />{' '}
          </>
        ) : null}
        {here ? (
          <span className={styles.arrow} role="img" aria-label="becomes">
            →{' '}
          </span>
        ) : null}
        <Text text={trace.texts[at] ?? ''} />
      </span>
      <span className={styles.since}>
        <SeqLink seq={trace.seqs[at] ?? 0} word="at" />
      </span>
    </div>
  );
}

function Text({ text, old = false }: { readonly text: string; readonly old?: boolean }) {
  if (text === '') return <span className={styles.old}>gone</span>;
  return (
    <span className={old ? styles.old : styles.new}>
      {isStatus(text) ? <StatusWord status={text} toneless={old} /> : oneLine(text, 300)}
    </span>
  );
}

type Traced = { readonly trace: ValueTrace | null; readonly failure: string | null };

/** While a grown run is looked at again its trace so far stays. */
function useTrace(watched: Watched, outline: Outline): Traced {
  const [state, setState] = useState<Traced & { readonly of: Outline }>({ trace: null, failure: null, of: outline });
  const { events } = outline;
  useEffect(() => {
    let current = true;
    const done = busy();
    traceOf(watched, outline)
      .then((trace) => current && setState({ trace, failure: null, of: outline }))
      .catch((error: unknown) => current && setState({ trace: null, failure: errorInfo(error).message, of: outline }))
      .finally(done);
    return () => {
      current = false;
      done();
    };
  }, [watched, outline, events]);
  return state.of.run === outline.run ? state : { trace: null, failure: null };
}

type Kind = Watched['type'];

const kinds: readonly (readonly [Kind, string])[] = [
  ['status', 'Status of'],
  ['payload', 'Payload path'],
  ['value', 'State value'],
];

function AddWatch({ outline }: { readonly outline: Outline }) {
  const offered = (kind: Kind): readonly string[] =>
    kind === 'status' ? operationNames(outline) : kind === 'value' ? valueNames(outline) : [];
  return (
    <AddForm
      kinds={kinds}
      kindLabel="What to watch"
      label="Watch"
      word="Watch"
      offered={offered}
      placeholder={(kind, names) => (kind === 'payload' ? '**.total' : (names[0] ?? 'name'))}
      onAdd={add}
    />
  );
}

function add(kind: Kind, text: string): string | null {
  if (kind === 'status') addWatch({ type: kind, name: text });
  else if (kind === 'value') addWatch({ type: kind, name: text, path: '' });
  else
    try {
      parseIgnoreRule(text, 'The path');
      addWatch({ type: kind, path: text });
    } catch (error) {
      return errorInfo(error).message;
    }
  return null;
}
