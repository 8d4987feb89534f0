using EdgeKd.Data.Randomness;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Shapes;

/// <summary>The generated data set <c>shapes</c>: image i of a part depends on (seed, part, i) alone.</summary>
internal sealed class ShapesSource(DataOptions options) : IImageSource
{
    private static readonly int ClassCount = Enum.GetValues<ShapeKind>().Length;

    public IReadOnlyList<string> ClassNames { get; } = Array.ConvertAll(Enum.GetNames<ShapeKind>(), n => n.ToLowerInvariant());

    public SourcePart Train => MakePart("train", RandomStream.TrainShapes, options.TrainCount);

    public SourcePart? Validation => null;

    public SourcePart Test => MakePart("test", RandomStream.TestShapes, options.TestCount);

    public double ValidationFraction => options.ValidationFraction;

    public int IgnoredFiles => 0;

    public void Dispose()
    {
    }

    private SourcePart MakePart(string name, RandomStream stream, int count)
    {
        var labels = new int[count];
        for (var i = 0; i < count; i++) labels[i] = i % ClassCount;
        return new SourcePart(labels, i => $"{name}/{ClassNames[labels[i]]}/{i:D6}", NewReader);

        PixelReader NewReader()
        {
            var renderer = new ShapeRenderer();
            var full = new byte[ShapeNuisance.Size * ShapeNuisance.Size * 3];
            return (i, destination) =>
            {
                var random = new CounterRandom(stream, options.Seed, i);
                renderer.Render((ShapeKind)labels[i], random, full);
                FixedSizeImage.CopyTo(full, ShapeNuisance.Size, options.ResolvedStoredSize, options.Interpolation, destination);
            };
        }
    }
}
