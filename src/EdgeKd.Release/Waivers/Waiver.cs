namespace EdgeKd.Release;

/// <summary>A signed permission to release although a rule is broken.</summary>
/// <param name="Rule">The rule, as <see cref="RuleResult.Title"/> has it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Until">The last day on which it counts.</param>
/// <param name="Signature">The signature over the others, base64.</param>
public sealed record Waiver(string Rule, string Reason, string Owner, DateOnly Until, string Signature);
