namespace EdgeKd.Distillation.GradientPolicies;

/// <summary>The parameters over which <see cref="Aligned"/> compares and projects.</summary>
public enum AlignmentScope
{
    /// <summary>
    /// All, as DHKD's released code does. The task's own head then counts in the norm and is itself lengthened, and on the shared
    /// parameters alone some of the conflict stays.
    /// </summary>
    AllParameters,

    /// <summary>Those that both losses reach: what the paper describes, alignment on the backbone.</summary>
    SharedOnly,
}
