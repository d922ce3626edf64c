const marker = 'exact-number:';

/**
 * Reads JSON whose integers may be larger than JavaScript can hold (the engine's parse trees have 64-bit ones); they
 * come back unchanged from `writeExactJson`.
 */
export function readExactJson(text: string): unknown {
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) => {
      if (!token.startsWith('"')) return `"${marker}${token}"`;
      // A text that looks like our mark is marked itself, so that it is not taken for a number on the way back.
      return token.startsWith(`"${marker}`) ? `"${marker}${token.slice(1)}` : token;
    }),
  );
}

export function writeExactJson(value: unknown): string {
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (token) => {
    if (!token.startsWith(`"${marker}`)) return token;
    const rest = token.slice(marker.length + 1, -1);
    return /^-?\d{16,}$/.test(rest) ? rest : `"${rest}"`;
  });
}
