import { memo } from 'react';
import type { OperationStatus } from '../../engine/model/effect.ts';
import type { ShownStatus } from '../../engine/model/run.ts';
import { statusLook } from './statuses.ts';
import tones from './tones.module.css';

type StatusGlyphProps = { readonly status: OperationStatus | ShownStatus; readonly size: number };

/** The glyph of a status in its tone, beside the status word. Redrawn only for another status. */
export const StatusGlyph = memo(function StatusGlyph({ status, size }: StatusGlyphProps) {
  const { icon: Icon, tone } = statusLook(status);
  return <Icon size={size} className={tones.status} data-tone={tone} aria-hidden />;
});
