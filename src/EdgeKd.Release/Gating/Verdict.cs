namespace EdgeKd.Release;

/// <summary>The gate's decision about one model: the contents of <c>verdict.json</c>.</summary>
public sealed record Verdict
{
    /// <summary>The name of the file in bundles and baselines.</summary>
    public const string FileName = "verdict.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 3;

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>The decision.</summary>
    public required VerdictOutcome Outcome { get; init; }

    /// <summary>Whether there was no released baseline to compare with.</summary>
    public required bool FirstRelease { get; init; }

    /// <summary>The profile of the evidence decided on.</summary>
    public required string Profile { get; init; }

    /// <summary>The version of the baseline compared with; null at a first release.</summary>
    public string? BaselineVersion { get; init; }

    /// <summary>The precisions that the baseline lacks, so that there was nothing to compare them with; empty at a first release.</summary>
    public IReadOnlyList<string> NewPrecisions { get; init; } = [];

    /// <summary>The precisions that are not released because a rule about them is broken or undecided, while another keeps all of them.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The SHA-256 of the policy decided by.</summary>
    public string? PolicySha256 { get; init; }

    /// <summary>Every rule that was asked for, in the order of the policy.</summary>
    public required IReadOnlyList<RuleResult> Rules { get; init; }

    /// <summary>Why it was refused, as far as it can be told; the likeliest first.</summary>
    public IReadOnlyList<Cause> Causes { get; init; } = [];

    /// <summary>The precisions of the evidence that are released.</summary>
    /// <param name="evidence">The evidence decided on.</param>
    public IReadOnlyList<PrecisionEvidence> Released(ValidationEvidence evidence) =>
        [.. evidence.Models.Where(model => !LeftOut.Contains(model.Precision))];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no verdict, or its outcome contradicts its rules.</exception>
    public static Verdict Load(string path) => Checked(JsonFile.Load<Verdict>(path), path);

    /// <summary>Reads the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Load"/>.</exception>
    public static Verdict Parse(ReadOnlySpan<byte> json, string name) => Checked(JsonFile.Parse<Verdict>(json, name), name);

    /// <summary>Writes the file; it is complete or not there.</summary>
    public void Save(string path) => JsonFile.Save(this, path);

    /// <summary>The decision for a terminal: a headline, then one line a rule, under each that is not kept what to do, and the causes.</summary>
    public IEnumerable<string> ToLines() => VerdictText.Lines(this);

    /// <summary>Whether a rule alone keeps its precision from being released.</summary>
    internal static bool Stops(RuleResult rule) => rule.Outcome is RuleOutcome.Fail or RuleOutcome.Inconclusive;

    /// <summary>The worst of the rules, those of precisions that are left out aside: a broken rule counts more than an undecided one.</summary>
    internal static VerdictOutcome OutcomeOf(IEnumerable<RuleResult> rules, IReadOnlyList<string> leftOut)
    {
        var outcomes = rules.Where(rule => rule.Precision is not { } precision || !leftOut.Contains(precision)).Select(rule => rule.Outcome).ToHashSet();
        return outcomes.Contains(RuleOutcome.Fail) ? VerdictOutcome.Fail
            : outcomes.Contains(RuleOutcome.Inconclusive) ? VerdictOutcome.Inconclusive
            : outcomes.Contains(RuleOutcome.Warn) ? VerdictOutcome.Warn
            : VerdictOutcome.Pass;
    }

    /// <summary>Whether the precision of a rule is not released.</summary>
    internal bool IsLeftOut(RuleResult rule) => rule.Precision is { } precision && LeftOut.Contains(precision);

    private static Verdict Checked(Verdict verdict, string file)
    {
        if (verdict.Schema != 3)
            throw new InvalidDataException($"{file}: schema is {verdict.Schema}, but this program knows schema 3.");
        if (verdict.Rules.Any(rule => rule is null) || verdict.Causes.Any(cause => cause is null))
            throw new InvalidDataException($"{file}: one of its rules or causes is null. Run the stage gate again.");
        if (OutcomeOf(verdict.Rules, verdict.LeftOut) is var expected && expected != verdict.Outcome)
        {
            var broken = verdict.Rules.Count(rule => !rule.Passed && !verdict.IsLeftOut(rule));
            throw new InvalidDataException($"{file}: the outcome is {verdict.Outcome}, but {broken} of its rules are not kept, which is {expected}. Run the stage gate again.");
        }
        return verdict;
    }
}
