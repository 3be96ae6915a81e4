/** A call that the warehouse refused, or that nobody answered. */
export class ApiFailure extends Error {
  constructor(
    message: string,
    /** Of HTTP; undefined where nobody answered. */
    readonly status?: number,
  ) {
    super(message);
  }
}
