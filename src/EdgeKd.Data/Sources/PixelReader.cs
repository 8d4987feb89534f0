namespace EdgeKd.Data.Sources;

/// <summary>Reads image <paramref name="index"/> of a part as RGB, H×W×3 bytes, at the stored size.</summary>
/// <exception cref="InvalidDataException">The image is damaged; the message names it.</exception>
internal delegate void PixelReader(int index, Span<byte> destination);
