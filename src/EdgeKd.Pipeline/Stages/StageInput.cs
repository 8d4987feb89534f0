namespace EdgeKd.Pipeline.Stages;

/// <summary>An output of an earlier stage that a stage reads.</summary>
/// <param name="Stage">Name of the earlier stage.</param>
/// <param name="Output">File name of its output.</param>
/// <param name="IsOptional">Whether the earlier stage may have made no such output.</param>
internal sealed record StageInput(string Stage, string Output, bool IsOptional = false);
