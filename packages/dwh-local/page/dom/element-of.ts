/** An element of index.html. @throws TypeError where it has none of that kind */
export function elementOf<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`The page has no ${kind.name} ${id}.`);
  return found;
}
