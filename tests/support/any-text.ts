import fc from "fast-check";

/**
 * Any text: of ASCII with its control characters, the names that are special to JavaScript among it; or of code points of all
 * planes. fast-check's own texts of the unit `binary` make a table of a million characters first.
 */
export function anyText(lengths: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  const point = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));
  return fc.oneof(
    fc.string({ unit: "binary-ascii", ...lengths }),
    fc.array(point, lengths).map((points) => points.join("")),
  );
}
