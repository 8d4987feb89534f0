namespace EdgeKd.Pipeline.Diffing;

/// <summary>Whether one of the things that a release was made from is another one.</summary>
/// <param name="Name">What it is: training images, teacher, ...</param>
/// <param name="HasChanged">Whether it is another one; null where one of the releases does not say.</param>
public sealed record SourceChange(string Name, bool? HasChanged);
