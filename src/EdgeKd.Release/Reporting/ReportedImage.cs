namespace EdgeKd.Release;

/// <summary>An image that a report shows because of what was answered.</summary>
/// <param name="Name">Where it came from.</param>
/// <param name="Label">The class that it is labelled as.</param>
/// <param name="Answer">The class that was answered.</param>
/// <param name="Confidence">The probability that was given to the answer, 0 to 1.</param>
/// <param name="Picture">The image; null where it is not at hand.</param>
public sealed record ReportedImage(string Name, string Label, string Answer, double Confidence, Picture? Picture);
