import { memo, type Ref } from 'react';
import { operationStatuses } from '../../engine/model/effect.ts';
import { StatusGlyph } from '../ui/status-glyph.tsx';

/** A hidden glyph of each status, which nodes clone. */
export const StatusStock = memo(function StatusStock({ ref }: { readonly ref: Ref<HTMLSpanElement> }) {
  return (
    <span ref={ref} hidden>
      {operationStatuses.map((status) => (
        <span key={status} data-glyph={status}>
          <StatusGlyph status={status} size={12} />
        </span>
      ))}
    </span>
  );
});
