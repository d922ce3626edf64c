let codes: Map<string, number> | undefined;

/** Two-byte codes of GB18030 by character: the platform decodes it but does not encode, so its decoder is turned round. */
function twoByteCodes(): Map<string, number> {
  if (codes) return codes;
  codes = new Map();
  const decoder = new TextDecoder('gb18030');
  const pair = new Uint8Array(2);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      pair[0] = lead;
      pair[1] = trail;
      const text = decoder.decode(pair);
      if (text.length === 1 && text !== '�' && !codes.has(text)) codes.set(text, (lead << 8) | trail);
    }
  }
  return codes;
}

/** Text in GB18030; throws for a character that its two bytes do not hold. */
export function encodeGb18030(text: string): Buffer {
  const table = twoByteCodes();
  const bytes = Buffer.allocUnsafe(text.length * 2);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[length++] = unit;
      continue;
    }
    const code = table.get(text[index]!);
    if (code === undefined) throw new Error(`no two-byte GB18030 code for ${text[index]}`);
    bytes[length++] = code >> 8;
    bytes[length++] = code & 0xff;
  }
  return bytes.subarray(0, length);
}
