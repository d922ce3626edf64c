/**
 * The demo's own generator of numbers: a mix of 32 bits (multiply and shift, two rounds), the same in TypeScript and in
 * SQL, so that the data are the same bytes on every machine and with every version of the engine.
 */
const first = 0x2c1b3c6d;
const second = 0x297a2d39;

/** 32 mixed bits of a counter and a salt. */
export function mix(counter: number, salt: number): number {
  let bits = (Math.imul(counter, 0x1f123bb5) + Math.imul(salt, 0x3c6ef372)) >>> 0;
  bits ^= bits >>> 15;
  bits = Math.imul(bits, first) >>> 0;
  bits ^= bits >>> 12;
  bits = Math.imul(bits, second) >>> 0;
  bits ^= bits >>> 15;
  return bits >>> 0;
}

/** A number from 0 up to 1. */
export function chance(counter: number, salt: number): number {
  return mix(counter, salt) / 4294967296;
}

/** One of a list. */
export function pick<Item>(items: readonly Item[], counter: number, salt: number): Item {
  return items[Math.floor(chance(counter, salt) * items.length)]!;
}

/** A whole number between two, both included. */
export function between(low: number, high: number, counter: number, salt: number): number {
  return low + Math.floor(chance(counter, salt) * (high - low + 1));
}

/** `chance(counter, salt)` and its kin as macros of a session. */
export const randomMacros = [
  `CREATE OR REPLACE TEMP MACRO mix_a(x) AS ((xor(x, x >> 15) * ${first}) & 4294967295)`,
  `CREATE OR REPLACE TEMP MACRO mix_b(x) AS ((xor(x, x >> 12) * ${second}) & 4294967295)`,
  'CREATE OR REPLACE TEMP MACRO mix_c(x) AS xor(x, x >> 15)',
  `CREATE OR REPLACE TEMP MACRO mix(counter, salt) AS
     mix_c(mix_b(mix_a((CAST(counter AS BIGINT) * ${0x1f123bb5} + CAST(salt AS BIGINT) * ${0x3c6ef372}) & 4294967295)))`,
  'CREATE OR REPLACE TEMP MACRO chance(counter, salt) AS (mix(counter, salt) / 4294967296.0::DOUBLE)',
  `CREATE OR REPLACE TEMP MACRO pick(items, counter, salt) AS
     list_extract(items, 1 + CAST(floor(chance(counter, salt) * len(items)) AS BIGINT))`,
  `CREATE OR REPLACE TEMP MACRO between_of(low, high, counter, salt) AS
     (low + CAST(floor(chance(counter, salt) * (high - low + 1)) AS BIGINT))`,
  // Near to normal: mean 0, deviation 1, never beyond 3.5.
  `CREATE OR REPLACE TEMP MACRO bell(counter, salt) AS
     ((chance(counter, salt) + chance(counter, salt + 7001) + chance(counter, salt + 7002) + chance(counter, salt + 7003) - 2.0) * 1.7320508)`,
];
