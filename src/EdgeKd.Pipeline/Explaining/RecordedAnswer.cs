namespace EdgeKd.Pipeline.Explaining;

/// <summary>What a target answered to a test image when it was validated.</summary>
/// <param name="Target">The target.</param>
/// <param name="Precision">The precision.</param>
/// <param name="Label">The likeliest class.</param>
public sealed record RecordedAnswer(string Target, string Precision, string Label);
