// What floats above the pages: at most one of these is open.

class Floating {
  palette = $state(false);
  help = $state(false);
  password = $state(false);
  sendEvent = $state<{ type: string; subject: string; data: string } | null>(null);

  send(type = '', subject = '', data: unknown = {}): void {
    this.sendEvent = { type, subject, data: JSON.stringify(data, null, 2) };
  }
}

export const floating = new Floating();
