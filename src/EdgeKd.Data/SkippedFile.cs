namespace EdgeKd.Data;

/// <summary>A damaged image that was left out.</summary>
/// <param name="Name">The image, such as <c>train/cat/0001.jpg</c>.</param>
/// <param name="Reason">Why it could not be read.</param>
public sealed record SkippedFile(string Name, string Reason);
