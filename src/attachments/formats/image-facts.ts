/** What a reader of an image format learns of an image whose structure it has walked from its head to its end. */
export interface ImageFacts {
  /** Pixels, at least 1. */
  width: number;
  /** Pixels, at least 1. */
  height: number;
  /** Offset of the first byte after what the format itself delimits: what follows is no part of the image. */
  end: number;
}

/**
 * Widest and highest image that is believed, in pixels: the limit that PNG, TIFF and HEIC have in common is a signed
 * 32-bit number.
 */
const MAX_PIXELS_A_SIDE = 0x7fff_ffff;

/** Facts, or undefined when a dimension is not a positive number: such an image cannot be decoded. */
export function imageFacts(width: number, height: number, end: number): ImageFacts | undefined {
  const plausible = (side: number) => Number.isInteger(side) && side > 0 && side <= MAX_PIXELS_A_SIDE;
  return plausible(width) && plausible(height) ? { width, height, end } : undefined;
}
