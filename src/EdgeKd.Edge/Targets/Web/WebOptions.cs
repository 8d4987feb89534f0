namespace EdgeKd.Edge.Targets.Web;

/// <summary>Which browser runs models.</summary>
public sealed record WebOptions
{
    /// <summary>Names Chromium where the options do not.</summary>
    public const string Variable = "EDGEKD_CHROMIUM";

    /// <summary>The program; null for what <see cref="Variable"/> names, or Debian's.</summary>
    public string? Chromium { get; init; }
}
