using EdgeKd.Onnx.Preparation;

namespace EdgeKd.Onnx;

/// <summary>Makes the float graph that calibration, quantization and debugging run on, so that their tensors can be matched by name.</summary>
/// <remarks>
/// Constants are folded, batch normalisations go into the Conv or Gemm before them, layers take the one form that has integer
/// kernels, Identity and Dropout and what nobody reads are left out; every node has a unique name. The logits stay the same up
/// to the rounding of float32.
/// Constants that may be overridden by an input of the same name are constants from here on.
/// </remarks>
public static class GraphPreparation
{
    /// <summary>Prepares a model.</summary>
    /// <param name="float32Model">A float32 model of ONNX operator set 13 or later; not changed.</param>
    /// <returns>A new model with the same inputs, outputs and metadata. Preparing it again changes nothing.</returns>
    /// <exception cref="InvalidDataException">The model is quantized already, its operator set is too old, or a weight is no finite number.</exception>
    public static ModelProto Prepare(ModelProto float32Model)
    {
        ArgumentNullException.ThrowIfNull(float32Model);
        Require(float32Model);
        var model = float32Model.Clone();
        var graph = model.Graph;
        // Since version 4 constants need not be inputs too.
        model.IrVersion = Math.Max(model.IrVersion, 4);
        ConstantFolding.Apply(graph);
        NodeRemoval.RemoveIdentities(graph);
        ConstantFolding.FoldShapes(graph);
        LinearForms.Apply(graph);
        PoolForms.Apply(graph);
        BatchNormFolding.Apply(graph);
        NodeRemoval.RemoveUnread(graph);
        NodeNaming.Apply(graph);
        return model;
    }

    private static void Require(ModelProto model)
    {
        if (model.OpsetImport.FirstOrDefault(import => import.Domain is "" or "ai.onnx") is not { Version: >= OperatorSets.Oldest })
            throw new InvalidDataException($"The model is of an operator set before {OperatorSets.Oldest}, which has no quantization per channel; export it with {OperatorSets.Oldest} or later.");
        if (model.Graph.Node.FirstOrDefault(IsQuantized) is { } node)
            throw new InvalidDataException($"The model is quantized already ({node.OpType} {Models.QuotedName.Of(node.Name)}); give the float32 model.");
    }

    private static bool IsQuantized(NodeProto node) => node.OpType is "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear" or "ConvInteger" or "MatMulInteger"
        || node.OpType.StartsWith("QLinear", StringComparison.Ordinal);
}
