/** Something that a process has asked for and waits for: the answer to a call. */
interface Pending {
  readonly process: Process;
  readonly call: string;
  readonly effect: () => unknown;
  readonly answer: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
}

interface Timer {
  readonly at: number;
  /** Undefined: of the services themselves. */
  readonly process: Process | undefined;
  readonly ring: () => void;
}

/** One process of many: it can be killed, or stopped for a while, at any of its calls. */
export interface Process {
  readonly name: string;
  /** Milliseconds by which its clock is off. */
  readonly skew: number;
  state: 'runs' | 'sleeps' | 'dead';
  /** Whether a call of its has met a fault, or got no answer in time. */
  troubled: boolean;
}

/** What went wrong on the way to the services, as Google's clients tell it. */
const FAULTS = {
  'error before the effect': { effect: false, error: { code: 503, errors: [{ reason: 'backendError' }] } },
  'error after the effect': { effect: true, error: { code: 503, errors: [{ reason: 'backendError' }] } },
  'lost answer': { effect: true, error: { code: 'ECONNRESET' } },
  'reset': { effect: false, error: { code: 'ECONNRESET' } },
  'too many requests': { effect: false, error: { code: 429, errors: [{ reason: 'rateLimitExceeded' }] } },
  'rate limit as 403': { effect: false, error: { code: 403, errors: [{ reason: 'rateLimitExceeded' }] } },
} as const;
const FAULT_NAMES = Object.keys(FAULTS) as (keyof typeof FAULTS)[];

/** How often things go wrong, per thousand calls or jobs. */
export interface Weather {
  readonly faults: number;
  readonly kills: number;
  readonly sleeps: number;
  readonly failedJobs: number;
}

/**
 * A world in which nothing happens by itself: every call of every process waits until the schedule lets it through, with its fault, and time passes only when the schedule says so.
 * So one list of numbers is one history, the same each time.
 */
export class World {
  time = Date.parse('2021-04-03T12:00:00Z');
  weather: Weather;
  /** What happened, for the one who has to understand a failure. */
  readonly history: string[] = [];
  readonly #choices: Iterator<number>;
  readonly #pending: Pending[] = [];
  #timers: Timer[] = [];

  constructor(choices: Iterator<number>, weather: Weather) {
    this.#choices = choices;
    this.weather = weather;
  }

  /** A number from 0 to below `below`. */
  choose(below: number): number {
    return (this.#choices.next().value as number) % below;
  }

  call<T>(process: Process, call: string, effect: () => T): Promise<T> {
    return new Promise((answer, fail) => this.#pending.push({ process, call, effect, answer: answer as Pending['answer'], fail }));
  }

  timer(process: Process | undefined, milliseconds: number, ring: () => void): () => void {
    const timer: Timer = { at: this.time + milliseconds, process, ring };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets things happen until nobody who runs has anything left to do. */
  async run(done: () => boolean): Promise<void> {
    for (let steps = 0; ; steps += 1) {
      await settled();
      if (done()) return;
      if (steps > 20_000) throw new Error('This history does not end.');
      const calls = this.#pending.filter(({ process }) => process.state === 'runs');
      const timer = this.#nextTimer();
      if (calls.length === 0 && timer === undefined) return;
      if (calls.length === 0 || (timer !== undefined && !this.#calm && this.choose(8) === 0)) this.#ring(timer as Timer);
      else this.#letThrough(calls[this.choose(calls.length)] as Pending);
    }
  }

  /** In calm weather the services answer before anything else happens. */
  get #calm(): boolean {
    const { faults, kills, sleeps } = this.weather;
    return faults + kills + sleeps === 0;
  }

  #nextTimer(): Timer | undefined {
    return this.#timers.filter(({ process }) => process === undefined || process.state === 'runs').reduce<Timer | undefined>((first, timer) => (first === undefined || timer.at < first.at ? timer : first), undefined);
  }

  #ring(timer: Timer): void {
    this.time = Math.max(this.time, timer.at);
    for (const { process } of this.#pending) process.troubled = true;
    this.#timers = this.#timers.filter((other) => other !== timer);
    timer.ring();
  }

  #letThrough(pending: Pending): void {
    const { process, call } = pending;
    const luck = this.choose(1_000);
    const { faults, kills, sleeps } = this.weather;
    if (luck < sleeps) {
      process.state = 'sleeps';
      this.history.push(`${process.name} falls asleep before ${call}`);
      return;
    }
    this.#pending.splice(this.#pending.indexOf(pending), 1);
    this.time += 1;
    if (luck < sleeps + kills) {
      const effect = this.choose(2) === 1;
      if (effect) attempt(pending.effect);
      process.state = 'dead';
      this.history.push(`${process.name} dies ${effect ? 'after' : 'before'} ${call}`);
      return;
    }
    const fault = luck < sleeps + kills + faults ? FAULT_NAMES[this.choose(FAULT_NAMES.length)] : undefined;
    this.history.push(`${process.name} ${call}${fault === undefined ? '' : `: ${fault}`}`);
    if (fault === undefined) {
      const { value, error } = attempt(pending.effect);
      if (error === undefined) pending.answer(value);
      else pending.fail(error);
    } else {
      process.troubled = true;
      if (FAULTS[fault].effect) attempt(pending.effect);
      pending.fail(Object.assign(new Error(fault), FAULTS[fault].error));
    }
  }
}

function attempt(effect: () => unknown): { readonly value?: unknown; readonly error?: unknown } {
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
}

/** Until every promise that can go on without the world has gone on. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
}
