/**
 * Pictures of writing: by file, camera, clipboard or drag and drop.
 */

const SMALL = 240; // px, longer side of what is kept of a picture
const QUALITY = 0.7; // of its JPEG

/** @typedef {{clipboardData?: DataTransfer | null, dataTransfer?: DataTransfer | null}} Carrier */

/** The first file that is pasted or dropped; a picture if there is one.
 * @type {(event: Carrier) => File | null} */
export const fileOf = ({ clipboardData, dataTransfer }) => {
  const files = [...((clipboardData ?? dataTransfer)?.files ?? [])];
  return files.find(({ type }) => type.startsWith("image/")) ?? files[0] ?? null;
};

/** Hand every picture that reaches the page to `take`.
 * @type {(page: Document, inputs: HTMLInputElement[], take: (file: File) => void) => void} */
export const listenForPictures = (page, inputs, take) => {
  for (const input of inputs) {
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = ""; // so that the same file can be taken again
      if (file) take(file);
    });
  }
  page.addEventListener("paste", (event) => {
    const file = fileOf(event);
    if (file) take(file);
  });
  listenForDrops(page, take);
};

/** @type {(page: Document, take: (file: File) => void) => void} */
const listenForDrops = (page, take) => {
  const root = page.documentElement;
  /** @type {(event: DragEvent) => boolean} */
  const bringsFile = (event) => event.dataTransfer?.types.includes("Files") ?? false;
  page.addEventListener("dragover", (event) => {
    if (!bringsFile(event)) return;
    event.preventDefault();
    root.classList.add("dropping");
  });
  page.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) root.classList.remove("dropping");
  });
  page.addEventListener("drop", (event) => {
    root.classList.remove("dropping");
    if (!bringsFile(event)) return;
    event.preventDefault();
    const file = fileOf(event);
    if (file) take(file);
  });
};

/** A small copy of a shown picture as data URL, or null where the browser cannot show it.
 * @type {(image: HTMLImageElement, side?: number) => string | null} */
export const smallCopy = (image, side = SMALL) => {
  const { naturalWidth: width, naturalHeight: height } = image;
  if (width === 0 || height === 0) return null;
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = "#fff"; // what is transparent is paper
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY);
};

/** The bytes behind a data URL in base64.
 * @type {(url: string) => Blob} */
export const blobOf = (url) => {
  const [head, body] = url.split(",");
  const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: head.slice("data:".length).split(";")[0] });
};
