/**
 * Runs `work` on each item, at most `atOnce` of them at a time, and yields what comes out as it comes, in whatever order. Stops beginning new ones when it is left; those that run are waited for.
 * `work` must not reject.
 */
export async function* inParallel<Item, Result>(items: Iterable<Item>, atOnce: number, work: (item: Item) => Promise<Result>): AsyncGenerator<Result> {
  const running = new Set<Promise<Result>>();
  const ended: Result[] = [];
  const begin = (item: Item): void => {
    const result = work(item).then((value) => {
      running.delete(result);
      ended.push(value);
      return value;
    });
    running.add(result);
  };
  const iterator = items[Symbol.iterator]();
  try {
    for (let next = iterator.next(); ; ) {
      while (next.done !== true && running.size < atOnce) {
        begin(next.value);
        next = iterator.next();
      }
      if (running.size === 0 && ended.length === 0) return;
      if (ended.length === 0) await Promise.race(running);
      while (ended.length > 0) yield ended.shift() as Result;
    }
  } finally {
    await Promise.all(running);
  }
}
