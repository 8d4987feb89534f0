using AttributeType = EdgeKd.Onnx.AttributeProto.Types.AttributeType;
using DataType = EdgeKd.Onnx.TensorProto.Types.DataType;

namespace EdgeKd.Onnx.Tests.Schema;

/// <summary>Compares every node of a model with <see cref="OperatorTable"/>: what Debian's checker does not know, it knows.</summary>
internal static class SchemaCheck
{
    private static readonly Dictionary<AttributeType, string> Kinds = new()
    {
        [AttributeType.Int] = "i", [AttributeType.Ints] = "is", [AttributeType.Float] = "f", [AttributeType.Floats] = "fs",
        [AttributeType.String] = "s", [AttributeType.Tensor] = "t",
    };

    /// <summary>What is wrong with a model: one line a fault, naming the node; empty for a good one.</summary>
    /// <param name="model">The bytes of an ONNX file.</param>
    public static IReadOnlyList<string> Violations(byte[] model)
    {
        var proto = OnnxFile.Parse(model, "model");
        List<string> faults = [];
        if (proto.OpsetImport is not [{ Domain: "" } import])
            return ["the model does not import the default operator set alone"];
        var known = proto.Graph.Input.ToDictionary(value => value.Name, value => NameOf((DataType)value.Type.TensorType.ElemType));
        foreach (var constant in proto.Graph.Initializer)
        {
            if (!known.TryAdd(constant.Name, NameOf((DataType)constant.DataType)))
                faults.Add($"the constant '{constant.Name}' stands there twice");
        }

        foreach (var name in proto.Graph.Node.GroupBy(node => node.Name).Where(group => group.Count() > 1 || group.Key.Length == 0))
            faults.Add($"{name.Count()} nodes are called '{name.Key}'");
        foreach (var node in proto.Graph.Node)
            Check(node, import.Version, known, faults);
        foreach (var output in proto.Graph.Output)
        {
            if (known.GetValueOrDefault(output.Name) != NameOf((DataType)output.Type.TensorType.ElemType))
                faults.Add($"the output '{output.Name}' is {known.GetValueOrDefault(output.Name) ?? "missing"}, not of its announced type");
        }

        return faults;
    }

    private static void Check(NodeProto node, long operatorSet, Dictionary<string, string> known, List<string> faults)
    {
        void Fault(string what) => faults.Add($"{node.Name} ({node.OpType}): {what}");
        if (node.Domain.Length > 0)
            Fault($"it is of domain '{node.Domain}'");
        if (OperatorTable.Find(node.OpType, operatorSet) is not { } schema)
        {
            Fault($"the table has no such operator in set {operatorSet}");
            return;
        }

        CheckAttributes(node, schema, Fault);
        Dictionary<string, string> bound = [];
        Match(node.Input, schema.Inputs, "input", Fault, (name, parameter) =>
        {
            if (!known.TryGetValue(name, out var type))
                Fault($"its input '{name}' is computed nowhere before it");
            else if (schema.Types.TryGetValue(parameter.Type, out var allowed) ? !allowed.Contains(type) : parameter.Type != type)
                Fault($"its input {parameter.Name} is {type}, but {parameter.Type} is needed");
            else if (bound.TryGetValue(parameter.Type, out var other) && other != type)
                Fault($"its inputs of type {parameter.Type} are {other} and {type}");
            else
                bound[parameter.Type] = type;
        });
        if (node.OpType == "Cast" && node.Attribute.FirstOrDefault(attribute => attribute.Name == "to") is { } to)
            bound["T2"] = NameOf((DataType)to.I);
        Match(node.Output, schema.Outputs, "output", Fault, (name, parameter) =>
        {
            // A type that no input tells is the only one of its constraint, or a fault above has left it open.
            var type = bound.GetValueOrDefault(parameter.Type)
                ?? (schema.Types.TryGetValue(parameter.Type, out var allowed) ? allowed.Count == 1 ? allowed[0] : "unknown" : parameter.Type);
            if (!known.TryAdd(name, type))
                Fault($"its output '{name}' is computed elsewhere too");
        });
    }

    private static void CheckAttributes(NodeProto node, OperatorSchema schema, Action<string> fault)
    {
        foreach (var attribute in node.Attribute)
        {
            if (!schema.Attributes.TryGetValue(attribute.Name, out var expected))
                fault($"version {schema.SinceVersion} has no attribute '{attribute.Name}'");
            else if (Kinds.GetValueOrDefault(attribute.Type) != expected.Kind)
                fault($"its attribute '{attribute.Name}' is of kind {attribute.Type}, not {expected.Kind}");
        }

        foreach (var (name, (_, isRequired)) in schema.Attributes)
        {
            var count = node.Attribute.Count(attribute => attribute.Name == name);
            if (count > 1 || (isRequired && count == 0))
                fault($"its attribute '{name}' stands there {count} times");
        }
    }

    // An optional one that is left out in the middle has an empty name.
    private static void Match(
        IReadOnlyList<string> names, IReadOnlyList<OperatorParameter> parameters, string what, Action<string> fault, Action<string, OperatorParameter> each)
    {
        var least = parameters.Count(parameter => !parameter.IsOptional);
        if (names.Count < least || (names.Count > parameters.Count && !parameters[^1].IsVariadic))
        {
            fault($"it has {names.Count} {what}s instead of {least} to {parameters.Count}");
            return;
        }

        for (var i = 0; i < names.Count; i++)
        {
            var parameter = parameters[Math.Min(i, parameters.Count - 1)];
            if (names[i].Length > 0)
                each(names[i], parameter);
            else if (!parameter.IsOptional)
                fault($"its {what} {parameter.Name} is left out");
        }
    }

    private static string NameOf(DataType type) => type.ToString().ToLowerInvariant();
}
