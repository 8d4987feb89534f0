namespace EdgeKd.Data.Shapes;

/// <summary>The outlines of the classes, each within a circle of radius 1 about the origin, y pointing down.</summary>
internal static class ShapeOutline
{
    private static readonly Polygon?[] Polygons = MakePolygons();

    /// <summary>The signed distance of a point to the outline, in radii: below 0 inside. Near the outline it is exact.</summary>
    public static float Distance(ShapeKind kind, float x, float y)
    {
        switch (kind)
        {
            case ShapeKind.Circle:
                return Disc(x, y, 0.9f);
            case ShapeKind.Ring:
                return MathF.Abs(MathF.Sqrt(x * x + y * y) - 0.72f) - 0.22f;
            case ShapeKind.Crescent:
                return MathF.Max(Disc(x, y, 0.95f), -Disc(x - 0.46f, y, 0.76f));
            case ShapeKind.Semicircle:
                return MathF.Max(Disc(x, y - 0.4f, 1f), y - 0.4f);
            default:
                return Polygons[(int)kind]!.Distance(x, y);
        }
    }

    private static float Disc(float x, float y, float radius) => MathF.Sqrt(x * x + y * y) - radius;

    private static Polygon?[] MakePolygons()
    {
        var polygons = new Polygon?[Enum.GetValues<ShapeKind>().Length];
        polygons[(int)ShapeKind.Square] = Regular(4, 1f);
        polygons[(int)ShapeKind.Triangle] = Regular(3, 1f);
        polygons[(int)ShapeKind.Hexagon] = Regular(6, 0.95f);
        polygons[(int)ShapeKind.Star] = Star(5, 1f, 0.42f);
        polygons[(int)ShapeKind.Cross] = new Polygon(
            [-.3f, -.95f, .3f, -.95f, .3f, -.3f, .95f, -.3f, .95f, .3f, .3f, .3f,
             .3f, .95f, -.3f, .95f, -.3f, .3f, -.95f, .3f, -.95f, -.3f, -.3f, -.3f]);
        polygons[(int)ShapeKind.Arrow] = new Polygon(
            [1f, 0f, .2f, -.75f, .2f, -.27f, -.95f, -.27f, -.95f, .27f, .2f, .27f, .2f, .75f]);
        polygons[(int)ShapeKind.Chevron] = new Polygon(
            [.7f, 0f, 0f, -.85f, -.6f, -.85f, .1f, 0f, -.6f, .85f, 0f, .85f]);
        polygons[(int)ShapeKind.Heart] = Heart(32);
        return polygons;
    }

    private static Polygon Regular(int corners, float radius) => Star(corners, radius, null);

    private static Polygon Star(int corners, float radius, float? innerRadius)
    {
        var count = innerRadius is null ? corners : 2 * corners;
        var points = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * i / count);
            var r = i % 2 == 1 && innerRadius is { } inner ? inner : radius;
            points[2 * i] = (float)(r * cos);
            points[2 * i + 1] = (float)(r * sin);
        }
        return new Polygon(points);
    }

    // The curve x = 16 sin³t, y = 13 cos t − 5 cos 2t − 2 cos 3t − cos 4t, scaled into the circle.
    private static Polygon Heart(int count)
    {
        var points = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var t = 2 * Math.PI * i / count;
            points[2 * i] = (float)(Math.Pow(Math.Sin(t), 3) * 16 / 17);
            points[2 * i + 1] = (float)(-(13 * Math.Cos(t) - 5 * Math.Cos(2 * t) - 2 * Math.Cos(3 * t) - Math.Cos(4 * t) + 2.5) / 17);
        }
        return new Polygon(points);
    }
}
