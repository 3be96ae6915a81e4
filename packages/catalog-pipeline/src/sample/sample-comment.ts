import type { SeededRandom } from './seeded-random.js';

const OPENINGS = [
  'Tested by our workshop',
  'Light scratches on the lid, none on the screen',
  'Battery replaced',
  'Sold with its charger, cable and box',
  'Keyboard, touchpad and hinges as new',
  'One dead pixel, lower left',
  'Wiped and reset',
  'Returned once, unopened',
  'Case shows wear, works perfectly',
  'Fan cleaned, paste renewed',
] as const;

const DETAILS = [
  'memory upgraded',
  'warranty of twelve months',
  'ports checked, all of them work',
  'original packaging',
  'speakers fine, microphone weak',
  'no charger',
  'ships within 24 h',
  'serial number verified',
  'battery holds 80 % or more',
] as const;

/** What trips readers of CSV: quotes, and text beyond ASCII. */
const RARE = [
  'Screen of 15", glossy',
  'The sticker reads "demo unit"',
  'Repariert in Köln, geprüft in Lyon',
  'Écran remplacé, coque d’origine',
  'Zamówienie z Łodzi',
  '日本語キーボード',
  'Price checked: 10–15 % below the market',
] as const;

/** What a seller wrote about a product: one to seven sentences, many with commas, a few with quotes or beyond ASCII. */
export function sampleComment(random: SeededRandom): string {
  return Array.from({ length: random.integer(1, 7) }, () => sentence(random)).join(' ');
}

function sentence(random: SeededRandom): string {
  if (random.chance(0.05)) return `${random.pick(RARE)}.`;
  const opening = random.pick(OPENINGS);
  return random.chance(0.5) ? `${opening}; ${random.pick(DETAILS)}.` : `${opening}.`;
}
