// Before the first paint, so that a page chosen to be dark never flashes white.
try {
  const theme = localStorage.getItem('seetrain.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // storage is closed to this page: it follows the system
}
