namespace EdgeKd.Pipeline.Store;

/// <summary>Where a stage writes while it runs.</summary>
/// <param name="OutputFolder">Empty at the start; what lies here at the end becomes the stage's folder.</param>
/// <param name="WorkFolder">Survives a kill: a later run with the same key finds what the earlier one left.</param>
public sealed record StageWorkspace(string OutputFolder, string WorkFolder);
