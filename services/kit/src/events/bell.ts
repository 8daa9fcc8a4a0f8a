/** Wakes a loop early. A ring while nobody waits is remembered. */
export class Bell {
  private rung = false;
  private wake: (() => void) | undefined;

  /** Wakes who waits, or who waits next. */
  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Waits for the bell, at most so long. */
  async wait(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        timer.unref();
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
    this.wake = undefined;
  }
}
