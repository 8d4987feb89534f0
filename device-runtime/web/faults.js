/** What goes wrong with a bundle, a model or an image; the message is one line. */
export class EdgekdError extends Error {
  constructor(message) {
    super(message);
    this.name = "EdgekdError";
  }
}

/** Throws unless something holds. */
export function require(holds, message) {
  if (!holds) throw new EdgekdError(message);
}
