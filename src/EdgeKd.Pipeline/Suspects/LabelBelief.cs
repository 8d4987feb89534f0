namespace EdgeKd.Pipeline.Suspects;

/// <summary>What a teacher believes of one labelled image.</summary>
/// <param name="Label">The class that it is labelled as.</param>
/// <param name="Answer">The likeliest class.</param>
/// <param name="Confidence">The probability of the likeliest class, 0 to 1.</param>
/// <param name="SelfConfidence">The probability of the label, 0 to 1.</param>
internal readonly record struct LabelBelief(int Label, int Answer, double Confidence, double SelfConfidence);
