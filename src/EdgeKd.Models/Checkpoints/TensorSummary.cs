using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>One tensor of a checkpoint, without its values.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Row-major shape; empty for a scalar.</param>
public sealed record TensorSummary(string Name, ScalarType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Elements of the tensor.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, side) => product * side);
}
