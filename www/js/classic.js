// The script for hosts that cannot write `type="module"`: it loads the module that stands beside it. Not a module itself.
(() => {
  // The full address: a script from another host has none of its own that `import` would start from.
  const { src } = document.currentScript;
  import(new URL('chalkgrad.js', src)).catch(console.error);
})();
