namespace EdgeKd.Data.Mixing;

/// <summary>The box of a square image that comes from the partner, in pixels.</summary>
internal readonly record struct CutBox(int Top, int Left, int Height, int Width)
{
    /// <summary>A square of the part 1 − <paramref name="share"/> of the image about a pixel, cut at the edges, as the authors' code does it.</summary>
    public static CutBox About(int y, int x, double share, int size)
    {
        var half = (int)(size * Math.Sqrt(1 - share)) / 2;
        int top = Math.Max(0, y - half), left = Math.Max(0, x - half);
        return new CutBox(top, left, Math.Min(size, y + half) - top, Math.Min(size, x + half) - left);
    }

    /// <summary>The share of the image outside the box, 0 to 1.</summary>
    public double ShareOutside(int size) => 1 - (double)(Height * Width) / (size * size);
}
