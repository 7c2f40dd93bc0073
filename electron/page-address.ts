// The page's own address. It is the only one that a window shows, and the only one that may ask for a port.

export const scheme = 'retrace';
export const pageUrl = `${scheme}://app/`;

/** Whatever follows in the hash: that is the page's own business. */
export function isPage(url: string): boolean {
  const address = URL.parse(url);
  if (address === null || address.protocol !== `${scheme}:` || address.host !== 'app') return false;
  return (
    (address.pathname === '/' || address.pathname === '/index.html') &&
    address.username === '' &&
    address.password === ''
  );
}

/** What may be handed to the person's own browser. */
export function isWebLink(url: string): boolean {
  return URL.parse(url)?.protocol === 'https:';
}
