/** Something that the person at the keyboard can mend. The message is one sentence that says what and how. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}
