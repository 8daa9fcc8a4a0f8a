/** An operation that is ready to run. */
export interface Example {
  /** Name of its files. */
  readonly name: string;
  /** Heading in the menu. */
  readonly group: string;
  readonly title: string;
  /** When and as whom to run it. */
  readonly hint: string;
  readonly query: string;
  /** JSON with places to fill, see `fill`. */
  readonly variables: unknown;
}
