/** What one socket, or many, has seen of a room's log since looking began. */
export interface View {
  /** Sockets that are open. */
  sockets: number;
  /** Sockets that were open and are not any more. */
  lost: number;
  /** Frames with events. */
  frames: number;
  /** Pairs of a socket and an event that it has not seen. */
  missing: number;
  /** Events that came after one with a higher seq. */
  late: number;
  /** Events that had come before. */
  repeated: number;
  /** From the event's `sentAt` to its arrival: whole milliseconds, and how many took so long. */
  lags: [number, number][];
}

export const merge = (views: readonly View[]): View => {
  const sum = (of: (view: View) => number) => views.reduce((total, view) => total + of(view), 0);
  const lags = new Map<number, number>();
  for (const [ms, count] of views.flatMap((view) => view.lags)) lags.set(ms, (lags.get(ms) ?? 0) + count);
  return {
    sockets: sum(({ sockets }) => sockets),
    lost: sum(({ lost }) => lost),
    frames: sum(({ frames }) => frames),
    missing: sum(({ missing }) => missing),
    late: sum(({ late }) => late),
    repeated: sum(({ repeated }) => repeated),
    lags: [...lags],
  };
};
