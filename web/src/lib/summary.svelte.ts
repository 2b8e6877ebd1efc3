import { ask, GET, type Connection, type System } from './api';
import { live } from './live.svelte';
import { Load } from './load.svelte';

// What the frame of the console shows beside every page: counts, and whether connections work. Fetched anew when runs change.

const kEveryMs = 30_000;

class Summary {
  system = new Load<System>((signal) => ask(GET('/api/v1/system', { signal })));
  connections = new Load<Connection[]>(async (signal) => (await ask(GET('/api/v1/connections', { signal }))).items);

  /** Connections that somebody has to mend; those that were never set up are not among them. */
  get broken(): Connection[] {
    return (this.connections.data ?? []).filter(
      (each) => each.faulty || (each.lanes ?? []).some((lane) => lane.state === 'held'),
    );
  }

  start(): () => void {
    void this.system.run();
    void this.connections.run();
    const timer = setInterval(() => {
      if (document.hidden) return;
      void this.system.run();
      void this.connections.run();
    }, kEveryMs);
    const ears = live.listen((news) => {
      if (news.resync || news.runs.length > 0) {
        this.system.soon(1000);
        if (
          news.resync ||
          news.runs.some((run) => run.transitions.some((each) => /Failed|Retrying|Started/.test(each.is)))
        )
          this.connections.soon(3000);
      }
    });
    return () => {
      clearInterval(timer);
      ears();
      this.system.stop();
      this.connections.stop();
    };
  }
}

export const summary = new Summary();
