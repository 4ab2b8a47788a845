// Waiting until something is about to be seen, so that what nobody looks at is not fetched.

/** Calls `then` once, as soon as one of the elements is on the screen or just below it. Gives what ends the waiting. */
export function whenNear(elements, then) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      then();
    },
    { rootMargin: '200px' },
  );
  for (const element of elements) observer.observe(element);
  return () => observer.disconnect();
}
