/** An array with room for `length` numbers: the same one when it has it, else a copy of twice the room. */
export function grown<Numbers extends Int32Array | Float32Array>(numbers: Numbers, length: number): Numbers {
  if (length <= numbers.length) return numbers;
  const room = Math.max(length, numbers.length * 2);
  const more = (numbers instanceof Int32Array ? new Int32Array(room) : new Float32Array(room)) as Numbers;
  more.set(numbers);
  return more;
}
