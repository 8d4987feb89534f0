namespace EdgeKd.Release;

/// <summary>What a promotion did.</summary>
/// <param name="Release">The release.</param>
/// <param name="AlreadyThere">Whether the same bundle had been promoted before, so that nothing was done.</param>
/// <param name="CleanedUp">Folders of promotions that had been killed, which were removed.</param>
public sealed record PromotionResult(ReleasedBaseline Release, bool AlreadyThere, IReadOnlyList<string> CleanedUp);
