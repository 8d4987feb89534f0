namespace EdgeKd.Release;

/// <summary>What the gate decided: the worst of its rules.</summary>
public enum VerdictOutcome
{
    /// <summary>Every rule is kept.</summary>
    Pass,

    /// <summary>Released, although a rule of level <c>warning</c> is broken, or one is broken and waived.</summary>
    Warn,

    /// <summary>At least one rule is broken.</summary>
    Fail,

    /// <summary>No rule is broken, but one could not be decided.</summary>
    Inconclusive,
}
