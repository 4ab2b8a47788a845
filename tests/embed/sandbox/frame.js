// Gives each frame of Chalkgrad the height that it asks for. A message counts only for the frame that it comes from.
addEventListener('message', ({ source, data }) => {
  const height = Number(data?.chalkgrad?.height);
  const frame = [...document.querySelectorAll('iframe[src*="/embed.html"]')].find(({ contentWindow }) => contentWindow === source);
  if (frame && height > 0) frame.height = Math.min(height, 5000);
});
