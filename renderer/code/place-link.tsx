import { lookAt, type Line } from '../session/code/code-state.ts';
import { placeText } from './marks.ts';
import seqLink from '../ui/seq-link.module.css';

/** A place in the source; a click shows it. */
export function PlaceLink({ place }: { readonly place: Line & { readonly name?: string } }) {
  const { name } = place;
  return (
    <button
      type="button"
      className={seqLink.link}
      title={`Show ${place.file}:${place.line}`}
      onClick={() => lookAt(place)}
    >
      {name === undefined ? placeText(place) : `${name} ${placeText(place)}`}
    </button>
  );
}
