import type { Act, ActAnswer, ActRequest, HandleRow, ReviewItem, ReviewSide } from "../types";

export type Judgement = "same" | "different" | "unsure";
/**
 * What a person said to one question of the review. "waiting" stands in the queue, "sending" is on its way, "kept" is in the ledger,
 * "failed" was refused or did not arrive (`error`); "undoing" and "undone" are taken back.
 */
export type Judged = {
  item: ReviewItem; verdict: Judgement; by: string; why: string;
  state: "waiting" | "sending" | "kept" | "failed" | "undoing" | "undone"; error: string; answer: ActAnswer | null;
};

type Job = { judged: Judged; undo: boolean };

/** A browser keeps six connections to a server: what else the page asks needs some of them. */
const SIDE_BY_SIDE = 4;
/** So many milliseconds after another one is sent, that they arrive, and stand in the ledger, in their order. */
const APART_MS = 250;

/**
 * Sends judgements in the order in which they were made, several side by side: linking the graph anew may take longer than the next
 * judgement, and the server links once for all that have come by then. An undo goes alone, after all before it. After a failure the rest
 * waits until that one is sent again or given up, so nothing is lost.
 */
export class Judgements {
  /** All that was judged since the page was opened, oldest first. */
  readonly all: Judged[] = [];
  private readonly jobs: Job[] = [];
  private readonly working = new Set<Job>();
  private sentAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly watching = new Set<() => void>();

  /** `done` is called with each answer, `failed` with each failure. */
  constructor(
    private readonly send: (request: ActRequest) => Promise<ActAnswer>,
    private readonly done: (answer: ActAnswer) => void = () => {},
    private readonly failed: (error: Error) => void = () => {},
    private readonly apartMs = APART_MS,
  ) {}

  /** How many judgements and undos are not in the ledger yet. */
  get unsent(): number {
    return this.jobs.length;
  }

  /** The judgement that failed and that all others wait for, or null. */
  get stuck(): Judged | null {
    return this.failedJob?.judged ?? null;
  }

  private get failedJob(): Job | undefined {
    return this.jobs.find(({ judged }) => judged.error);
  }

  judge(item: ReviewItem, verdict: Judgement, by: string, why: string): void {
    const judged: Judged = { item, verdict, by, why, state: "waiting", error: "", answer: null };
    this.all.push(judged);
    this.add({ judged, undo: false });
  }

  /** Take a judgement back: one that waits is not sent at all, of one that is on its way the undo is sent after it. */
  takeBack(judged: Judged): void {
    if (judged.state === "undone" || this.jobs.some((each) => each.judged === judged && each.undo)) return;
    const job = this.jobs.find((each) => each.judged === judged && !each.undo);
    if (job && !this.working.has(job)) {
      this.jobs.splice(this.jobs.indexOf(job), 1);
      judged.state = "undone";
      judged.error = "";
      this.go();
      return;
    }
    if (judged.state === "kept") judged.state = "undoing";
    this.add({ judged, undo: true });
  }

  /** Send again what failed, and then the rest. */
  retry(): void {
    const job = this.failedJob;
    if (job) job.judged.error = "";
    this.go();
  }

  /** Give up what failed, and go on with the rest. */
  giveUp(): void {
    const job = this.failedJob;
    if (job) {
      this.jobs.splice(this.jobs.indexOf(job), 1);
      job.judged.state = job.undo ? "kept" : "undone";
      job.judged.error = "";
    }
    this.go();
  }

  /** Call back after every change until the returned function is called. */
  watch(changed: () => void): () => void {
    this.watching.add(changed);
    return () => this.watching.delete(changed);
  }

  private add(job: Job): void {
    this.jobs.push(job);
    this.go();
  }

  private go(): void {
    for (const job of [...this.jobs]) {
      if (this.working.has(job) && !job.undo) continue;
      if (job.judged.error || this.working.has(job) || !this.mayGo(job)) break;
      void this.work(job);
      if (job.undo) break;
    }
    this.tell();
  }

  private mayGo(job: Job): boolean {
    if (job.undo) return job === this.jobs[0];
    if (this.working.size >= SIDE_BY_SIDE || [...this.working].some(({ judged }) => judged.item.key === job.judged.item.key)) return false;
    const wait = this.working.size ? this.sentAt + this.apartMs - performance.now() : 0;
    if (wait > 0) this.goIn(wait);
    return wait <= 0;
  }

  private goIn(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), wait);
  }

  private async work(job: Job): Promise<void> {
    const { judged } = job;
    this.working.add(job);
    this.sentAt = performance.now();
    judged.state = job.undo ? "undoing" : "sending";
    try {
      const answer = await this.send({ ...actOf(job), by: judged.by, why: job.undo ? "" : judged.why });
      judged.state = job.undo ? "undone" : "kept";
      // What was taken back keeps the answer to the judgement, not to the undo.
      if (!job.undo) judged.answer = answer;
      this.jobs.splice(this.jobs.indexOf(job), 1);
      this.working.delete(job);
      this.done(answer);
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      judged.state = job.undo ? "kept" : "failed";
      judged.error = reason.message || String(reason);
      this.working.delete(job);
      this.failed(reason);
    }
    this.go();
  }

  private tell(): void {
    for (const changed of this.watching) changed();
  }
}

function actOf({ judged, undo }: Job): Act {
  const { item, verdict, answer } = judged;
  if (undo) return { act: "undo", ids: answer?.undo ? [answer.undo] : (answer?.decisions ?? []).map((each) => each.id) };
  return { act: "judge", verdict, left: handleOf(item.left), right: handleOf(item.right), score: item.score };
}

function handleOf({ name, type, documents_meant }: ReviewSide): HandleRow {
  return { name, type, documents: documents_meant };
}
