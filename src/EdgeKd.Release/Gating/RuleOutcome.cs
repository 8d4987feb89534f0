namespace EdgeKd.Release;

/// <summary>How one rule came out.</summary>
public enum RuleOutcome
{
    /// <summary>It is kept.</summary>
    Pass,

    /// <summary>It is broken or undecided and is of level <c>warning</c>, or it is broken and waived.</summary>
    Warn,

    /// <summary>It is broken.</summary>
    Fail,

    /// <summary>What was measured decides neither way.</summary>
    Inconclusive,

    /// <summary>There was nothing to decide it by, and there did not have to be: nothing released to compare with, or a metric that
    /// need not be measured.</summary>
    PassedOver,
}
