// The page's own address: windows show only this address, and only this page may ask for a port.

export const scheme = 'retrace';
export const pageUrl = `${scheme}://app/`;

/** Ignores the hash, which belongs to the page. */
export function isPage(url: string): boolean {
  const address = URL.parse(url);
  if (address === null || address.protocol !== `${scheme}:` || address.host !== 'app') return false;
  return (
    (address.pathname === '/' || address.pathname === '/index.html') &&
    address.username === '' &&
    address.password === ''
  );
}

/** Whether the address may be opened in the person's browser. */
export function isWebLink(url: string): boolean {
  return URL.parse(url)?.protocol === 'https:';
}
