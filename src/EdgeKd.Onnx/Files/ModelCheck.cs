using EdgeKd.Models;

namespace EdgeKd.Onnx;

/// <summary>Checks what a parsed model says about itself: versions, and every constant's shape against its bytes.</summary>
internal static class ModelCheck
{
    private const int MaxDimensions = 32;

    /// <summary>Requires a model that can be read further without surprise.</summary>
    /// <exception cref="InvalidDataException">It cannot.</exception>
    public static void Require(ModelProto model, string name)
    {
        if (!model.HasIrVersion || model.IrVersion < 3)
            throw Fault(name, "the model", model.HasIrVersion ? $"IR version {model.IrVersion} is not supported (3 and later are)"
                : "it names no IR version, so it is no ONNX model");
        if (model.Graph is null)
            throw Fault(name, "the model", "it holds no graph");
        if (model.OpsetImport.Count == 0)
            throw Fault(name, "the model", "it names no operator set");
        RequireGraph(model.Graph, name, "graph");
    }

    private static void RequireGraph(GraphProto graph, string name, string path)
    {
        foreach (var tensor in graph.Initializer)
            RequireTensor(tensor, name, $"{path}, constant {QuotedName.Of(tensor.Name)}");
        foreach (var sparse in graph.SparseInitializer)
            RequireSparse(sparse, name, $"{path}, sparse constant {QuotedName.Of(sparse.Values?.Name ?? "")}");
        foreach (var node in graph.Node)
        foreach (var attribute in node.Attribute)
            RequireAttribute(attribute, name, $"{path}, node {QuotedName.Of(node.Name)}, attribute {QuotedName.Of(attribute.Name)}");
    }

    private static void RequireAttribute(AttributeProto attribute, string name, string path)
    {
        foreach (var tensor in attribute.Tensors.Concat(attribute.T is null ? [] : [attribute.T]))
            RequireTensor(tensor, name, path);
        foreach (var sparse in attribute.SparseTensors.Concat(attribute.SparseTensor is null ? [] : [attribute.SparseTensor]))
            RequireSparse(sparse, name, path);
        foreach (var graph in attribute.Graphs.Concat(attribute.G is null ? [] : [attribute.G]))
            RequireGraph(graph, name, path);
    }

    private static void RequireSparse(SparseTensorProto sparse, string name, string path)
    {
        if (sparse.Values is null || sparse.Indices is null)
            throw Fault(name, path, "values or indices are missing");
        RequireTensor(sparse.Values, name, path);
        RequireTensor(sparse.Indices, name, path);
        ElementCount(sparse.Dims, name, path);
    }

    private static void RequireTensor(TensorProto tensor, string name, string path)
    {
        if (tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.ExternalData.Count > 0)
            throw Fault(name, path, "its data is kept in another file, which is not supported; save the model as one file");
        var type = (TensorProto.Types.DataType)tensor.DataType;
        if (type == TensorProto.Types.DataType.Undefined)
            throw Fault(name, path, "it has no element type");
        var elements = ElementCount(tensor.Dims, name, path);
        if (TensorContent.Of(tensor) is not { } content)
            return; // a type that is newer than this program: its bytes are kept as they are
        if (content.ActualCount != elements * content.CountPerElement)
            throw Fault(name, path, $"its shape [{string.Join(", ", tensor.Dims)}] needs {elements * content.CountPerElement:N0} {content.Unit}"
                + $" and it holds {content.ActualCount:N0}");
    }

    private static long ElementCount(IReadOnlyCollection<long> dims, string name, string path)
    {
        if (dims.Count > MaxDimensions)
            throw Fault(name, path, $"it has {dims.Count} dimensions, more than {MaxDimensions}");
        UInt128 count = 1;
        foreach (var dim in dims)
        {
            if (dim < 0)
                throw Fault(name, path, $"its shape [{string.Join(", ", dims)}] has a negative dimension");
            // A zero further on makes an empty tensor, but nobody writes one whose other dimensions overflow.
            count *= (ulong)dim;
            if (count > 1UL << 40)
                throw Fault(name, path, $"its shape [{string.Join(", ", dims)}] is too large");
        }

        return (long)count;
    }

    private static InvalidDataException Fault(string name, string path, string what) =>
        new($"{name}: {path}: {what}.");
}
