import { MAX_COLUMN_NAME_LENGTH } from '../limits.js';

/** `columnNameCharacterMap`: how names of files become names of columns. V1 has letters, digits and underscores of ASCII; V2 what a flexible name may have. */
export type CharacterMap = 'STRICT' | 'V1' | 'V2';

const OUTSIDE: Record<Exclude<CharacterMap, 'STRICT'>, RegExp> = { V1: /[^A-Za-z0-9_]/g, V2: /[^\p{L}\p{N}\p{Pc}\p{Pd}\p{M}&%=+:'<>#| ]/gu };

/** Names as columns can have them: what cannot stand in one becomes an underscore, and no two are the same. */
export function columnNames(names: readonly string[], map: CharacterMap): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const clean = map === 'STRICT' ? name : cleaned(name, map);
    let unique = clean;
    for (let copy = 1; taken.has(unique.toLowerCase()); copy += 1) unique = `${clean}_${copy}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

function cleaned(name: string, map: Exclude<CharacterMap, 'STRICT'>): string {
  const safe = name.trim().replace(OUTSIDE[map], '_').slice(0, MAX_COLUMN_NAME_LENGTH);
  return map === 'V1' && !/^[A-Za-z_]/.test(safe) ? `_${safe}` : safe;
}
