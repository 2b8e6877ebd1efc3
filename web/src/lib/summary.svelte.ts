import { ask, GET, type Connection, type System } from './api';
import { waiting, type Waiting } from './entries';
import { concernsInbox } from './inbox';
import { live } from './live.svelte';
import { Load } from './load.svelte';

// What the frame of the console shows beside every page: counts, whether connections work, and what waits for whoever looks. Fetched
// anew when runs change.

const kEveryMs = 30_000;
// So many approvals, and so many tasks, are fetched at most: the server keeps no count of what waits for one person.
const kMine = 100;

/** Its settings are complete, and yet most of its last attempts failed. */
export const mostlyFails = (each: Connection): boolean =>
  each.state === 'ready' && each.recent_attempts?.mostly_failed === true;

class Summary {
  system = new Load<System>((signal) => ask(GET('/api/v1/system', { signal })));
  connections = new Load<Connection[]>(async (signal) => (await ask(GET('/api/v1/connections', { signal }))).items);

  /** What waits for this person, due first. */
  mine = new Load<Waiting>((signal) => waiting(signal, { mine: true }, kMine));

  /** Connections that somebody has to mend; those that were never set up are not among them. */
  get broken(): Connection[] {
    return (this.connections.data ?? []).filter(
      (each) => each.faulty || (each.lanes ?? []).some((lane) => lane.state === 'held') || mostlyFails(each),
    );
  }

  /** What a connection is called for people. */
  titleOf(connection: string): string {
    return this.connections.data?.find((each) => each.name === connection)?.title || connection;
  }

  start(): () => void {
    void this.system.run();
    void this.connections.run();
    void this.mine.run();
    const timer = setInterval(() => {
      if (document.hidden) return;
      void this.system.run();
      void this.connections.run();
    }, kEveryMs);
    const ears = live.listen((news) => {
      if (news.resync || news.runs.length > 0) {
        this.system.soon(1000);
        const saw = (test: (is: string) => boolean) =>
          news.resync || news.runs.some((run) => run.transitions.some((each) => test(each.is)));
        if (saw((is) => /Failed|Retrying|Started/.test(is))) this.connections.soon(3000);
        if (saw(concernsInbox)) this.mine.soon(1000);
      }
    });
    return () => {
      clearInterval(timer);
      ears();
      this.system.stop();
      this.connections.stop();
      this.mine.stop();
    };
  }
}

export const summary = new Summary();
