namespace EdgeKd.Pipeline.Suspects;

/// <summary>An image whose label the teacher disagrees with.</summary>
/// <param name="Part">The part of the data set: <c>train</c> or <c>test</c>.</param>
/// <param name="Index">Its place in that part.</param>
/// <param name="Name">Where it came from.</param>
/// <param name="Label">The class that it is labelled as.</param>
/// <param name="Answer">The class that the teacher takes it for.</param>
/// <param name="Confidence">The probability that the teacher gives to its answer, 0 to 1.</param>
/// <param name="SelfConfidence">The probability that it gives to the label, 0 to 1.</param>
public sealed record LabelSuspect(string Part, int Index, string Name, string Label, string Answer, double Confidence, double SelfConfidence)
{
    /// <summary>The normalised margin, <see cref="SelfConfidence"/> − <see cref="Confidence"/>, from −1 (surely wrong) to 0.</summary>
    public double Margin => SelfConfidence - Confidence;
}
