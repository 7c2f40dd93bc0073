import type { SourcePosition } from '../../engine/model/replay/verdict.ts';
import type { Replayed } from '../session/code/code-state.ts';
import { CoursesTable } from '../ui/courses-table.tsx';
import { Section } from '../ui/section.tsx';
import { SeqLink } from '../ui/seq-link.tsx';
import { PlaceLink } from './place-link.tsx';

/** Both histories, call by call: the recorded one, and that of the code deciding for itself. */
export function CoursesSection({ report: { rows, end } }: { readonly report: Replayed['report'] }) {
  const differing = rows.filter(({ recorded, now }) => recorded === null || now === null).length;
  if (differing === 0) return null;
  return (
    <Section id="code-courses" title="Both histories" aside={`${differing} differ`}>
      <CoursesTable rows={rows} end={end} Event={SeqLink} Place={Place} />
    </Section>
  );
}

/** Without the name of the function: most are of one. */
function Place({ place: { file, line } }: { readonly place: SourcePosition }) {
  return <PlaceLink place={{ file, line }} />;
}
