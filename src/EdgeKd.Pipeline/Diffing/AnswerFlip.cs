namespace EdgeKd.Pipeline.Diffing;

/// <summary>A test image that both releases answer differently.</summary>
/// <param name="Image">Its place in the test set.</param>
/// <param name="Label">Its class.</param>
/// <param name="Before">What the earlier release answered.</param>
/// <param name="After">What the later release answers.</param>
public sealed record AnswerFlip(int Image, string Label, string Before, string After)
{
    /// <summary>Whether the earlier release was right, and the later one is wrong.</summary>
    public bool IsLost => Before == Label;

    /// <summary>Whether the later release is right, and the earlier one was wrong.</summary>
    public bool IsWon => After == Label;
}
