namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>From a policy's name to the policy: the one place that knows all of them.</summary>
public static class GradientPolicyFactory
{
    /// <summary>The names that a recipe may give.</summary>
    public static IReadOnlyList<string> Names { get; } = 
        ["summed", "aligned", "aligned-shared", "separate", "aligned-separate", "aligned-shared-separate"];

    /// <summary>Makes a policy.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentException">No policy has that name.</exception>
    public static IGradientPolicy Create(string name) => name switch
    {
        "summed" => new Summed(),
        "aligned" => new Aligned(AlignmentScope.AllParameters),
        "aligned-shared" => new Aligned(AlignmentScope.SharedOnly),
        "separate" => new Separate(),
        "aligned-separate" => new Aligned(AlignmentScope.AllParameters, keepApart: true),
        "aligned-shared-separate" => new Aligned(AlignmentScope.SharedOnly, keepApart: true),
        _ => throw new ArgumentException($"Unknown gradient policy '{name}': use one of {string.Join(", ", Names)}."),
    };
}
