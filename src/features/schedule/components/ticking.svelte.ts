/** Product time in the page: the server's instant and what passed since by the browser's own monotonic clock. */
export function tickingFrom(instant: () => Date): { readonly now: Date } {
  let now = $state.raw(instant());
  $effect(() => {
    const [start, since] = [instant().getTime(), performance.now()];
    now = new Date(start);
    const timer = setInterval(() => (now = new Date(start + performance.now() - since)), 15_000);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      return now;
    },
  };
}
