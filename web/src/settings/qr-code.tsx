import { encode } from 'uqr';

/** Light around it, in modules, as the standard asks for: readers find it by that. */
const QUIET = 4;

/** The dark modules of a row, run by run. */
const runsOf = (row: readonly boolean[], y: number): string =>
  Array.from(
    row
      .map((dark) => (dark ? '1' : '0'))
      .join('')
      .matchAll(/1+/g),
    ({ 0: { length }, index }) => `M${index} ${y}h${length}v1h-${length}z`,
  ).join('');

/** A text for a camera to read. Made here: it goes to nobody. */
const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET });
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={data.map(runsOf).join('')} />
    </svg>
  );
};

export default QrCode;
