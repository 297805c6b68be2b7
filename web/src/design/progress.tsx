import './progress.css';

export const Spinner = ({ label }: { label: string }) => <span className="spinner" role="img" aria-label={label} />;

/** Grey lines where text will be. The widths are percentages. */
export const SkeletonLines = ({ widths }: { widths: readonly number[] }) => (
  <span className="skeleton-lines" aria-hidden="true">
    {widths.map((width) => (
      <span key={width} className="skeleton" style={{ width: `${width}%` }} />
    ))}
  </span>
);

/** Rows of an avatar with two lines, while a list is being fetched. */
export const SkeletonRows = ({ count, label }: { count: number; label: string }) => (
  <div className="skeleton-rows" role="status">
    <span className="visually-hidden">{label}</span>
    {Array.from({ length: count }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no identity.
      <div key={row} className="skeleton-row" aria-hidden="true">
        <span className="skeleton skeleton-avatar" />
        <SkeletonLines widths={[28 + ((row * 17) % 20), 55 + ((row * 29) % 38)]} />
      </div>
    ))}
  </div>
);
