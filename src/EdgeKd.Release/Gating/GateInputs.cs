using System.Globalization;

namespace EdgeKd.Release;

/// <summary>What the gate was given beside the policy and the evidence: the contents of <c>gate.json</c>. With it anyone can decide again
/// what was decided.</summary>
public sealed record GateInputs
{
    /// <summary>The name of the file in bundles.</summary>
    public const string FileName = "gate.json";

    /// <summary>The version of this schema.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The day of the decision, yyyy-MM-dd.</summary>
    public required string Today { get; init; }

    /// <summary>The waivers that counted on that day.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The version of every release but the current one, by the SHA-256 of its model files.</summary>
    public IReadOnlyDictionary<string, string> EarlierModels { get; init; } = new Dictionary<string, string>();

    /// <summary>The SHA-256 of the candidate's files by precision, of those too that were left out.</summary>
    public IReadOnlyDictionary<string, string> ModelDigests { get; init; } = new Dictionary<string, string>();

    /// <summary>The manifest of the released model; null at a first release.</summary>
    public BundleManifest? ReleasedManifest { get; init; }

    /// <summary>What was measured of the released model at its own release; null at a first release.</summary>
    public ValidationEvidence? ReleasedEvidence { get; init; }

    /// <summary>Why the released model was released; null at a first release.</summary>
    public Verdict? ReleasedVerdict { get; init; }

    /// <summary>The higher version that the released model was put back in place of; null where it is simply the latest.</summary>
    public string? RolledBackFrom { get; init; }

    /// <summary>What of a case stands in no other file.</summary>
    public static GateInputs Of(GateCase gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return new GateInputs
        {
            Today = gate.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Waivers = gate.Waivers,
            EarlierModels = gate.EarlierModels.OrderBy(model => model.Key, StringComparer.Ordinal).ToDictionary(),
            ModelDigests = gate.ModelDigests.OrderBy(model => model.Key, StringComparer.Ordinal).ToDictionary(),
            ReleasedManifest = gate.Baseline?.Manifest,
            ReleasedEvidence = gate.Baseline?.Evidence,
            ReleasedVerdict = gate.Baseline?.Verdict,
            RolledBackFrom = gate.Baseline?.RolledBackFrom,
        };
    }

    /// <summary>Reads and checks the contents of a file called <paramref name="name"/>.</summary>
    /// <exception cref="InvalidDataException">A field is missing, ill-typed or out of range; the message names it.</exception>
    public static GateInputs Parse(ReadOnlySpan<byte> json, string name)
    {
        var inputs = JsonFile.Parse<GateInputs>(json, name);
        if (inputs.Schema != 1)
            throw new InvalidDataException($"{name}: schema is {inputs.Schema}, but this program knows schema 1.");
        _ = inputs.Day(name);
        if (inputs.Waivers.Any(waiver => waiver is null) || inputs.EarlierModels.Values.Concat(inputs.ModelDigests.Values).Any(value => value is null))
            throw new InvalidDataException($"{name}: an entry of waivers, earlierModels or modelDigests is null.");
        if ((inputs.ReleasedManifest is null) != (inputs.ReleasedEvidence is null) || (inputs.ReleasedManifest is null) != (inputs.ReleasedVerdict is null))
            throw new InvalidDataException($"{name}: of releasedManifest, releasedEvidence and releasedVerdict some are missing.");
        if (inputs.ReleasedEvidence is { } evidence)
            EvidenceChecks.Require(evidence, $"{name}: releasedEvidence");
        return inputs;
    }

    /// <summary>Writes the file; it is complete or not there.</summary>
    public void Save(string path) => JsonFile.Save(this, path);

    /// <summary>The case that these inputs complete.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="candidate">What was measured of the candidate.</param>
    /// <param name="beside">What was measured of the released model beside it; null where it was not.</param>
    /// <param name="name">Where these inputs come from, for errors.</param>
    internal GateCase Case(GatePolicy policy, ValidationEvidence candidate, BaselineEvidence? beside, string name) => new()
    {
        Policy = policy,
        Candidate = candidate,
        Baseline = ReleasedManifest is null ? null : new ReleasedBaseline(ReleasedManifest, ReleasedEvidence!, ReleasedVerdict!) { RolledBackFrom = RolledBackFrom },
        Beside = beside,
        Waivers = Waivers,
        Today = Day(name),
        EarlierModels = EarlierModels,
        ModelDigests = ModelDigests,
    };

    private DateOnly Day(string name) => YamlFile.Day(Today, $"{name}: today")!.Value;
}
