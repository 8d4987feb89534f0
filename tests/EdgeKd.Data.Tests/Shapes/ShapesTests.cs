using EdgeKd.Data.Randomness;
using EdgeKd.Data.Shapes;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Tests.Shapes;

[TestFixture]
public class ShapesTests
{
    [Test]
    public void AnImageDependsOnSeedPartAndIndexAlone()
    {
        var many = new ShapesSource(new DataOptions { TrainCount = 60, TestCount = 60, Seed = 7 });
        var few = new ShapesSource(new DataOptions { TrainCount = 20, TestCount = 20, Seed = 7 });
        Assert.That(Read(few.Train, 19), Is.EqualTo(Read(many.Train, 19)));
        Assert.That(Read(many.Test, 19), Is.Not.EqualTo(Read(many.Train, 19)));
        var other = new ShapesSource(new DataOptions { TrainCount = 60, TestCount = 60, Seed = 8 });
        Assert.That(Read(other.Train, 19), Is.Not.EqualTo(Read(many.Train, 19)));
        Assert.That(Read(many.Train, 7), Is.Not.EqualTo(Read(many.Train, 19)), "the same class, another index");
    }

    [Test]
    public void TheOrderOfReadingDoesNotMatter()
    {
        var part = new ShapesSource(new DataOptions()).Train;
        var reader = part.NewReader();
        byte[] forward = new byte[3072], backward = new byte[3072];
        reader(5, forward);
        reader(900, backward);
        reader(5, backward);
        Assert.That(backward, Is.EqualTo(forward));
    }

    [Test]
    public void TheClassesAreTwelveAndBalanced()
    {
        var source = new ShapesSource(new DataOptions { TrainCount = 1000 });
        Assert.That(source.ClassNames, Has.Count.EqualTo(12).And.Unique);
        var counts = source.Train.Labels.CountBy(l => l).Select(c => c.Value).ToArray();
        Assert.That(counts.Max() - counts.Min(), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void EveryOutlineLiesWithinItsCircleAndCoversEnough([Range(0, 11)] int label)
    {
        int inside = 0, outside = 0;
        for (var y = -1.5f; y <= 1.5f; y += 0.02f)
        for (var x = -1.5f; x <= 1.5f; x += 0.02f)
        {
            if (ShapeOutline.Distance((ShapeKind)label, x, y) >= 0) continue;
            inside++;
            if (x * x + y * y > 1.09f * 1.09f) outside++;
        }
        Assert.That(outside, Is.Zero);
        Assert.That(inside * 0.02 * 0.02, Is.InRange(0.5, 3.0), "area in squared radii");
    }

    // Distance by walking the edges with a fine step, sign by the winding number.
    [Test]
    public void APolygonsDistanceIsThatOfItsNearestPoint()
    {
        float[] corners = [-0.5f, -0.5f, 0.8f, -0.4f, 0.1f, 0f, 0.6f, 0.7f, -0.7f, 0.5f];
        var polygon = new Polygon(corners);
        var random = new CounterRandom(RandomStream.Order, 11);
        for (var n = 0; n < 300; n++)
        {
            double x = random.NextDouble(-1.2, 1.2), y = random.NextDouble(-1.2, 1.2), nearest = double.MaxValue, winding = 0;
            for (var i = 0; i < 5; i++)
            {
                double ax = corners[2 * i], ay = corners[2 * i + 1], bx = corners[2 * ((i + 1) % 5)], by = corners[2 * ((i + 1) % 5) + 1];
                for (var t = 0.0; t <= 1; t += 0.0005)
                    nearest = Math.Min(nearest, Math.Sqrt(Math.Pow(ax + t * (bx - ax) - x, 2) + Math.Pow(ay + t * (by - ay) - y, 2)));
                winding += Math.Atan2((ax - x) * (by - y) - (ay - y) * (bx - x), (ax - x) * (bx - x) + (ay - y) * (by - y));
            }
            var expected = Math.Abs(winding) > 1 ? -nearest : nearest;
            Assert.That(polygon.Distance((float)x, (float)y), Is.EqualTo(expected).Within(1e-3), $"at {x}, {y}");
        }
    }

    [Test]
    public void AnotherSizeIsResized()
    {
        var source = new ShapesSource(new DataOptions { ImageSize = 48 });
        var pixels = new byte[48 * 48 * 3];
        source.Train.NewReader()(0, pixels);
        Assert.That(pixels.Distinct().Count(), Is.GreaterThan(10));
    }

    private static byte[] Read(SourcePart part, int index)
    {
        var pixels = new byte[3072];
        part.NewReader()(index, pixels);
        return pixels;
    }
}
