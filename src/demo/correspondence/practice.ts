/** What is done on a practice of the demo, and how long after what was done before: '20m', '3h', '2d'. */
export type DemoStep = { after: string } & (
  | { do: 'submit' }
  | { do: 'takeInCharge'; by: string }
  | { do: 'assign'; by: string; to: string }
  | { do: 'note'; by: string; body: string; files?: readonly DemoFile[] }
  | { do: 'message'; by: string; body: string; files?: readonly DemoFile[] }
  | { do: 'reply'; body: string; files?: readonly DemoFile[] }
  | { do: 'approve'; by: string; reason?: string }
  | { do: 'reject'; by: string; reason: string }
  | { do: 'withdraw'; reason?: string }
);

/** A PDF that somebody attaches: its name, and what stands on its page. */
export interface DemoFile {
  name: string;
  lines: readonly string[];
}

/** A practice of the demo: who files it, for what, when, and all that happens to it. Without steps it stays a draft. */
export interface DemoPractice {
  service: string;
  citizen: string;
  /** How the citizen is signed in when filing. */
  session: 'SPID' | 'PASSWORD';
  startedDaysAgo: number;
  /** The time of day of the start, in UTC. */
  at: string;
  data: Record<string, unknown>;
  steps: readonly DemoStep[];
}

/** Something that happens in the demo: the start of a practice, or the next of its steps. */
export interface DemoEvent {
  at: Date;
  practice: DemoPractice;
  step: DemoStep | { do: 'start' };
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** All that happens to a practice and when, seen from now. */
export function eventsOf(practice: DemoPractice, now: Date): DemoEvent[] {
  const day = new Date(now.getTime() - practice.startedDaysAgo * units.d).toISOString().slice(0, 10);
  const start = new Date(`${day}T${practice.at}:00.000Z`);
  let time = start.getTime();
  const steps = practice.steps.map((step) => {
    time += Number(step.after.slice(0, -1)) * units[step.after.slice(-1)];
    return { at: new Date(time), practice, step };
  });
  return [{ at: start, practice, step: { do: 'start' } }, ...steps];
}
