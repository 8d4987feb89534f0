namespace EdgeKd.Data.Checking;

/// <summary>What was found in a file.</summary>
/// <param name="Findings">What is wrong with it alone.</param>
/// <param name="Fingerprint">What it is compared with others by; null where it is no image that the loader takes and can read.</param>
internal sealed record InspectedFile(IReadOnlyList<Finding> Findings, Fingerprint? Fingerprint);
