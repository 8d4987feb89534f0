namespace EdgeKd.Release;

/// <summary>What the gate decided.</summary>
public enum VerdictOutcome
{
    /// <summary>Every rule is kept.</summary>
    Pass,

    /// <summary>At least one rule is broken.</summary>
    Fail,
}
