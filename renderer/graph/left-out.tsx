/** The element that says of nodes that a filter or a search leaves them out, for those who do not see it. */
export const leftOutId = 'graph-left-out';

export function LeftOut() {
  return (
    <span id={leftOutId} hidden>
      left out by the filter
    </span>
  );
}
