/** A number of a source that a JavaScript number does not hold exactly: its decimal text, as it was written. */
export class ExactNumber {
  constructor(readonly text: string) {}
}
