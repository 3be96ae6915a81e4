/** The rule that a value breaks, and where inside its column. Returned rather than thrown: rejects are no exceptions. */
export class Broken {
  constructor(
    readonly rule: string,
    /** Names of nested fields, outermost first. */
    readonly path: readonly string[] = [],
  ) {}

  under(name: string): Broken {
    return new Broken(this.rule, [name, ...this.path]);
  }
}
