// Sets the theme before the first paint. A file of its own because the page allows no inline script.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('retrace.theme');
  } catch {
    // Without storage the system's setting decides.
  }
  if (theme !== 'dark' && theme !== 'light') theme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
})();
