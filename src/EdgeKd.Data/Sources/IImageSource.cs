using EdgeKd.Data.Encoded;

namespace EdgeKd.Data.Sources;

/// <summary>Where a data set comes from, before it is packed.</summary>
internal interface IImageSource : IDisposable
{
    IReadOnlyList<string> ClassNames { get; }

    SourcePart Train { get; }

    /// <summary>Null: split from <see cref="Train"/>.</summary>
    SourcePart? Validation { get; }

    SourcePart Test { get; }

    /// <summary>The part of <see cref="Train"/> that becomes validation where there is none.</summary>
    double ValidationFraction { get; }

    int IgnoredFiles { get; }

    /// <summary>What the user should know, a line each.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>The files that <see cref="SourcePart.PlaceOf"/> speaks of; null: the source has no encoded pictures. They are the source's.</summary>
    IEncodedFiles? Files => null;
}
