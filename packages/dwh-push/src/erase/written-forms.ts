/** Of a longer text its beginning is looked for: a pattern has a size that the service takes. */
const MAX_CHARACTERS = 300;
/** Two hexadecimal digits that are not those of `0` to `9`. */
const NO_DIGIT = '(?:[0-24-9a-f].|3[a-f])';
/** What UTF-16 has between the characters of ASCII. */
const GAP = '(?:00)?';
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };

/** A pattern for a text as it is, with the quotes of CSV doubled, and with any of its characters escaped as JSON may. */
export function textPattern(value: string): string {
  return charactersOf(value).map(anyForm).join('');
}

/** The same for hexadecimal digits of bytes: ASCII as it is or in UTF-16; any other character may be any character of an encoding that is not known. */
export function bytePattern(value: string): string {
  return `^(?:..)*${charactersOf(value).map(anyByteForm).join('')}`;
}

/** A pattern for a whole number that is not part of a longer one: whatever its sign, with zeros before it, as a text, with a fraction, with an exponent. */
export function numberPattern(value: string): string {
  const { digits, significant } = digitsOf(value);
  return `(?:^|[^0-9])(?:0*${digits.map(anyForm).join('')}(?:[^0-9]|$)|[0.]*${significant.join('\\.?')}[0.]*[eE])`;
}

export function numberBytePattern(value: string): string {
  const { digits, significant } = digitsOf(value);
  const zeros = '(?:30(?:00)?|2e(?:00)?)*';
  return `^(?:(?:..)*${NO_DIGIT})?(?:(?:30(?:00)?)*${digits.map(anyByteForm).join('')}(?:${NO_DIGIT}|$)|${zeros}${significant.map((digit) => hex(digit) + GAP).join('(?:2e(?:00)?)?')}${zeros}[46]5)`;
}

function charactersOf(value: string): readonly string[] {
  return [...value].slice(0, MAX_CHARACTERS);
}

function digitsOf(value: string): { readonly digits: readonly string[]; readonly significant: readonly string[] } {
  const digits = BigInt(value).toString().replace('-', '');
  return { digits: [...digits], significant: [...(digits.replace(/0+$/, '') || '0')] };
}

function anyForm(character: string): string {
  const short = SHORT_ESCAPES[character];
  const forms = [literal(character), unitsOf(character).map((unit) => `\\\\u${unit.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`).join('')];
  if (character === '"') forms.push('""');
  if (short !== undefined) forms.push(`\\\\${literal(short)}`);
  return `(?:${forms.join('|')})`;
}

function anyByteForm(character: string): string {
  const short = SHORT_ESCAPES[character];
  const forms = [unitsOf(character).map((unit) => `5c75${[...unit].map((digit) => (/[a-f]/.test(digit) ? `[46]${hex(digit)[1]}` : hex(digit))).join('')}`).join('')];
  if (character.charCodeAt(0) < 0x80) forms.push(hex(character));
  else forms.push('(?:[89a-f].){1,4}', utf16(character), Buffer.from(utf16(character), 'hex').swap16().toString('hex'));
  if (character === '"') forms.push('2222');
  if (short !== undefined) forms.push(`5c${GAP}${hex(short)}`);
  return `(?:${forms.join('|')})${GAP}`;
}

/** The code units, each as four hexadecimal digits. */
function unitsOf(character: string): readonly string[] {
  return character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

function utf16(character: string): string {
  return Buffer.from(character, 'utf16le').toString('hex');
}

function literal(character: string): string {
  return /[A-Za-z0-9]/.test(character) && character.length === 1 ? character : character.charCodeAt(0) < 0x80 ? `\\x{${hex(character)}}` : character;
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
