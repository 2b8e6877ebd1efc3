/** What has changed on the server and was not fetched since. What changes again while it is fetched stays in it. */
export class Touched {
  #marks = new Map<string, number>();
  #last = 0;

  get size(): number {
    return this.#marks.size;
  }

  add(id: string): void {
    this.#marks.set(id, ++this.#last);
  }

  /** At most so many, those first that have waited longest, each with the mark of its last change. */
  some(most: number): [string, number][] {
    return [...this.#marks].slice(0, most);
  }

  /** These were fetched. */
  seen(wanted: [string, number][]): void {
    for (const [id, mark] of wanted) if (this.#marks.get(id) === mark) this.#marks.delete(id);
  }

  clear(): void {
    this.#marks.clear();
  }
}
