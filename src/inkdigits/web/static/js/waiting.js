/**
 * Pictures that were corrected and have yet to reach the server: kept as they are, in the browser's own database, since
 * local storage has no room for them.
 */

const NAME = "inkdigits";
const STORE = "pictures";

export const makeWaitingPictures = () => {
  /** @type {Map<string, Blob>} */
  const held = new Map();
  return {
    /** Tell whether it outlives the page.
     * @type {(key: string, picture: Blob) => Promise<boolean>} */
    keep: async (key, picture) => {
      held.set(key, picture);
      return within("readwrite", (store) => store.put(picture, key)).then(() => true, () => false);
    },
    /** @type {(key: string) => Promise<Blob | null>} */
    find: async (key) => {
      const found = held.get(key) ?? (await within("readonly", (store) => store.get(key)).catch(() => null));
      return found instanceof Blob ? found : null;
    },
    /** @type {(key: string) => Promise<void>} */
    drop: async (key) => {
      held.delete(key);
      await within("readwrite", (store) => store.delete(key)).catch(() => undefined);
    },
  };
};

/** @type {(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest) => Promise<unknown>} */
const within = async (mode, act) => {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const way = database.transaction(STORE, mode);
      const asked = act(way.objectStore(STORE));
      way.oncomplete = () => resolve(asked.result);
      way.onerror = way.onabort = () => reject(way.error);
    });
  } finally {
    database.close();
  }
};

/** @type {() => Promise<IDBDatabase>} */
const open = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
