namespace EdgeKd.Models;

/// <summary>What a checkpoint holds, without the values.</summary>
/// <param name="Format">Its format, told by its content.</param>
/// <param name="Tensors">The weights, in the order of the file.</param>
/// <param name="Metadata">The strings of a safetensors header; empty for PyTorch's formats.</param>
/// <param name="Notes">Where in the file the weights were found and what was left there, a line each.</param>
public sealed record CheckpointSummary(
    CheckpointFormat Format,
    IReadOnlyList<TensorSummary> Tensors,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<string> Notes);
