namespace EdgeKd.Pipeline.Diffing;

/// <summary>How much better or worse one class is recognised.</summary>
public sealed record ClassChange
{
    /// <summary>The corrected p value from which a difference counts as proven.</summary>
    public const double Level = 0.05;

    /// <summary>The class.</summary>
    public required string Name { get; init; }

    /// <summary>Its test images, of the later release where the test sets differ.</summary>
    public required int Count { get; init; }

    /// <summary>The share of them that was recognised before, 0 to 1; null without images.</summary>
    public double? Before { get; init; }

    /// <summary>The share of them that is recognised after; null without images.</summary>
    public double? After { get; init; }

    /// <summary>Images that only the earlier release recognised.</summary>
    public int? Lost { get; init; }

    /// <summary>Images that only the later release recognises.</summary>
    public int? Won { get; init; }

    /// <summary>McNemar's mid-p of the class, corrected by Holm over all classes; null where the test sets differ.</summary>
    public double? CorrectedP { get; init; }

    /// <summary>Whether the difference is proven at <see cref="Level"/>, however many classes were looked at.</summary>
    public bool IsProven => CorrectedP <= Level;
}
