using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Sources;

/// <summary>The labelled images of a source in their three parts, before any training image loses its label.</summary>
/// <param name="Train">The training images in the order in which they are kept, validation taken out.</param>
/// <param name="Validation">The validation images.</param>
/// <param name="Test">The test images.</param>
internal sealed record LabelledParts(SourcePart Train, SourcePart Validation, SourcePart Test)
{
    /// <summary>Splits validation from the training images where the source has none, and mixes the rest where that is asked for.</summary>
    /// <exception cref="InvalidDataException">A class has too few images to be split.</exception>
    public static LabelledParts Of(IImageSource source, DataOptions o)
    {
        var (train, validation) = SplitValidation(source, o.Seed);
        return new(o.Mixed && o.Kind != "shards" ? Mix(train, o.Seed) : train, validation, source.Test);
    }

    /// <summary>Each part with its name.</summary>
    public IEnumerable<(ImagePart Part, SourcePart Images)> All => [(ImagePart.Train, Train), (ImagePart.Validation, Validation), (ImagePart.Test, Test)];

    private static (SourcePart Train, SourcePart Validation) SplitValidation(IImageSource source, long seed)
    {
        if (source.Validation is { } given) return (source.Train, given);
        var (rest, taken) = StratifiedSplit.Split(source.Train.Labels, source.ClassNames, source.ValidationFraction, RandomStream.ValidationSplit, seed);
        return (source.Train.Select(rest), source.Train.Select(taken));
    }

    private static SourcePart Mix(SourcePart part, long seed)
    {
        var order = Enumerable.Range(0, part.Count).ToArray();
        new CounterRandom(RandomStream.ShardOrder, seed).Shuffle(order.AsSpan());
        return part.Select(order);
    }
}
