using EdgeKd.Models;

namespace EdgeKd.Onnx;

/// <summary>The tensors inside a graph, by name.</summary>
public static class GraphTensors
{
    /// <summary>The names of all that the main graph's nodes compute, in the order of the nodes.</summary>
    public static IEnumerable<string> Names(ModelProto model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Graph.Node.SelectMany(node => node.Output).Where(name => name.Length > 0);
    }

    /// <summary>The node that computes a tensor of the main graph; null for inputs and constants.</summary>
    public static NodeProto? ProducerOf(ModelProto model, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Graph.Node.FirstOrDefault(node => node.Output.Contains(name));
    }

    /// <summary>Makes tensors inside the graph outputs of the model, behind those that it has; types and shapes are left to the runtime.</summary>
    /// <param name="model">The model; changed.</param>
    /// <param name="names">Names of tensors; those that are outputs already stay as they are.</param>
    /// <param name="nameForErrors">What to call the model in messages, usually its path.</param>
    /// <exception cref="ArgumentException">No node computes such a tensor; the nearest names are given.</exception>
    public static void AddOutputs(ModelProto model, IEnumerable<string> names, string nameForErrors)
    {
        ArgumentNullException.ThrowIfNull(names);
        var known = Names(model).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Except(model.Graph.Output.Select(output => output.Name)))
        {
            if (!known.Contains(name))
                throw new ArgumentException($"{nameForErrors} computes no tensor '{name}': use {NearestNames.Describe(name, known)}.");
            model.Graph.Output.Add(new ValueInfoProto { Name = name });
        }
    }

    /// <summary>The tensor that a classifier's last linear layer reads: what networks call the pooled feature.</summary>
    /// <param name="model">The model.</param>
    /// <param name="logits">Name of its logits.</param>
    /// <returns>The data input of the Gemm, or of the MatMul behind an Add, that computes the logits; null where they come
    /// from another operator.</returns>
    public static string? ClassifierInput(ModelProto model, string logits)
    {
        var node = ProducerOf(model, logits);
        if (node is { OpType: "Add" })
            node = node.Input.Select(input => ProducerOf(model, input)).FirstOrDefault(producer => producer is { OpType: "MatMul" });
        return node is { OpType: "Gemm" or "MatMul", Input: [var data, ..] } && ProducerOf(model, data) is not null ? data : null;
    }
}
