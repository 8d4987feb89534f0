using EdgeKd.Data.Randomness;
using static EdgeKd.Data.Shapes.ShapeNuisance;

namespace EdgeKd.Data.Shapes;

/// <summary>Draws one picture of <c>shapes</c>; the picture is a function of the random numbers and the class alone.</summary>
internal sealed class ShapeRenderer
{
    private readonly float[] _canvas = new float[Size * Size * 3];
    private readonly float[] _wave = new float[Size * Size];

    /// <summary>Draws a picture into <paramref name="destination"/> (RGB, H×W×3 bytes).</summary>
    public void Render(ShapeKind kind, CounterRandom random, Span<byte> destination)
    {
        var backgroundLuminance = random.NextDouble(BackgroundLuminanceMin, BackgroundLuminanceMax);
        var background = DrawColor(ref random, backgroundLuminance);
        var foreground = DrawColor(ref random, backgroundLuminance + random.NextDouble(MarginMin, MarginMax));

        FillBackground(ref random, background);
        DrawClutter(ref random, background);
        var (centerX, centerY, radius) = DrawShape(kind, ref random, foreground);
        if (random.NextDouble() < OcclusionProbability) DrawOccluder(ref random, background, centerX, centerY, radius);
        AddNoise(ref random, destination);
    }

    /// <summary>A colour of the given luminance (the channels' mean) and random hue.</summary>
    private static Color DrawColor(ref CounterRandom random, double luminance)
    {
        double r = random.NextDouble(-1, 1), g = random.NextDouble(-1, 1), b = random.NextDouble(-1, 1);
        var mean = (r + g + b) / 3;
        var chroma = ChromaMax * 0.75; // a channel is at most 4/3 from the mean of three
        return new Color(luminance + chroma * (r - mean), luminance + chroma * (g - mean), luminance + chroma * (b - mean));
    }

    private void FillBackground(ref CounterRandom random, Color color)
    {
        DrawWaves(ref random);
        for (var i = 0; i < _wave.Length; i++)
        {
            _canvas[3 * i] = color.R + _wave[i];
            _canvas[3 * i + 1] = color.G + _wave[i];
            _canvas[3 * i + 2] = color.B + _wave[i];
        }
    }

    private void DrawWaves(ref CounterRandom random)
    {
        _wave.AsSpan().Clear();
        Span<float> sinX = stackalloc float[Size], cosX = stackalloc float[Size];
        for (var n = 0; n < WaveCount; n++)
        {
            var amplitude = (float)random.NextDouble(0, WaveAmplitudeMax);
            var frequency = 2 * Math.PI / random.NextDouble(WaveLengthMin, WaveLengthMax);
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            float phase = (float)(2 * Math.PI * random.NextDouble()), fx = (float)(frequency * cos), fy = (float)(frequency * sin);
            // sin(a + b) = sin a cos b + cos a sin b: a row and a column of sines are enough.
            for (var x = 0; x < Size; x++) (sinX[x], cosX[x]) = MathF.SinCos(fx * x);
            for (var y = 0; y < Size; y++)
            {
                var (sinY, cosY) = MathF.SinCos(fy * y + phase);
                var row = _wave.AsSpan(y * Size, Size);
                for (var x = 0; x < Size; x++) row[x] += amplitude * (sinX[x] * cosY + cosX[x] * sinY);
            }
        }
    }

    private void DrawClutter(ref CounterRandom random, Color background)
    {
        var count = ClutterMin + random.NextInt(ClutterMax - ClutterMin + 1);
        for (var n = 0; n < count; n++)
        {
            var color = background.Shift(random.NextDouble(-ClutterContrastMax, ClutterContrastMax));
            double x = random.NextDouble(0, Size), y = random.NextDouble(0, Size);
            var radius = random.NextDouble(ClutterSizeMin, ClutterSizeMax);
            // A bar with a length of its own: from a dot to a stroke.
            DrawBar(color, x, y, random.NextDouble(), radius * random.NextDouble(1, 2), radius * 0.5);
        }
    }

    private (double X, double Y, double Radius) DrawShape(ShapeKind kind, ref CounterRandom random, Color color)
    {
        var radius = random.NextDouble(RadiusMin, RadiusMax);
        var stretch = 1 + random.NextDouble(-StretchMax, StretchMax);
        var reach = radius * Math.Max(stretch, 1 / stretch);
        double centerX = DrawCenter(ref random, reach), centerY = DrawCenter(ref random, reach);
        var (sin, cos) = Math.SinCos(2 * Math.PI * RotationTurns * random.NextDouble());
        float s = (float)(sin / radius), c = (float)(cos / radius), k = (float)stretch, cx = (float)centerX, cy = (float)centerY;
        // Distances are in radii; the stretch makes them off by no more than itself, which only softens the edge.
        var pixels = (float)radius;
        DrawWaves(ref random);
        Bounds(centerY, reach, out var top, out var bottom);
        Bounds(centerX, reach, out var left, out var right);
        for (var y = top; y < bottom; y++)
        {
            var dy = y + 0.5f - cy;
            for (var x = left; x < right; x++)
            {
                var dx = x + 0.5f - cx;
                var distance = ShapeOutline.Distance(kind, (c * dx + s * dy) / k, (c * dy - s * dx) * k);
                Blend(y * Size + x, color.Shift(_wave[y * Size + x]), 0.5f - distance * pixels);
            }
        }
        return (centerX, centerY, radius);
    }

    private static double DrawCenter(ref CounterRandom random, double reach)
    {
        var room = Math.Max(0, Size / 2.0 - CenterMargin - reach);
        return Size / 2.0 + random.NextDouble(-1, 1) * room;
    }

    private void DrawOccluder(ref CounterRandom random, Color background, double centerX, double centerY, double radius)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
        var away = radius * random.NextDouble(0.35, 0.9);
        var color = background.Shift(random.NextDouble(-OccluderContrastMax, OccluderContrastMax));
        DrawBar(color, centerX + away * cos, centerY + away * sin, random.NextDouble(), radius * 0.8,
            random.NextDouble(OccluderWidthMin, OccluderWidthMax) / 2);
    }

    /// <summary>Draws a rectangle about (x, y) with rounded corners.</summary>
    private void DrawBar(Color color, double x, double y, double turns, double halfLength, double halfWidth)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * turns);
        float s = (float)sin, c = (float)cos, cx = (float)x, cy = (float)y, length = (float)halfLength, width = (float)halfWidth;
        Bounds(y, halfLength + halfWidth, out var top, out var bottom);
        Bounds(x, halfLength + halfWidth, out var left, out var right);
        for (var row = top; row < bottom; row++)
        {
            for (var column = left; column < right; column++)
            {
                float dx = column + 0.5f - cx, dy = row + 0.5f - cy;
                float along = MathF.Max(MathF.Abs(c * dx + s * dy) - length, 0), across = c * dy - s * dx;
                Blend(row * Size + column, color, 0.5f + width - MathF.Sqrt(along * along + across * across));
            }
        }
    }

    private static void Bounds(double center, double reach, out int first, out int end)
    {
        first = Math.Clamp((int)Math.Floor(center - reach - 1), 0, Size);
        end = Math.Clamp((int)Math.Ceiling(center + reach + 1), 0, Size);
    }

    private void Blend(int pixel, Color color, float coverage)
    {
        if (coverage <= 0) return;
        if (coverage > 1) coverage = 1;
        var p = _canvas.AsSpan(3 * pixel, 3);
        p[0] += coverage * (color.R - p[0]);
        p[1] += coverage * (color.G - p[1]);
        p[2] += coverage * (color.B - p[2]);
    }

    private void AddNoise(ref CounterRandom random, Span<byte> destination)
    {
        // The sum of four uniform numbers of 16 bits: near enough to a normal one, and exact on every machine.
        const double sumDeviation = 65536 * 0.57735026919; // √(4/12)
        var scale = (float)(random.NextDouble(NoiseMin, NoiseMax) / sumDeviation);
        for (var i = 0; i < _canvas.Length; i++)
        {
            var bits = random.NextUInt64();
            var sum = (int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48) - 131070;
            var value = (_canvas[i] + scale * sum) * 255f + 0.5f;
            destination[i] = (byte)Math.Clamp(value, 0f, 255f);
        }
    }

    private readonly struct Color(double r, double g, double b)
    {
        public readonly float R = (float)r, G = (float)g, B = (float)b;

        public Color Shift(double by) => new(R + by, G + by, B + by);
    }
}
