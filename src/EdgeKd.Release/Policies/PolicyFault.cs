namespace EdgeKd.Release;

/// <summary>Something that a policy may not say.</summary>
/// <param name="Key">Where: <c>rules[3].margin</c>.</param>
/// <param name="Problem">What is wrong and what to do, in one line.</param>
public sealed record PolicyFault(string Key, string Problem);
