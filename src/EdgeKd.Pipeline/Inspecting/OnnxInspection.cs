using System.Globalization;
using EdgeKd.Onnx;

namespace EdgeKd.Pipeline.Inspecting;

/// <summary>Describes an ONNX model.</summary>
internal static class OnnxInspection
{
    public static Inspection Describe(string path) => Describe(OnnxFile.Load(path));

    public static Inspection Describe(ModelProto model)
    {
        var summary = OnnxSummary.Describe(model);
        return new Inspection("ONNX model",
        [
            new("graph", summary.GraphName),
            new("written by", summary.Producer),
            new("format", $"IR {summary.IrVersion}, {string.Join(", ", summary.OperatorSets)}"),
            .. summary.Inputs.Select(input => KeyValuePair.Create("input", input)),
            .. summary.Outputs.Select(output => KeyValuePair.Create("output", output)),
            new("operators", string.Join(", ", summary.Operators.Select(o => $"{o.Value} {o.Key}"))),
            new("constants", string.Create(CultureInfo.InvariantCulture, $"{summary.ConstantElements:N0} elements, {summary.ConstantSizeBytes:N0} bytes")),
            .. summary.Metadata.Select(entry => KeyValuePair.Create("metadata", $"{entry.Key} = {entry.Value}")),
        ])
        {
            Tensors = [.. summary.Constants.Select(constant => new InspectedTensor(constant.Name, constant.Type, constant.Shape))],
            Parameters = summary.Parameters,
            Layers = [.. summary.Layers.Select(layer => new InspectedLayer(layer.Name, layer.Operator, layer.OutputShape, layer.Parameters, layer.Macs))],
            Batch = summary.Batch,
            Macs = summary.Macs,
        };
    }
}
