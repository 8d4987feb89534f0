namespace EdgeKd.Release;

/// <summary>How one rule came out.</summary>
public enum RuleOutcome
{
    /// <summary>It is kept.</summary>
    Pass,

    /// <summary>It is broken, and is of level <c>warning</c> or waived.</summary>
    Warn,

    /// <summary>It is broken.</summary>
    Fail,

    /// <summary>What was measured decides neither way.</summary>
    Inconclusive,
}
