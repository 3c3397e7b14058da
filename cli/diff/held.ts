/** What has to be undone before the process ends, whatever ends it. */
const held = new Set<() => void>();

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Does something, and afterwards, or where a signal ends the process meanwhile, undoes what it has made. */
export async function undoing<T>(undo: () => void, work: () => Promise<T>): Promise<T> {
  if (held.size === 0) for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
  held.add(undo);
  try {
    return await work();
  } finally {
    held.delete(undo);
    if (held.size === 0) for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
    undo();
  }
}

function onSignal(signal: keyof typeof SIGNALS): void {
  // The last first: a program ends before its folder goes.
  for (const undo of [...held].reverse()) undo();
  process.exit(SIGNALS[signal]);
}
