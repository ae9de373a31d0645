/** Tables that are the same each time and not written to are made once a process, for all that ask for them. */

/** @param make of keys of which there are few: their values are kept */
export function memoise<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const values = new Map<Key, Value>();
  return key => {
    let value = values.get(key);
    if (value === undefined) {
      value = make(key);
      values.set(key, value);
    }
    return value;
  };
}
