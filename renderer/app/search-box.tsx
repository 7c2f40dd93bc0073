import { type KeyboardEvent, useMemo } from 'react';
import { Braces, ChevronDown, ChevronUp, ListFilter, Regex, Search as Glass, X } from 'lucide-react';
import { countUpTo } from '../../engine/model/cursor.ts';
import { countText } from '../../engine/model/duration.ts';
import { keysOf } from '../ui/commands.ts';
import { endSearch, goToMatch, matchesByType } from '../session/search.ts';
import { moveTo, type Search, setSearch, useSession } from '../session/session.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { lineText } from '../ui/plain-text.ts';
import styles from './search-box.module.css';

const FIELD = 'search-in-run';

/** Focuses the search field and selects its text. */
export function focusSearch(): void {
  const field = document.getElementById(FIELD);
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}

export function SearchBox() {
  const search = useSession((session) => session.search);
  const { text, regex, payloads, only, error } = search;
  return (
    <search className={styles.box} data-active={text !== '' || undefined} data-bad={error !== null || undefined}>
      <Glass size={14} aria-hidden className={styles.glass} />
      <input
        id={FIELD}
        type="search"
        className={styles.field}
        value={text}
        maxLength={1000}
        placeholder={payloads ? 'Search events and payloads' : 'Search events'}
        aria-label="Search in this run"
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${FIELD}-error`}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setSearch({ text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      {text === '' ? <kbd className={styles.key}>{keysOf('search')}</kbd> : <Matches search={search} />}
      <span className={styles.switches}>
        <IconButton
          icon={Regex}
          label="Regular expression"
          size="small"
          pressed={regex}
          onClick={() => setSearch({ regex: !regex })}
        />
        <IconButton
          icon={Braces}
          label="Search payloads too"
          size="small"
          pressed={payloads}
          onClick={() => setSearch({ payloads: !payloads })}
        />
        <IconButton
          icon={ListFilter}
          label="Show matches only"
          size="small"
          pressed={only}
          onClick={() => setSearch({ only: !only })}
        />
        {text === '' ? null : <IconButton icon={X} label="End search" keys="Esc" size="small" onClick={endSearch} />}
      </span>
      <MatchTypes search={search} />
      {error === null ? null : (
        <p id={`${FIELD}-error`} className={styles.error} role="alert">
          {lineText(error)}
        </p>
      )}
    </search>
  );
}

function Matches({ search }: { readonly search: Search }) {
  const { found, busy } = search;
  return (
    <span className={styles.matches}>
      <span className={styles.count} role="status">
        {found === null ? busy ? '…' : '' : <Count found={found} />}
      </span>
      <IconButton
        icon={ChevronUp}
        label="Previous match"
        keys={keysOf('failure-previous')}
        size="small"
        disabled={!found?.length}
        onClick={() => goToMatch(-1)}
      />
      <IconButton
        icon={ChevronDown}
        label="Next match"
        keys={keysOf('failure-next')}
        size="small"
        disabled={!found?.length}
        onClick={() => goToMatch(1)}
      />
    </span>
  );
}

/** Number of matches per event type, shown while the field has focus; a click goes to the first match of the type. */
function MatchTypes({ search: { found } }: { readonly search: Search }) {
  const outline = useSession((session) => session.open?.outline ?? null);
  const counts = useMemo(
    () => (outline === null || found === null ? [] : matchesByType(outline, found).slice(0, mostTypes)),
    [outline, found],
  );
  if (counts.length === 0) return null;
  return (
    <ul className={styles.types} aria-label="Matches by type">
      {counts.map(({ type, count, first }) => (
        <li key={type}>
          <button type="button" className={styles.type} onClick={() => moveTo(first)}>
            {lineText(type, 80)} <span className={styles.count}>{countText(count)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const mostTypes = 8;

/** `3/12` on a match, `12` between matches. */
function Count({ found }: { readonly found: Uint32Array }) {
  const words = useSession(({ cursor }) => {
    const passed = countUpTo(found, cursor);
    const on = passed > 0 && found[passed - 1] === cursor;
    return on
      ? `${countText(passed)}/${countText(found.length)}`
      : found.length === 0
        ? 'none'
        : countText(found.length);
  });
  return words;
}

function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key === 'Enter') {
    event.preventDefault();
    if (useSession.getState().search.found === null) return;
    goToMatch(event.shiftKey ? -1 : 1);
    // From here on the run's keys work: n and N step through the matches.
    event.currentTarget.blur();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    endSearch();
    event.currentTarget.blur();
  }
}
