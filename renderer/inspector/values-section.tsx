import { memo, useCallback, useMemo } from 'react';
import type { StateDetail } from '../../engine/model/api.ts';
import type { Json } from '../../engine/model/json.ts';
import { countText } from '../../engine/model/duration.ts';
import { type OpenRun, type Session, useSession } from '../session/session.ts';
import { Section } from '../ui/section.tsx';
import { lastSetAt } from './at-cursor.ts';
import type { Details } from './details.ts';
import { groupsTitle, valueGroups } from './value-groups.ts';
import { Fresh } from '../ui/fresh.tsx';
import { inState } from '../session/watches/place-of.ts';
import { inlineText } from '../ui/values/row-text.ts';
import { PayloadTree } from '../ui/values/payload-tree.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import { useLatest } from '../ui/use-latest.ts';
import stale from '../ui/stale.module.css';
import styles from './values-section.module.css';

/** Values change only at events that set a value: between two such events nothing is requested or redrawn. */
export function ValuesSection({ open, details }: { readonly open: OpenRun; readonly details: Details }) {
  const lastSet = useCallback(
    ({ cursor }: Session) => open.outline.sets[lastSetAt(open.outline, cursor)]?.seq ?? null,
    [open],
  );
  const setAt = useSession(lastSet);
  const { shown, failure } = useLatest(details.states, lastSet);
  const title = useMemo(() => groupsTitle(open.outline.sets.map(({ name }) => name)), [open]);
  if (open.outline.sets.length === 0) return null;
  const groups = setAt === null || shown === null ? [] : valueGroups(shown.value.values);
  const count = setAt === null ? 0 : (shown?.value.values.length ?? 0);
  return (
    <Section id="values" title={title} aside={countText(count)}>
      {failure === undefined ? null : <p className={stale.problem}>{failure}</p>}
      {setAt === null ? <p className={stale.quiet}>None set up to here.</p> : null}
      {setAt !== null && shown !== null ? (
        <Fresh of={details.states}>
          {groups.map(({ title: heading, values }) => (
            <Group key={heading} heading={groups.length > 1 ? heading : null} values={values} />
          ))}
        </Fresh>
      ) : null}
    </Section>
  );
}

type GroupProps = { readonly heading: string | null; readonly values: StateDetail['values'] };

const Group = memo(function Group({ heading, values }: GroupProps) {
  const entries = useMemo(() => values.map(({ name, value }): [string, Json] => [name, value]), [values]);
  const byName = useMemo(() => new Map(values.map((each) => [each.name, each])), [values]);
  const aside = useCallback(
    (name: string) => {
      const each = byName.get(name);
      return each === undefined ? null : (
        <>
          {each.before === undefined ? null : <Before value={each.before} setAt={each.setAt} />}
          <span className={styles.at}>
            <SeqLink seq={each.setAt} word="at" />
          </span>
        </>
      );
    },
    [byName],
  );
  return (
    <>
      {heading === null ? null : <h3 className={styles.heading}>{heading}</h3>}
      <PayloadTree label={heading ?? 'Values'} entries={entries} root="values" placeOf={inState} aside={aside} />
    </>
  );
});

/** What a value was before the event at the cursor set it. */
function Before({ value, setAt }: { readonly value: Json; readonly setAt: number }) {
  const isHere = useSession(({ cursor }) => cursor === setAt);
  if (!isHere) return null;
  return <span className={styles.before}>was {value === null ? 'not there' : inlineText(value, 60)}</span>;
}
