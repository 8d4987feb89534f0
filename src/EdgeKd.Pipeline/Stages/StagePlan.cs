namespace EdgeKd.Pipeline.Stages;

/// <summary>What a stage will read: together with versions, device and threads all that its outputs may follow from.</summary>
/// <param name="Settings">What of the recipe it reads.</param>
/// <param name="Inputs">Outputs of earlier stages.</param>
internal sealed record StagePlan(object Settings, IReadOnlyList<StageInput> Inputs)
{
    /// <summary>Digests of what lies outside the store, by name.</summary>
    public IReadOnlyDictionary<string, string> Outside { get; init; } = new Dictionary<string, string>();

    /// <summary>The seed to record.</summary>
    public long Seed { get; init; }
}
