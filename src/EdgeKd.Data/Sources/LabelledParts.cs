using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Sources;

/// <summary>The images of a source in their three parts, before any training image loses its label.</summary>
internal sealed record LabelledParts(SourcePart Train, SourcePart Validation, SourcePart Test)
{
    /// <summary>Takes the parts of a source, and splits validation from training where it has none.</summary>
    /// <exception cref="InvalidDataException">A class has too few images to split.</exception>
    public static LabelledParts Of(IImageSource source, long seed)
    {
        if (source.Validation is { } given) return new LabelledParts(source.Train, given, source.Test);
        var (rest, taken) = StratifiedSplit.Split(source.Train.Labels, source.ClassNames, source.ValidationFraction, RandomStream.ValidationSplit, seed);
        return new LabelledParts(source.Train.Select(rest), source.Train.Select(taken), source.Test);
    }

    /// <summary>Each part with its name.</summary>
    public IEnumerable<(ImagePart Part, SourcePart Images)> All => [(ImagePart.Train, Train), (ImagePart.Validation, Validation), (ImagePart.Test, Test)];
}
