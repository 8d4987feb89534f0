namespace EdgeKd.Release;

/// <summary>One model file of a bundle.</summary>
/// <param name="Precision">Its arithmetic: <c>fp32</c>, <c>int8</c>, ...</param>
/// <param name="File">Its path in the bundle; size and digest stand in <see cref="BundleManifest.Files"/>.</param>
public sealed record BundleModel(string Precision, string File);
