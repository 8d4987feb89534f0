namespace EdgeKd.Release;

/// <summary>What is asked of a promotion, beside the bundle.</summary>
public sealed record PromotionRequest
{
    /// <summary>Who says whether the bundle is signed by someone trusted.</summary>
    public required IReleaseAuthenticity Authenticity { get; init; }

    /// <summary>The day, in UTC.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Who promotes; null where that is not told.</summary>
    public string? By { get; init; }

    /// <summary>Whether the version may be lower than the released one, such as a fix of an older line.</summary>
    public bool AllowLower { get; init; }
}
